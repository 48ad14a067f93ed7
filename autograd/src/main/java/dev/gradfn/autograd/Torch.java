package dev.gradfn.autograd;

import dev.gradfn.core.Backends;
import dev.gradfn.core.DType;
import dev.gradfn.core.NdArray;
import java.nio.Buffer;
import java.nio.ByteBuffer;

/// What PyTorch keeps in `torch` itself: tensors from other data, and the state of the process that
/// belongs to no tensor.
public final class Torch {
  private Torch() {}

  /// A copy of a Java array of any rank and primitive type, or of one boxed number (rank 0).
  ///
  /// ```java
  /// Tensor x = Torch.tensor(new float[][] {{1, 2, 3}, {4, 5, 6}});   // float32, shape [2, 3]
  /// float[][] back = x.toArray(float[][].class);
  /// ```
  ///
  /// The type follows the elements: `float` is float32, `double` float64, `byte` int8, `int` int32,
  /// `boolean` bool.
  ///
  /// @throws TorchException (value) for rows of different lengths; (type) for other elements and
  ///   for null
  public static Tensor tensor(Object data) {
    if (data == null) throw TorchException.type("tensor: expected an array or a number, got null");
    return Tensor.of(JavaArrays.read(data));
  }

  /// The same, converted to `dtype`: of float16, or of uint8 from the bits of `byte`.
  public static Tensor tensor(Object data, DType dtype) {
    Tensor tensor = tensor(data);
    if (tensor.dtype() == dtype) return tensor;
    NdArray converted = NdArray.allocate(dtype, tensor.shape());
    Backends.kernels().copy(tensor.array(), converted);
    return Tensor.of(converted);
  }

  /// A copy of the elements between position and limit of a buffer, on the heap or direct; its
  /// position stays. A `FloatBuffer` makes float32, a `ByteBuffer` int8.
  ///
  /// @param shape none for one dimension
  /// @throws TorchException if the elements do not fill `shape`
  public static Tensor fromBuffer(Buffer buffer, long... shape) {
    return Tensor.of(Buffers.read(buffer, shape));
  }

  /// The same from the bytes of elements of any type, in the byte order of the buffer (Java's is
  /// big-endian unless set; nearly all files are little-endian).
  ///
  /// @throws TorchException also for a broken element at the end
  public static Tensor fromBuffer(ByteBuffer bytes, DType dtype, long... shape) {
    return Tensor.of(Buffers.read(bytes, dtype, shape));
  }

  /// Seeds the generator of the process; from here on the same calls give the same numbers.
  public static Generator manualSeed(long seed) {
    return Generator.global().manualSeed(seed);
  }

  public static long initialSeed() {
    return Generator.global().initialSeed();
  }

  /// Seeds the generator of the process with what nobody can foresee, and returns the seed.
  public static long seed() {
    return Generator.global().seed();
  }

  public static Tensor getRngState() {
    return Generator.global().getState();
  }

  public static void setRngState(Tensor state) {
    Generator.global().setState(state);
  }
}
