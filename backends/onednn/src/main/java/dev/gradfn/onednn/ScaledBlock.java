package dev.gradfn.onednn;

import dev.gradfn.core.Access;
import dev.gradfn.core.Form;
import dev.gradfn.core.FormKind;
import dev.gradfn.core.Storage;
import dev.gradfn.core.UnaryFunction;

/// What a batch norm leaves: `scale · x + shift` of the channels-last block that it read, computed
/// when somebody asks for it. Mostly that is an activation alone, which does both in one go; and in
/// training `x` is kept anyway, so that the result need not be.
///
/// It shares the block: see [Form#isShared].
final class ScaledBlock implements Form {
  private final Block x;
  private final Block scale;
  private final Block shift;

  private ScaledBlock(Block x, float[] scale, float[] shift) {
    this.x = x.share();
    this.scale = Block.vector(scale);
    this.shift = Block.vector(shift);
  }

  /// Makes it all that `storage` holds.
  ///
  /// @param x `[n, c, *spatial]`, as many elements as the storage has
  /// @param scale `[c]`
  /// @param shift `[c]`
  static void put(Storage storage, Block x, float[] scale, float[] shift) {
    storage.form(
        new FormKind<ScaledBlock>() {
          @Override
          public ScaledBlock create(Storage owner) {
            return new ScaledBlock(x, scale, shift);
          }

          @Override
          public Class<ScaledBlock> type() {
            return ScaledBlock.class;
          }
        },
        Access.OVERWRITE);
  }

  /// The channels-last order of the elements.
  Layout order() {
    return x.order();
  }

  /// Keeps the memory for one more [#release].
  void retain() {
    x.share();
    scale.share();
    shift.share();
  }

  /// Writes `f` of the elements to memory of [this order][#order].
  ///
  /// @param f null for the elements themselves
  void computeTo(UnaryFunction f, Operand target) {
    ScaleAndShift.run(f, Operand.of(x), Operand.of(scale), Operand.of(shift), target);
  }

  /// @return false, and nothing is done, if `target` stands for other dims
  boolean writeTo(Block target) {
    if (target.order().equals(order())) {
      computeTo(null, Operand.of(target));
      return true;
    }
    Block dense = computed();
    boolean isTaken = target.loadFrom(dense);
    dense.release();
    return isTaken;
  }

  @Override
  public void store(Object array) {
    Block dense = computed();
    dense.store(array);
    dense.release();
  }

  private Block computed() {
    Block dense = Block.allocate(order());
    computeTo(null, Operand.of(dense));
    return dense;
  }

  @Override
  public void load(Object array) {
    throw new AssertionError("a derived form takes no contents");
  }

  @Override
  public boolean isDerived() {
    return true;
  }

  @Override
  public String layout() {
    return x.layout();
  }

  @Override
  public void release() {
    x.release();
    scale.release();
    shift.release();
  }
}
