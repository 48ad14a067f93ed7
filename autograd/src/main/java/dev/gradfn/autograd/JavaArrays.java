package dev.gradfn.autograd;

import dev.gradfn.core.Access;
import dev.gradfn.core.Backends;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.core.NdArray;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;

/// Nested Java arrays of any rank and primitive type, to and from dense memory.
///
/// Rank 0 is a boxed number. The last dimension moves a row at a time; only `boolean[]`, which the
/// engine keeps in bytes, goes element by element.
final class JavaArrays {
  private JavaArrays() {}

  /// A copy of `nested`, of the type that holds its elements.
  static NdArray read(Object nested) {
    Class<?> element = elementOf(nested.getClass());
    Dims shape = shapeOf(nested);
    NdArray array = NdArray.allocate(dtypeOf(element, nested.getClass()), shape);
    Object flat = array.storage().open(Access.OVERWRITE);
    if (nested.getClass().isArray()) {
      flatten(nested, 0, shape, flat, 0);
    } else {
      setNumber(flat, nested);
    }
    array.storage().close(flat, Access.OVERWRITE);
    return array;
  }

  /// A copy of `array` in the Java type that shows its values: `boolean`, `byte`, `short`, `int`
  /// (also for uint8, since Java's byte has a sign), `long`, `float` (also for half types),
  /// `double`.
  static Object write(NdArray array) {
    return write(array, javaTypeOf(array.dtype()));
  }

  /// @param type `float[][].class` for rank 2; a box such as `Float.class` for rank 0
  static Object writeAs(NdArray array, Class<?> type) {
    int rank = rankOf(type);
    if (rank != array.rank()) {
      throw TorchException.value(
          "toArray: "
              + type.getSimpleName()
              + " has "
              + rank
              + " dimensions, expected "
              + array.rank()
              + " for a tensor of shape "
              + array.shape());
    }
    dtypeOf(elementOf(type), type);
    return write(array, elementOf(type));
  }

  private static Object write(NdArray array, Class<?> element) {
    NdArray dense = dense(array, dtypeOf(element, element));
    Object flat = dense.storage().open(Access.READ);
    Object nested = nest(flat, 0, element, dense.shape(), 0);
    dense.storage().close(flat, Access.READ);
    dense.storage().recycle();
    return nested;
  }

  /// A copy in row-major order, converted to `dtype`.
  static NdArray dense(NdArray array, DType dtype) {
    if (array.device() == Device.META) {
      throw TorchException.notImplemented("Cannot copy out of meta tensor; no data!");
    }
    NdArray dense = NdArray.allocate(dtype, array.shape());
    Backends.kernels().copy(array, dense);
    return dense;
  }

  /// Returns where the next row goes.
  private static int flatten(Object row, int depth, Dims shape, Object flat, int at) {
    if (row == null) throw TorchException.type("tensor: an array at dim " + depth + " is null");
    int length = Array.getLength(row);
    if (length != shape.get(depth)) {
      throw TorchException.value(
          "expected sequence of length "
              + shape.get(depth)
              + " at dim "
              + depth
              + " (got "
              + length
              + ")");
    }
    if (row instanceof Object[] rows) {
      for (Object inner : rows) at = flatten(inner, depth + 1, shape, flat, at);
      return at;
    }
    if (row instanceof boolean[] truths) {
      for (int i = 0; i < length; i++) ((byte[]) flat)[at + i] = (byte) (truths[i] ? 1 : 0);
    } else {
      System.arraycopy(row, 0, flat, at, length);
    }
    return at + length;
  }

  private static Object nest(Object flat, int at, Class<?> element, Dims shape, int depth) {
    if (depth == shape.rank()) return number(flat, element);
    int length = shape.at(depth);
    if (depth == shape.rank() - 1) return row(flat, at, element, length);
    int step = Math.toIntExact(shape.slice(depth + 1, shape.rank()).product());
    int[] dims = shape.slice(depth, shape.rank()).toIntArray();
    Object[] rows = (Object[]) Array.newInstance(element, dims);
    for (int i = 0; i < length; i++) rows[i] = nest(flat, at + i * step, element, shape, depth + 1);
    return rows;
  }

  private static Object row(Object flat, int at, Class<?> element, int length) {
    Object row = Array.newInstance(element, length);
    if (row instanceof boolean[] truths) {
      for (int i = 0; i < length; i++) truths[i] = ((byte[]) flat)[at + i] != 0;
    } else {
      System.arraycopy(flat, at, row, 0, length);
    }
    return row;
  }

  private static Object number(Object flat, Class<?> element) {
    return element == boolean.class ? ((byte[]) flat)[0] != 0 : Array.get(flat, 0);
  }

  private static void setNumber(Object flat, Object number) {
    Array.set(flat, 0, number instanceof Boolean truth ? (byte) (truth ? 1 : 0) : number);
  }

  /// The lengths along the first row of each dimension; [#flatten] finds those that differ.
  private static Dims shapeOf(Object nested) {
    long[] lengths = new long[rankOf(nested.getClass())];
    Object level = nested;
    for (int i = 0; i < lengths.length && level != null; i++) {
      lengths[i] = Array.getLength(level);
      level = level instanceof Object[] rows && rows.length > 0 ? rows[0] : null;
    }
    return Dims.of(lengths);
  }

  private static int rankOf(Class<?> type) {
    int rank = 0;
    for (Class<?> inner = type; inner.isArray(); inner = inner.componentType()) rank++;
    return rank;
  }

  /// The primitive type at the bottom; that of the box for a boxed number.
  private static Class<?> elementOf(Class<?> type) {
    if (!type.isArray()) return MethodType.methodType(type).unwrap().returnType();
    Class<?> inner = type;
    while (inner.isArray()) inner = inner.componentType();
    return inner;
  }

  private static DType dtypeOf(Class<?> element, Class<?> given) {
    return switch (element.getName()) {
      case "boolean" -> DType.BOOL;
      case "byte" -> DType.INT8;
      case "short" -> DType.INT16;
      case "int" -> DType.INT32;
      case "long" -> DType.INT64;
      case "float" -> DType.FLOAT32;
      case "double" -> DType.FLOAT64;
      default ->
          throw TorchException.type(
              "tensor: expected an array of boolean, byte, short, int, long, float or double of"
                  + " any rank, or one such number, got "
                  + given.getSimpleName());
    };
  }

  private static Class<?> javaTypeOf(DType dtype) {
    return switch (dtype) {
      case BOOL -> boolean.class;
      case INT8 -> byte.class;
      case INT16 -> short.class;
      case UINT8, INT32 -> int.class;
      case INT64 -> long.class;
      case FLOAT16, BFLOAT16, FLOAT32 -> float.class;
      case FLOAT64 -> double.class;
    };
  }
}
