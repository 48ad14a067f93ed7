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
    Block block = Block.allocate(layout);
    return new Operand(layout, block.address(), block, true);
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
