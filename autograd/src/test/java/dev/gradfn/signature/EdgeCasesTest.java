package dev.gradfn.signature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.GradCheck;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.Module;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Shapes, types and orders in memory that are rare, with what PyTorch gives for them.
class EdgeCasesTest {
  private static Tensor call(String name, Map<String, Object> keywords, Object... args) {
    Operation found = OperationTable.find(name);
    Signature signature = found.signature();
    return (Tensor) found.body().run(signature.bind(Arrays.asList(args), keywords));
  }

  private static Tensor call(String name, Object... args) {
    return call(name, Map.of(), args);
  }

  private static Tensor doubles(long... shape) {
    long size = Dims.of(shape).product();
    double[] values = new double[(int) size];
    for (int i = 0; i < size; i++) values[i] = ((i * 389 + 101) % 97 - 48) / 32.0;
    return Tensor.of(values, shape);
  }

  private static Tensor channelsLast(long... shape) {
    Tensor dense = doubles(shape[0], shape[2], shape[3], shape[1]);
    return dense.permute(0, 3, 1, 2);
  }

  private static Tensor longs(long... values) {
    return Tensor.of(values, values.length);
  }

  // ---- orders in memory ----------------------------------------------------------------------

  @Test
  void an_empty_result_is_dense() {
    Tensor sum = call("add", doubles(0), doubles(2, 1));
    assertEquals(Dims.of(2, 0), sum.shape());
    assertEquals(Dims.of(1, 1), sum.strides());
  }

  @Test
  void writing_through_an_index_makes_a_dense_copy() {
    Tensor turned = doubles(4, 2).permute(1, 0);
    Tensor index = Tensor.of(new long[] {0, 1}, 2, 1);
    assertEquals(Dims.of(4, 1), call("scatter", turned, 1L, index, 3L).strides());
    Tensor source = doubles(1, 4);
    assertEquals(Dims.of(4, 1), call("index_add", turned, 0L, longs(1), source).strides());
  }

  @Test
  void a_convolution_of_planes_follows_the_order_of_input_or_weight() {
    Tensor w = channelsLast(3, 2, 2, 2);
    Dims last = Dims.of(12, 1, 6, 3);
    assertEquals(last, call("nn.functional.conv2d", doubles(1, 2, 3, 3), w).strides());
    Tensor dense = doubles(3, 2, 2, 2);
    assertEquals(last, call("nn.functional.conv2d", channelsLast(1, 2, 3, 3), dense).strides());
    Tensor line = doubles(3, 3, 2).permute(0, 2, 1);
    Tensor lines = call("nn.functional.conv1d", doubles(1, 2, 6), line);
    assertEquals(Dims.of(12, 1, 3), lines.strides());
  }

  @Test
  void padding_and_shuffling_keep_channels_last() {
    Tensor x = channelsLast(1, 8, 1, 2);
    Tensor shuffled = call("nn.functional.pixel_shuffle", x, 2L);
    assertEquals(Dims.of(16, 1, 8, 2), shuffled.strides());
    Tensor padded = call("nn.functional.pad", channelsLast(1, 2, 2, 2), List.of(0L, 1L));
    assertEquals(Dims.of(12, 1, 6, 2), padded.strides());
    Tensor same = call("nn.functional.pad", doubles(3, 2).permute(1, 0), List.of(0L, 0L));
    assertEquals(Dims.of(1, 2), same.strides());
  }

  // ---- types ---------------------------------------------------------------------------------

  @Test
  void losses_take_the_type_that_they_compute_into() {
    Tensor single = Tensor.ones(2, 3);
    Tensor target = doubles(2, 3).sigmoid();
    Map<String, Object> none = Map.of("reduction", "none");
    String logits = "nn.functional.binary_cross_entropy_with_logits";
    assertEquals(DType.FLOAT64, call(logits, none, single, target).dtype());
    assertEquals(DType.FLOAT32, call("nn.functional.huber_loss", none, single, target).dtype());
  }

  @Test
  void a_sum_may_be_asked_for_as_a_truth() {
    Tensor any = call("sum", Map.of("dtype", DType.BOOL), Tensor.of(0, 2));
    assertEquals(DType.BOOL, any.dtype());
    assertEquals(1, any.item());
  }

  @Test
  void a_threshold_of_integers_is_cut_to_one() {
    Tensor x = longs(-1, 0, 1);
    Tensor y = call("nn.functional.threshold", x, -0.5, 7.5);
    assertEquals(Tensor.of(new long[] {7, 7, 1}, 3).toString(), y.toString());
  }

  @Test
  void integers_never_require_grad() {
    Tensor x = longs(1, 2);
    x.copy_(Tensor.of(3, 4).requiresGrad_());
    assertFalse(x.requiresGrad());
    assertNull(x.gradFn());
  }

  @Test
  void softmax_of_no_integers_is_no_error() {
    Tensor nothing = Tensor.ones(DType.INT64, Device.CPU, Dims.of(0, 3));
    assertEquals(Dims.of(0, 3), call("softmax", nothing, 1L).shape());
  }

  // ---- shapes --------------------------------------------------------------------------------

  @Test
  void an_index_without_dimensions_keeps_the_tensor_whole() {
    Tensor zero = Tensor.of(new long[] {0}, new long[0]);
    Tensor put =
        call("index_put", doubles(3, 2), List.of(zero, longs(1)), Tensor.of(new double[] {5}, 1));
    assertEquals(Dims.of(3, 2), put.shape());
    assertEquals(5, put.select(0, 0).select(0, 1).item());
  }

  @Test
  void empty_factors_give_zeros() {
    Tensor product = call("einsum", "ij,jk", doubles(2, 0), doubles(0, 3));
    assertEquals(Dims.of(2, 3), product.shape());
    assertEquals(Dims.of(0, 0), call("einsum", "ij,jk", doubles(0, 3), doubles(3, 0)).shape());
  }

  @Test
  void the_median_of_nothing_is_nan() {
    assertTrue(Double.isNaN(call("median", doubles(0)).item()));
  }

  @Test
  void no_index_adds_nothing() {
    Tensor x = doubles(2, 3);
    Tensor index = Tensor.ones(DType.INT64, Device.CPU, Dims.of(0));
    Tensor same = call("scatter_add", x, 0L, index, x);
    assertArrayEquals(x.toDoubleArray(), same.toDoubleArray());
  }

  @Test
  void unpooling_takes_another_size() {
    Tensor x = doubles(1, 1, 1, 2);
    Tensor places = Tensor.of(new long[] {0, 11}, 1, 1, 1, 2);
    Tensor y =
        call("nn.functional.max_unpool2d", Map.of("output_size", List.of(3L, 4L)), x, places, 2L);
    assertEquals(Dims.of(1, 1, 3, 4), y.shape());
    assertEquals(x.toDoubleArray()[1], y.toDoubleArray()[11]);
    Module module = ModuleTable.find("MaxUnpool2d").build(List.of(3L), Map.of("stride", 2L));
    String window = "kernel_size=(3, 3), stride=(2, 2), padding=(0, 0)";
    assertEquals("MaxUnpool2d(" + window + ")", module.toString());
    Tensor called = (Tensor) module.callAll(Args.of(x, places, List.of(3L, 4L)));
    assertEquals(Dims.of(1, 1, 3, 4), called.shape());
  }

  // ---- derivatives ---------------------------------------------------------------------------

  @Test
  void output_padding_may_be_as_large_as_the_stride() {
    Tensor x = doubles(1, 2, 4).requiresGrad_();
    Tensor w = doubles(2, 1, 3).requiresGrad_();
    Map<String, Object> wide = Map.of("output_padding", 1L, "dilation", 2L);
    assertTrue(
        GradCheck.gradgradcheck(
            in -> new Tensor[] {call("nn.functional.conv_transpose1d", wide, in[0], in[1])},
            List.of(x, w)));
  }

  @Test
  void counting_has_no_gradient() {
    Tensor x = doubles(3).requiresGrad_();
    Tensor count = call("linalg.vector_norm", x, 0L);
    Autograd.Options unused = Autograd.Options.DEFAULT.withAllowUnused(true);
    assertNull(Autograd.grad(List.of(count), List.of(x), null, unused).getFirst());
  }

  @Test
  void floor_division_in_place_has_no_derivative() {
    Tensor x = doubles(2).requiresGrad_().mul(1);
    assertEquals("NotImplemented", call("floor_divide_", x, 2L).gradFn().typeName());
  }
}
