package dev.gradfn.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Java arrays and buffers become tensors, and tensors become Java arrays and fill buffers.
class JavaDataTest {
  static Stream<Arguments> arrays() {
    return Stream.of(
        Arguments.of(new boolean[][] {{true, false}, {false, true}}, DType.BOOL, Dims.of(2, 2)),
        Arguments.of(new byte[] {-128, 127}, DType.INT8, Dims.of(2)),
        Arguments.of(new short[][] {{-300}, {300}}, DType.INT16, Dims.of(2, 1)),
        Arguments.of(new int[][][] {{{1, 2, 3}}, {{4, 5, 6}}}, DType.INT32, Dims.of(2, 1, 3)),
        Arguments.of(new long[] {Long.MIN_VALUE}, DType.INT64, Dims.of(1)),
        Arguments.of(new float[][] {{1.5f, -2}, {3, 4}}, DType.FLOAT32, Dims.of(2, 2)),
        Arguments.of(new double[1][2][1][2][1][2], DType.FLOAT64, Dims.of(1, 2, 1, 2, 1, 2)),
        Arguments.of(new float[0], DType.FLOAT32, Dims.of(0)),
        Arguments.of(new float[2][0], DType.FLOAT32, Dims.of(2, 0)),
        Arguments.of(new float[0][3], DType.FLOAT32, Dims.of(0, 0)));
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void arrays_of_any_rank_come_back_as_they_were(Object array, DType dtype, Dims shape) {
    Tensor tensor = Torch.tensor(array);
    assertEquals(dtype, tensor.dtype());
    assertEquals(shape, tensor.shape());
    assertArrayEquals(new Object[] {array}, new Object[] {tensor.toArray()});
    assertArrayEquals(new Object[] {array}, new Object[] {tensor.toArray(array.getClass())});
  }

  @Test
  void the_array_is_copied() {
    float[][] array = {{1, 2}};
    Tensor tensor = Torch.tensor(array);
    array[0][0] = 9;
    assertEquals("tensor([[1., 2.]])", tensor.toString());
  }

  @Test
  void a_number_has_rank_0() {
    assertEquals("tensor(2.5000)", Torch.tensor(2.5f).toString());
    assertEquals("tensor(True)", Torch.tensor(true).toString());
    assertEquals(2.5f, Torch.tensor(2.5f).toArray());
    assertEquals(true, Torch.tensor(true).toArray());
    assertEquals(2L, Torch.tensor(2.5f).toArray(Long.class));
  }

  @Test
  void a_view_is_read_in_its_own_order() {
    Tensor columns = Torch.tensor(new int[][] {{1, 2, 3}, {4, 5, 6}}).permute(1, 0);
    assertArrayEquals(new int[][] {{1, 4}, {2, 5}, {3, 6}}, columns.toArray(int[][].class));
    Tensor one = Torch.tensor(new int[] {7}).expand(Dims.of(2, 2));
    assertArrayEquals(new int[][] {{7, 7}, {7, 7}}, (int[][]) one.toArray());
  }

  @Test
  void values_are_shown_where_java_lacks_the_type() {
    Tensor bytes = Torch.tensor(new byte[] {0, -1}, DType.UINT8);
    assertEquals("tensor([  0, 255], dtype=torch.uint8)", bytes.toString());
    assertArrayEquals(new int[] {0, 255}, (int[]) bytes.toArray());
    assertArrayEquals(new byte[] {0, -1}, bytes.toArray(byte[].class));
    Tensor half = Torch.tensor(new double[] {0.1}, DType.FLOAT16);
    assertArrayEquals(new float[] {0.099975586f}, (float[]) half.toArray());
  }

  @Test
  void ragged_arrays_get_one_clear_error() {
    assertMessage(
        TorchException.Kind.VALUE,
        "expected sequence of length 2 at dim 1 (got 1)",
        () -> Torch.tensor(new float[][] {{1, 2}, {3}}));
    assertMessage(
        TorchException.Kind.VALUE,
        "expected sequence of length 1 at dim 1 (got 2)",
        () -> Torch.tensor(new float[][][] {{{1}}, {{1}, {2}}}));
    assertMessage(
        TorchException.Kind.VALUE,
        "expected sequence of length 0 at dim 1 (got 1)",
        () -> Torch.tensor(new int[][] {{}, {2}}));
    assertMessage(
        TorchException.Kind.TYPE,
        "tensor: an array at dim 1 is null",
        () -> Torch.tensor(new long[2][]));
  }

  @Test
  void other_elements_are_refused() {
    String expected =
        "tensor: expected an array of boolean, byte, short, int, long, float or double of any rank,"
            + " or one such number, got ";
    for (Object wrong : new Object[] {new char[2], new String[2][2], "1", 'x', new Float[] {1f}}) {
      assertMessage(
          TorchException.Kind.TYPE,
          expected + wrong.getClass().getSimpleName(),
          () -> Torch.tensor(wrong));
    }
    assertMessage(
        TorchException.Kind.TYPE,
        "tensor: expected an array or a number, got null",
        () -> Torch.tensor(null));
  }

  @Test
  void an_array_of_another_rank_is_refused() {
    Tensor tensor = Tensor.ones(2, 3);
    assertMessage(
        TorchException.Kind.VALUE,
        "toArray: float[] has 1 dimensions, expected 2 for a tensor of shape [2, 3]",
        () -> tensor.toArray(float[].class));
    assertThrows(TorchException.class, () -> tensor.toArray(char[][].class));
    assertMessage(
        TorchException.Kind.NOT_IMPLEMENTED,
        "Cannot copy out of meta tensor; no data!",
        () -> Tensor.ones(DType.FLOAT32, Device.META, Dims.of(2)).toArray());
  }

  static Stream<Arguments> buffers() {
    Function<Integer, ByteBuffer> heap = ByteBuffer::allocate;
    Function<Integer, ByteBuffer> direct = ByteBuffer::allocateDirect;
    return Stream.of(heap, direct)
        .flatMap(make ->
            Stream.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)
                .map(order -> Arguments.of(make, order)));
  }

  @ParameterizedTest
  @MethodSource("buffers")
  void buffers_of_every_type_come_in_and_go_out(
      Function<Integer, ByteBuffer> make, ByteOrder order) {
    assertRoundTrip(DType.INT8, make.apply(6).order(order));
    assertRoundTrip(DType.INT16, make.apply(12).order(order).asShortBuffer());
    assertRoundTrip(DType.INT32, make.apply(24).order(order).asIntBuffer());
    assertRoundTrip(DType.INT64, make.apply(48).order(order).asLongBuffer());
    assertRoundTrip(DType.FLOAT32, make.apply(24).order(order).asFloatBuffer());
    assertRoundTrip(DType.FLOAT64, make.apply(48).order(order).asDoubleBuffer());
  }

  /// Six elements from 1 to 6, of which the first is not to be touched.
  private static void assertRoundTrip(DType dtype, Buffer buffer) {
    Torch.tensor(new long[] {1, 2, 3, 4, 5, 6}, dtype).copyTo(buffer);
    assertEquals(0, buffer.remaining());
    buffer.position(2);
    Tensor read = Torch.fromBuffer(buffer, 2, 2);
    assertEquals(2, buffer.position());
    assertEquals(dtype, read.dtype());
    assertArrayEquals(new long[][] {{3, 4}, {5, 6}}, read.toArray(long[][].class));
    buffer.position(1);
    read.permute(1, 0).copyTo(buffer);
    assertEquals(5, buffer.position());
    buffer.rewind();
    assertArrayEquals(
        new long[] {1, 3, 5, 4, 6, 6}, Torch.fromBuffer(buffer).toArray(long[].class));
  }

  @ParameterizedTest
  @MethodSource("buffers")
  void bytes_hold_elements_of_every_type(Function<Integer, ByteBuffer> make, ByteOrder order) {
    for (DType dtype : DType.values()) {
      Tensor tensor = Torch.tensor(new int[][] {{0, 1, 1}, {1, 1, 0}}, dtype);
      ByteBuffer bytes = make.apply(6 * dtype.itemSize() + 1).order(order);
      bytes.position(1);
      tensor.copyTo(bytes);
      assertEquals(0, bytes.remaining());
      bytes.position(1);
      Tensor read = Torch.fromBuffer(bytes, dtype, 2, 3);
      assertEquals(tensor.toString(), read.toString());
    }
  }

  @Test
  void any_byte_but_0_is_true() {
    ByteBuffer bytes = ByteBuffer.wrap(new byte[] {0, 2, -1});
    assertEquals("tensor([False,  True,  True])", Torch.fromBuffer(bytes, DType.BOOL).toString());
  }

  @Test
  void a_view_of_bytes_keeps_their_order() {
    ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    Torch.tensor(new int[] {1}).copyTo(bytes);
    assertArrayEquals(new byte[] {1, 0, 0, 0}, bytes.array());
  }

  @Test
  void wrong_buffers_are_refused() {
    assertMessage(
        TorchException.Kind.RUNTIME,
        "shape '[2, 2]' is invalid for input of size 3",
        () -> Torch.fromBuffer(FloatBuffer.allocate(3), 2, 2));
    assertMessage(
        TorchException.Kind.VALUE,
        "buffer length (6 bytes) must be a multiple of element size (4)",
        () -> Torch.fromBuffer(ByteBuffer.allocate(6), DType.FLOAT32));
    assertMessage(
        TorchException.Kind.VALUE,
        "copyTo: the buffer has room for 3 elements, expected 4",
        () -> Tensor.ones(4).copyTo(DoubleBuffer.allocate(3)));
    assertMessage(
        TorchException.Kind.TYPE,
        "buffer: characters are no numbers",
        () -> Torch.fromBuffer(CharBuffer.allocate(3)));
    assertThrows(
        java.nio.ReadOnlyBufferException.class,
        () -> Tensor.ones(1).copyTo(LongBuffer.allocate(1).asReadOnlyBuffer()));
    Tensor copied = Torch.fromBuffer(IntBuffer.wrap(new int[] {5}).asReadOnlyBuffer());
    assertTrue(copied.isContiguous());
    assertEquals(DType.INT16, Torch.fromBuffer(ShortBuffer.allocate(1)).dtype());
  }

  private static void assertMessage(
      TorchException.Kind kind, String message, org.junit.jupiter.api.function.Executable code) {
    TorchException error = assertThrows(TorchException.class, code);
    assertEquals(message, error.getMessage());
    assertEquals(kind, error.kind());
  }
}
