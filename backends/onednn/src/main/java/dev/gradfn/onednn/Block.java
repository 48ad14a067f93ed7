package dev.gradfn.onednn;

import dev.gradfn.core.BlockPool;
import dev.gradfn.core.Form;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicInteger;

/// Float32 contents of a storage in native memory, ordered by a [Layout].
final class Block implements Form {
  private final Layout layout;
  private final BlockPool.Lease lease;

  /// How many forms read this memory, this one among them.
  private final AtomicInteger readers = new AtomicInteger(1);

  private Block(Layout layout, BlockPool.Lease lease) {
    this.layout = layout;
    this.lease = lease;
  }

  /// Memory with undefined contents.
  static Block allocate(Layout layout) {
    return new Block(layout, BlockPool.take(Math.max(layout.bytes(), 1)));
  }

  static Block vector(float[] values) {
    Block block = allocate(Layout.flat(values.length));
    block.copyIn(values);
    return block;
  }

  Layout order() {
    return layout;
  }

  long address() {
    return lease.memory().address();
  }

  MemorySegment memory() {
    return lease.memory();
  }

  @Override
  public void load(Object array) {
    if (layout.isFlat()) {
      copyIn((float[]) array);
      return;
    }
    try (Staging staging = new Staging()) {
      staging.plain.copyIn((float[]) array);
      Reorder.run(staging.operand, Operand.of(this));
    }
  }

  @Override
  public void store(Object array) {
    if (layout.isFlat()) {
      copyOut((float[]) array);
      return;
    }
    try (Staging staging = new Staging()) {
      Reorder.run(Operand.of(this), staging.operand);
      staging.plain.copyOut((float[]) array);
    }
  }

  @Override
  public boolean loadFrom(Form other) {
    if (other instanceof ScaledBlock scaled) return scaled.writeTo(this);
    if (!(other instanceof Block source)) return false;
    boolean oneIsFlat = layout.isFlat() || source.layout.isFlat();
    if (!oneIsFlat && !layout.dims().equals(source.layout.dims())) return false;
    Layout from = layout.isFlat() ? source.layout : source.inDimsOf(layout);
    Layout to = layout.isFlat() ? inDimsOf(source.layout) : layout;
    Reorder.run(new Operand(from, source.address(), source), new Operand(to, address(), this));
    return true;
  }

  /// A flat block's memory as the dense array of the other's dims; others know their own.
  private Layout inDimsOf(Layout other) {
    return layout.isFlat() ? Layout.contiguous(other.dims()) : layout;
  }

  /// The elements in the storage's own order, on their way in or out.
  private final class Staging implements AutoCloseable {
    private final Block plain = allocate(Layout.flat(layout.dims().product()));
    private final Operand operand =
        new Operand(Layout.contiguous(layout.dims()), plain.address(), plain);

    @Override
    public void close() {
      plain.release();
    }
  }

  private void copyIn(float[] array) {
    MemorySegment.copy(MemorySegment.ofArray(array), 0, lease.memory(), 0, layout.bytes());
    Reference.reachabilityFence(this);
  }

  private void copyOut(float[] array) {
    MemorySegment.copy(lease.memory(), 0, MemorySegment.ofArray(array), 0, layout.bytes());
    Reference.reachabilityFence(this);
  }

  /// The memory for one more form, which ends its use by [#release].
  Block share() {
    readers.incrementAndGet();
    return this;
  }

  @Override
  public boolean isShared() {
    return readers.get() > 1;
  }

  @Override
  public void release() {
    if (readers.decrementAndGet() <= 0) lease.close();
  }

  @Override
  public String layout() {
    return layout.describe();
  }
}
