package dev.gradfn.onednn;

import java.util.Arrays;

/// Native memory full of ones: what a product adds up with. Made once, for the longest need so far.
final class Ones {
  private static volatile Block longest = filled(1024);

  private Ones() {}

  /// As many as `layout`, which is dense, has elements.
  static Operand of(Layout layout) {
    int count = Math.toIntExact(layout.dims().product());
    Block block = longest;
    if (block.order().dims().get(0) < count) {
      block = filled(count);
      longest = block;
    }
    return new Operand(layout, block.address(), block);
  }

  private static Block filled(int count) {
    float[] ones = new float[count];
    Arrays.fill(ones, 1);
    Block block = Block.allocate(Layout.flat(count));
    block.load(ones);
    return block;
  }
}
