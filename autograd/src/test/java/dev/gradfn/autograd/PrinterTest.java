package dev.gradfn.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.NdArray;
import dev.gradfn.nn.F;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What PyTorch 2.13 printed, with its default options.
class PrinterTest {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;

  private static long[] shape(long... sizes) {
    return sizes;
  }

  private static Tensor tensor(DType dtype, long[] shape, double... values) {
    return Tensor.of(NdArray.wrap(DType.FLOAT64, values, Dims.of(shape))).to(dtype);
  }

  private static Tensor whole(long[] shape, long... values) {
    return Tensor.of(NdArray.wrap(DType.INT64, values, Dims.of(shape)));
  }

  private static Tensor range(int count, double step) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) values[i] = i * step;
    return tensor(DType.FLOAT32, shape(count), values);
  }

  private static Tensor countTo(long... shape) {
    long[] values = new long[Math.toIntExact(Dims.of(shape).product())];
    for (int i = 0; i < values.length; i++) values[i] = i;
    return whole(shape, values);
  }

  private static void assertPrints(String expected, Tensor tensor) {
    assertEquals(expected, tensor.toString());
  }

  @Test
  void numbers_that_are_all_whole_print_without_decimals() {
    assertPrints("tensor([1., 2., 3.])", tensor(DType.FLOAT32, shape(3), 1, 2, 3));
    assertPrints(
        "tensor([   1.,   10.,  100., 1000.])", tensor(DType.FLOAT32, shape(4), 1, 1e1, 1e2, 1e3));
    assertPrints("tensor([100000000.])", tensor(DType.FLOAT32, shape(1), 1e8));
    assertPrints("tensor([  -1.,   20., -300.])", tensor(DType.FLOAT32, shape(3), -1, 2e1, -3e2));
    assertPrints("tensor([0., 0., 0., 0.])", tensor(DType.FLOAT32, shape(4), 0, 0, 0, 0));
    assertPrints("tensor(100000000.)", tensor(DType.FLOAT32, shape(), 1e8));
    assertPrints("tensor(123456.)", tensor(DType.FLOAT32, shape(), 123456));
  }

  @Test
  void fractions_print_with_four_decimals() {
    assertPrints(
        """
        tensor([[ 0.3997,  3.4161, -0.5942],
                [-0.2798, -1.6084,  0.8745]])\
        """,
        tensor(
            DType.FLOAT32,
            shape(2, 3),
            0.399662,
            3.416118,
            -0.594224,
            -0.279787,
            -1.608371,
            0.874462));
    assertPrints(
        """
        tensor([[[-0.5145, -1.4329]],

                [[-0.9034,  0.6042]],

                [[ 0.1653, -0.8172]]])\
        """,
        tensor(
            DType.FLOAT32,
            shape(3, 1, 2),
            -0.514468,
            -1.432935,
            -0.903412,
            0.604198,
            0.165275,
            -0.817217));
    assertPrints("tensor([-0.0000, 1.5000])", tensor(DType.FLOAT32, shape(2), -0.0, 1.5));
    assertPrints("tensor([   1.5000, 1500.0000])", tensor(DType.FLOAT32, shape(2), 1.5, 1.5e3));
    assertPrints("tensor([10.0000,  1.0000])", tensor(DType.FLOAT32, shape(2), 9.99996, 1));
    assertPrints("tensor([1.0000, 2.0000])", tensor(DType.FLOAT32, shape(2), 1.0000001, 2));
    assertPrints("tensor([0.0000, 0.5000])", tensor(DType.FLOAT32, shape(2), 0, 0.5));
    assertPrints(
        "tensor([99999999.5000, 90000000.2500], dtype=torch.float64)",
        tensor(DType.FLOAT64, shape(2), 99999999.5, 90000000.25));
    assertPrints("tensor(12345.6777)", tensor(DType.FLOAT32, shape(), 12345.678));
  }

  @Test
  void wide_ranges_and_small_numbers_print_in_scientific_notation() {
    assertPrints("tensor([1.0000e+00, 1.0000e+05])", tensor(DType.FLOAT32, shape(2), 1, 1e5));
    assertPrints("tensor([1.0000e+09, 2.0000e+09])", tensor(DType.FLOAT32, shape(2), 1e9, 2e9));
    assertPrints("tensor([1.0000e-02, 1.0000e+01])", tensor(DType.FLOAT32, shape(2), 0.01, 1e1));
    assertPrints("tensor([1.5000e+00, 1.5010e+03])", tensor(DType.FLOAT32, shape(2), 1.5, 1501));
    assertPrints(
        "tensor([1.0000e-04, 2.0000e-04])", tensor(DType.FLOAT32, shape(2), 0.0001, 0.0002));
    assertPrints(
        "tensor([0.0001, 0.0002], dtype=torch.float64)",
        tensor(DType.FLOAT64, shape(2), 0.0001, 0.0002));
    assertPrints("tensor([9.9999e-41, 1.0000e+00])", tensor(DType.FLOAT32, shape(2), 1e-40, 1));
    assertPrints(
        "tensor([3.4028e+38, 1.0000e+00])", tensor(DType.FLOAT32, shape(2), 3.4028235e38, 1));
    assertPrints(
        "tensor([-1.0000e-10,  1.0000e+10])", tensor(DType.FLOAT32, shape(2), -1e-10, 1e10));
    assertPrints(
        """
        tensor([[1.0000e-05, 1.0000e+00],
                [2.0000e+00, 3.0000e+05]])\
        """,
        tensor(DType.FLOAT32, shape(2, 2), 1e-5, 1, 2, 3e5));
    assertPrints("tensor(1.0000e-20)", tensor(DType.FLOAT32, shape(), 1e-20));
  }

  @Test
  void what_is_not_finite_does_not_decide_the_format() {
    assertPrints("tensor([nan])", tensor(DType.FLOAT32, shape(1), NAN));
    assertPrints(
        "tensor([    nan,  1.5000, -2.2500])", tensor(DType.FLOAT32, shape(3), NAN, 1.5, -2.25));
    assertPrints("tensor([nan, 1., 2.])", tensor(DType.FLOAT32, shape(3), NAN, 1, 2));
    assertPrints(
        "tensor([       nan,        inf, 1.0000e-08])",
        tensor(DType.FLOAT32, shape(3), NAN, INF, 1e-8));
    assertPrints(
        "tensor([       nan,       -inf, 1.0000e+12, 1.5000e+00])",
        tensor(DType.FLOAT32, shape(4), NAN, -INF, 1e12, 1.5));
    assertPrints(
        """
        tensor([[nan, 1.],
                [-inf, 3.]])\
        """,
        tensor(DType.FLOAT32, shape(2, 2), NAN, 1, -INF, 3));
    assertPrints("tensor(-inf)", tensor(DType.FLOAT32, shape(), -INF));
  }

  @Test
  void integers_are_right_aligned() {
    assertPrints(
        """
        tensor([[  -1,  -49,    0],
                [  94, -113,   73]], dtype=torch.int8)\
        """,
        tensor(DType.INT8, shape(2, 3), -1, -49, 0, 94, -113, 73));
    assertPrints(
        "tensor([-930,   94, -192, -437,  239], dtype=torch.int16)",
        tensor(DType.INT16, shape(5), -930, 94, -192, -437, 239));
    assertPrints("tensor(-271, dtype=torch.int32)", tensor(DType.INT32, shape(), -271));
    assertPrints(
        "tensor([-630,  213,  413, -996, -710, -859, -307,  -10, -754, -556])",
        whole(shape(10), -630, 213, 413, -996, -710, -859, -307, -10, -754, -556));
    assertPrints(
        "tensor([-9223372036854775808,  9223372036854775807,                    0])",
        whole(shape(3), Long.MIN_VALUE, Long.MAX_VALUE, 0));
    assertPrints(
        """
        tensor([[0, 0],
                [0, 0]])\
        """,
        whole(shape(2, 2), 0, 0, 0, 0));
    assertPrints(
        "tensor([120, 131, 221,  62, 203], dtype=torch.uint8)",
        tensor(DType.UINT8, shape(5), 120, 131, 221, 62, 203));
    assertPrints(
        """
        tensor([[[ 647, -465]],

                [[ 265, -645]],

                [[  87,  188]]])\
        """,
        whole(shape(3, 1, 2), 647, -465, 265, -645, 87, 188));
  }

  @Test
  void bools_print_as_words() {
    assertPrints("tensor(True)", tensor(DType.BOOL, shape(), 1));
    assertPrints("tensor([ True, False,  True, False])", tensor(DType.BOOL, shape(4), 1, 0, 1, 0));
    assertPrints(
        """
        tensor([[[False, False],
                 [ True, False]],

                [[ True, False],
                 [False,  True]],

                [[ True, False],
                 [ True,  True]]])\
        """,
        tensor(DType.BOOL, shape(3, 2, 2), 0, 0, 1, 0, 1, 0, 0, 1, 1, 0, 1, 1));
  }

  @Test
  void empty_tensors_print_what_their_brackets_do_not_show() {
    assertPrints("tensor([], size=(2, 0))", tensor(DType.FLOAT32, shape(2, 0)));
    assertPrints("tensor([], size=(2, 0, 3))", tensor(DType.FLOAT32, shape(2, 0, 3)));
    assertPrints("tensor([], dtype=torch.int64)", whole(shape(0)));
    assertPrints("tensor([], size=(0, 3), dtype=torch.int64)", whole(shape(0, 3)));
    assertPrints("tensor([], dtype=torch.bool)", tensor(DType.BOOL, shape(0)));
    assertPrints("tensor([], requires_grad=True)", tensor(DType.FLOAT32, shape(0)).requiresGrad_());
    assertPrints(
        "tensor([], size=(2, 0), requires_grad=True)",
        tensor(DType.FLOAT32, shape(2, 0)).requiresGrad_());
  }

  @Test
  void the_first_example_of_the_readme_prints_as_it_says() {
    Tensor x = Tensor.ones(2, 2).requiresGrad_();
    assertPrints("tensor([[2., 2.],\n        [2., 2.]], grad_fn=<MulBackward0>)", x.mul(2));
  }

  @Test
  void large_integers_print_exactly() {
    assertPrints(
        "tensor([9007199254740993, 9007199254740995])",
        whole(shape(2), 9007199254740993L, 9007199254740995L));
  }

  @Test
  void half_precision_prints_the_numbers_that_it_holds() {
    assertPrints(
        "tensor([6.5504e+04, 1.0000e+00], dtype=torch.float16)",
        tensor(DType.FLOAT16, shape(2), 65504, 1));
    assertPrints(
        "tensor([0.3340, 0.6680], dtype=torch.bfloat16)",
        tensor(DType.BFLOAT16, shape(2), 1 / 3.0, 2 / 3.0));
    assertPrints(
        "tensor([nan, inf, 1.], dtype=torch.float16)",
        tensor(DType.FLOAT16, shape(3), NAN, INF, 1));
  }

  @Test
  void rows_break_where_a_line_is_full() {
    assertPrints(
        """
        tensor([0.0000, 0.1250, 0.2500, 0.3750, 0.5000, 0.6250, 0.7500, 0.8750, 1.0000,
                1.1250])\
        """,
        range(10, 0.125));
    assertPrints("tensor([ 0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12])", countTo(13));
    assertPrints(
        """
        tensor([ 0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14, 15, 16, 17,
                18, 19])\
        """,
        countTo(20));
  }

  @Test
  void more_than_a_thousand_elements_are_summarised() {
    assertPrints(
        "tensor([ 0.0000,  0.0625,  0.1250,  ..., 62.3750, 62.4375, 62.5000])",
        range(1001, 0.0625));
    assertPrints(
        "tensor([   0.,    1.,    2.,  ...,  998.,  999., 1000.], requires_grad=True)",
        range(1001, 1).requiresGrad_());
    assertPrints("tensor([[   0,    1,    2,  ...,  998,  999, 1000]])", countTo(1, 1001));
    assertPrints(
        """
        tensor([[   0,    1,    2,  ...,  197,  198,  199],
                [ 200,  201,  202,  ...,  397,  398,  399],
                [ 400,  401,  402,  ...,  597,  598,  599],
                ...,
                [ 800,  801,  802,  ...,  997,  998,  999],
                [1000, 1001, 1002,  ..., 1197, 1198, 1199],
                [1200, 1201, 1202,  ..., 1397, 1398, 1399]])\
        """,
        countTo(7, 200));
  }

  @Test
  void hidden_elements_do_not_decide_the_format() {
    Tensor x = Tensor.ones(1001);
    x.select(0, 500).mul_(1e10);
    assertPrints("tensor([1., 1., 1.,  ..., 1., 1., 1.])", x);
  }

  @Test
  void suffixes_go_to_a_new_line_where_the_last_is_full() {
    Tensor x = range(12, 0).to(DType.FLOAT64).add(0.125).requiresGrad_();
    assertPrints(
        """
        tensor([0.5312, 0.5312, 0.5312, 0.5312, 0.5312, 0.5312, 0.5312, 0.5312, 0.5312,
                0.5312, 0.5312, 0.5312], dtype=torch.float64,
               grad_fn=<SigmoidBackward0>)\
        """,
        x.sigmoid());
  }

  @Test
  void the_history_is_named() {
    Tensor x = Tensor.ones(2, 2).requiresGrad_();
    assertPrints("tensor(4., grad_fn=<SumBackward0>)", x.sum());
    assertPrints(
        "tensor([[0.7311, 0.7311],\n        [0.7311, 0.7311]], grad_fn=<SiluBackward0>)",
        F.silu(x, false));
    assertPrints(
        """
        tensor([[1., 1.],
                [1., 1.],
                [1., 1.],
                [1., 1.]], grad_fn=<CatBackward0>)\
        """,
        Shapes.cat(List.of(x, x), 0));
    assertPrints("tensor([[1., 1.],\n        [1., 1.]])", x.detach());
    Tensor y = Tensor.zeros(2, 2);
    y.select(0, 0).copy_(x.select(0, 0));
    assertPrints("tensor([[1., 1.],\n        [0., 0.]], grad_fn=<CopySlices>)", y);
    assertPrints("tensor([0., 0.], grad_fn=<SelectBackward0>)", y.select(0, 1));
    assertPrints(
        "tensor([], grad_fn=<SliceBackward0>)", Tensor.of(1, 2, 3).requiresGrad_().slice(0, 3, 3));
  }

  @Test
  void views_print_in_their_own_order() {
    Tensor x = range(12, 1).view(3, 4);
    assertPrints("tensor([1., 5., 9.])", x.select(1, 1));
    assertPrints(
        """
        tensor([[ 0.,  4.,  8.],
                [ 1.,  5.,  9.],
                [ 2.,  6., 10.],
                [ 3.,  7., 11.]])\
        """,
        x.permute(1, 0));
  }

  @Test
  void parameters_say_that_they_are() {
    assertPrints(
        "Parameter containing:\ntensor([[1., 1.],\n        [1., 1.]], requires_grad=True)",
        new Parameter(Tensor.ones(2, 2)));
    assertPrints(
        "Parameter containing:\ntensor([1., 1.])", new Parameter(Tensor.ones(2).array(), false));
  }

  @Test
  void tensors_without_data_print_their_size() {
    Tensor x = meta(DType.FLOAT32, 2, 3).requiresGrad_();
    assertPrints("tensor(..., device='meta', size=())", meta(DType.FLOAT32));
    assertPrints(
        "tensor(..., device='meta', size=(2, 3), dtype=torch.float64)", meta(DType.FLOAT64, 2, 3));
    assertPrints(
        "tensor(..., device='meta', size=(2, 3), dtype=torch.int64)", meta(DType.INT64, 2, 3));
    assertPrints("tensor(..., device='meta', size=(2, 3), requires_grad=True)", x);
    assertPrints("tensor(..., device='meta', size=(2, 3), grad_fn=<MulBackward0>)", x.mul(2));
    assertPrints(
        "Parameter containing:\ntensor(..., device='meta', size=(2,), requires_grad=True)",
        new Parameter(meta(DType.FLOAT32, 2)));
  }

  private static Tensor meta(DType dtype, long... shape) {
    return Tensor.empty(dtype, Device.META, Geometry.contiguous(Dims.of(shape)));
  }

  @Test
  void options_change_digits_width_and_what_is_left_out() {
    Tensor x = Tensor.of(0.5f, 1.25f, 2f, 3f, 4f, 5f);
    assertEquals(
        "tensor([0.5, 1.2, 2.0, 3.0, 4.0, 5.0])",
        x.toString(PrintOptions.DEFAULT.withPrecision(1)));
    assertEquals(
        "tensor([0.5000, ..., 5.0000])".replace("..., ", " ..., "),
        x.toString(PrintOptions.DEFAULT.withThreshold(5).withEdgeItems(1)));
    assertEquals(
        "tensor([0.50, 1.25,\n        2.00, 3.00,\n        4.00, 5.00])",
        x.toString(PrintOptions.SHORT.withLineWidth(20)));
    assertEquals(
        "tensor([5.0e-01, 2.0e+00])",
        Tensor.of(0.5f, 2f).toString(PrintOptions.DEFAULT.withPrecision(1).withSciMode(true)));
  }
}
