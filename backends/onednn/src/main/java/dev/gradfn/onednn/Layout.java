package dev.gradfn.onednn;

import dev.gradfn.core.Dims;
import dev.gradfn.core.FormKind;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.Storage;
import java.util.Arrays;
import org.bytedeco.dnnl.memory;

/// How the elements of an array lie in native memory: by strides, or in an order of oneDNN's own.
///
/// As a form of a storage it stands for the dense, row-major array of [#dims] that is all of the
/// storage. Three kinds of form are in use:
/// - **flat**: the storage's own order, one dimension;
/// - **channels last**: `[n, c, *spatial]` with the channels innermost, which oneDNN's convolutions
///   are as fast on as on any blocked order, and in which every slice of channels can be expressed;
/// - **opaque**: the order that a convolution wants its weights in.
final class Layout implements FormKind<Block> {
  private static final Generations<Geometry, Layout> STRIDED = new Generations<>(2048);

  private final Dims dims;

  /// Null for an opaque layout.
  private final Dims strides;

  private final memory.desc desc;
  private final long bytes;

  private Layout(Dims dims, Dims strides, memory.desc desc) {
    this.dims = dims;
    this.strides = strides;
    this.desc = desc;
    this.bytes = desc.get_size();
  }

  static Layout strided(Dims dims, Dims strides) {
    return STRIDED.get(new Geometry(dims, strides, 0), Layout::make);
  }

  private static Layout make(Geometry g) {
    boolean scalar = g.rank() == 0;
    long[] dims = scalar ? new long[] {1} : g.shape().toArray();
    long[] strides = scalar ? new long[] {1} : g.strides().toArray();
    memory.desc desc = new memory.desc(dims, memory.data_type.f32, strides);
    return new Layout(g.shape(), g.strides(), desc);
  }

  static Layout contiguous(Dims dims) {
    return strided(dims, dims.contiguousStrides());
  }

  static Layout flat(long size) {
    return strided(Dims.of(size), Dims.of(1));
  }

  static Layout channelsLast(Dims shape) {
    return strided(shape, channelsLastStrides(shape));
  }

  /// An order that oneDNN chose for an array of `dims`.
  static Layout opaque(Dims dims, memory.desc desc) {
    return new Layout(dims, null, desc);
  }

  /// Strides of `[n, c, *spatial]` with the channels innermost.
  static Dims channelsLastStrides(Dims shape) {
    long[] strides = new long[shape.rank()];
    strides[1] = 1;
    long next = shape.get(1);
    for (int i = strides.length - 1; i >= 2; i--) {
      strides[i] = next;
      next *= shape.get(i);
    }
    strides[0] = next;
    return Dims.of(strides);
  }

  Dims dims() {
    return dims;
  }

  memory.desc desc() {
    return desc;
  }

  long bytes() {
    return bytes;
  }

  boolean isFlat() {
    return strides != null && dims.rank() == 1;
  }

  /// `native` (the storage's order), `channels_last` or `blocked`.
  String describe() {
    if (strides == null) return "blocked";
    return isFlat() ? "native" : "channels_last";
  }

  /// Where the elements of a view lie in a form of this layout, or null if that cannot be said by
  /// strides. `view` is a geometry over the storage that this layout stands for.
  Geometry through(Geometry view) {
    if (strides == null) return null;
    if (isFlat()) return view;
    Dims plain = dims.contiguousStrides();
    long[] inside = new long[view.rank()];
    long[] used = new long[dims.rank()];
    long offset = start(view.offset(), plain, used);
    for (int i = 0; i < inside.length; i++) {
      if (view.shape().get(i) == 1) continue;
      int dim = carrier(view.strides().get(i), plain);
      if (dim < 0) return null;
      long step = view.strides().get(i) / plain.get(dim);
      used[dim] += step * (view.shape().get(i) - 1);
      inside[i] = step * strides.get(dim);
    }
    for (int dim = 0; dim < used.length; dim++) {
      if (used[dim] >= dims.get(dim)) return null;
    }
    return new Geometry(view.shape(), Dims.of(inside), offset);
  }

  /// The offset inside; `used` becomes the index of the first element in each dimension.
  private long start(long offset, Dims plain, long[] used) {
    long inside = 0;
    long rest = offset;
    for (int dim = 0; dim < used.length; dim++) {
      used[dim] = rest / plain.get(dim);
      rest %= plain.get(dim);
      inside += used[dim] * strides.get(dim);
    }
    return inside;
  }

  /// The dimension along which a step of `stride` elements goes, or −1.
  private int carrier(long stride, Dims plain) {
    for (int dim = 0; dim < plain.rank(); dim++) {
      if (dims.get(dim) == 1 || stride < plain.get(dim)) continue;
      return stride % plain.get(dim) == 0 ? dim : -1;
    }
    return -1;
  }

  @Override
  public Block create(Storage storage) {
    return Block.allocate(this);
  }

  @Override
  public Class<Block> type() {
    return Block.class;
  }

  @Override
  public boolean equals(Object other) {
    if (this == other) return true;
    return strides != null
        && other instanceof Layout that
        && dims.equals(that.dims)
        && strides.equals(that.strides);
  }

  @Override
  public int hashCode() {
    return strides == null
        ? System.identityHashCode(this)
        : Arrays.hashCode(new int[] {dims.hashCode(), strides.hashCode()});
  }

  @Override
  public String toString() {
    return describe() + "[" + dims + "]";
  }
}
