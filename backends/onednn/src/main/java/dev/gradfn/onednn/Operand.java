package dev.gradfn.onednn;

import java.lang.foreign.MemorySegment;

/// Native memory as an argument of a primitive.
///
/// @param address of the first element
/// @param owner keeps the memory alive as long as this record is reachable
/// @param temporary whether the memory was made for one call, and is given back after it
record Operand(Layout layout, long address, Block owner, boolean temporary) {
  Operand(Layout layout, long address, Block owner) {
    this(layout, address, owner, false);
  }

  static Operand of(Block block) {
    return new Operand(block.order(), block.address(), block);
  }

  static Operand temporary(Layout layout) {
    return temporary(Block.allocate(layout));
  }

  /// A block that was made for one call.
  static Operand temporary(Block block) {
    return new Operand(block.order(), block.address(), block, true);
  }

  /// Whether this is all that a lasting block holds, in the block's own order.
  boolean isWholeOwner() {
    return !temporary && layout.equals(owner.order());
  }

  /// The same memory in other words: as many elements, all dense.
  Operand as(Layout other) {
    return new Operand(other, address, owner, temporary);
  }

  /// The memory of the elements, which are dense.
  MemorySegment memory() {
    return owner.memory().asSlice(address - owner.address(), layout.bytes());
  }

  void releaseTemporary() {
    if (temporary) owner.release();
  }
}
