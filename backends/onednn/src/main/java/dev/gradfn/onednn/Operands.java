package dev.gradfn.onednn;

import dev.gradfn.core.Access;
import dev.gradfn.core.Backends;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Form;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.Storage;

/// Brings arrays into the native memory that a primitive wants. All methods give null where that
/// cannot be done; inputs are asked for before outputs.
final class Operands {
  private Operands() {}

  /// Whether oneDNN may touch these arrays at all; null stands for one that is not given.
  static boolean areUsable(NdArray... arrays) {
    for (NdArray array : arrays) {
      if (array == null) continue;
      if (array.dtype() != DType.FLOAT32 || array.numel() == 0) return false;
      if (array.storage().isPinned() || array.rank() > 6) return false;
    }
    return true;
  }

  /// The block that alone holds the array's contents, or null if they are in a Java array.
  static Block home(NdArray array) {
    Storage storage = array.storage();
    return switch (storage.nativeHome()) {
      case Block block -> block;
      case ScaledBlock scaled -> storage.form(scaled.order(), Access.READ);
      case null, default -> null;
    };
  }

  /// What says how all of the array is computed, or null if it has been, or lies elsewhere.
  static ScaledBlock scaled(NdArray array) {
    Form home = array.storage().nativeHome();
    return home instanceof ScaledBlock scaled && isWhole(array) ? scaled : null;
  }

  /// Whether the array is all of its storage, in row-major order.
  static boolean isWhole(NdArray array) {
    return array.isContiguous() && covers(array);
  }

  /// Whether the array has as many elements as its storage.
  private static boolean covers(NdArray array) {
    return array.offset() == 0 && array.numel() == array.storage().size();
  }

  private static boolean isChannelsLast(NdArray array) {
    Dims shape = array.shape();
    Dims wanted = Layout.channelsLastStrides(shape);
    for (int i = 0; i < shape.rank(); i++) {
      if (shape.get(i) > 1 && array.strides().get(i) != wanted.get(i)) return false;
    }
    return true;
  }

  /// An input of rank 3 or more, dense with the channels innermost; never null.
  static Operand channelsLast(NdArray array) {
    Layout wanted = Layout.channelsLast(array.shape());
    Storage storage = array.storage();
    Block home = home(array);
    if (home == null || home.order().isFlat()) {
      if (isChannelsLast(array)) return flat(array).as(wanted);
    }
    if (isWhole(array)) return Operand.of(storage.form(wanted, Access.READ));
    Operand strided = home == null ? null : through(home, array.geometry());
    if (strided == null) strided = strided(array);
    if (strided == null) return writtenOut(array, wanted);
    return inOrder(strided, wanted);
  }

  /// `given` itself, or a copy of it in the order `wanted`.
  static Operand inOrder(Operand given, Layout wanted) {
    return given.layout().equals(wanted) ? given : dense(given, wanted);
  }

  /// A copy for one call, by way of a Java array: of expanded ones, whose elements share memory.
  private static Operand writtenOut(NdArray array, Layout wanted) {
    NdArray copy = NdArray.allocate(array.dtype(), array.shape());
    Backends.kernels().copy(array, copy);
    Operand written = Operand.temporary(wanted);
    Object plain = copy.storage().open(Access.READ);
    written.owner().load(plain);
    copy.storage().close(plain, Access.READ);
    copy.storage().recycle();
    return written;
  }

  /// The elements of a view where they lie in `home`, or null.
  static Operand through(Block home, Geometry view) {
    Geometry inside = home.order().through(view);
    if (inside == null) return null;
    Layout layout = Layout.strided(inside.shape(), inside.strides());
    return new Operand(layout, home.address() + Float.BYTES * inside.offset(), home);
  }

  private static Operand dense(Operand strided, Layout wanted) {
    Operand dense = Operand.temporary(wanted);
    Reorder.run(strided, dense);
    return dense;
  }

  /// An output of rank 3 or more, all of which will be written, with the channels innermost.
  static Operand channelsLastOutput(NdArray array) {
    Layout wanted = Layout.channelsLast(array.shape());
    if (isWhole(array)) return Operand.of(array.storage().form(wanted, Access.OVERWRITE));
    return covers(array) && isChannelsLast(array) ? flatOutput(array).as(wanted) : null;
  }

  /// Whether [#channelsLastOutput] will give an answer.
  static boolean takesChannelsLast(NdArray array) {
    return covers(array) && (array.isContiguous() || isChannelsLast(array));
  }

  /// An input by its own strides, in the storage's order. Null for an expanded one.
  static Operand strided(NdArray array) {
    if (isExpanded(array)) return null;
    return flat(array).as(Layout.strided(array.shape(), array.strides()));
  }

  /// Whether elements share memory.
  static boolean isExpanded(NdArray array) {
    for (int i = 0; i < array.rank(); i++) {
      if (array.strides().get(i) == 0 && array.shape().get(i) > 1) return true;
    }
    return false;
  }

  /// The array without what an expansion repeats: there it has size 1.
  static NdArray withoutRepeats(NdArray array) {
    if (!isExpanded(array)) return array;
    Dims shape = array.shape();
    for (int i = 0; i < array.rank(); i++) {
      if (array.strides().get(i) == 0) shape = shape.with(i, 1);
    }
    return array.view(new Geometry(shape, array.strides(), array.offset()));
  }

  /// The storage's own order, from the array's first element on.
  static Operand flat(NdArray array) {
    return flat(array, Access.READ);
  }

  /// [#flat] for an output that will be written whole.
  static Operand flatOutput(NdArray array) {
    return flat(array, covers(array) ? Access.OVERWRITE : Access.UPDATE);
  }

  private static Operand flat(NdArray array, Access access) {
    Storage storage = array.storage();
    Block block = storage.form(Layout.flat(storage.size()), access);
    long address = block.address() + Float.BYTES * array.offset();
    return new Operand(Layout.flat(array.numel()), address, block);
  }

  /// An input of few elements in a row, such as one number per channel.
  static Operand vector(NdArray array) {
    if (array.isContiguous()) return flat(array);
    Operand strided = strided(array);
    return strided == null ? null : dense(strided, Layout.contiguous(array.shape()));
  }

  /// Weights in the order that a convolution wants, kept with their storage until it is written.
  static Operand weights(NdArray array, Layout wanted) {
    if (isWhole(array)) return Operand.of(array.storage().form(wanted, Access.READ));
    Operand contiguous = vector(array);
    return contiguous == null
        ? null
        : dense(contiguous.as(Layout.contiguous(wanted.dims())), wanted);
  }
}
