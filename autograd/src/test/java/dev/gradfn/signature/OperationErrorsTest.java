package dev.gradfn.signature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.autograd.TorchException.Kind;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Calls that PyTorch refuses, with the kind and the words of its refusal.
final class OperationErrorsTest {
  private static final Map<String, Object> NO_KEYWORDS = Map.of();

  /// A refused call.
  private record Refused(
      String operation, List<Object> args, Map<String, Object> keywords, Kind kind, String words) {
    Object call() {
      Operation found = OperationTable.find(operation);
      return found.body().run(found.signature().bind(args, keywords));
    }
  }

  private final List<Refused> refused = new ArrayList<>();

  @TestFactory
  Stream<DynamicTest> wordsArePyTorchs() {
    products();
    shapes();
    indices();
    dtypes();
    windows();
    norms();
    resampling();
    losses();
    return refused.stream().map(r -> dynamicTest(r.operation() + ": " + r.words(), () -> check(r)));
  }

  private static void check(Refused refused) {
    TorchException thrown = assertThrows(TorchException.class, refused::call);
    assertEquals(refused.words(), thrown.getMessage());
    assertEquals(refused.kind(), thrown.kind());
  }

  private void runtime(String words, String operation, Object... args) {
    refused.add(new Refused(operation, Arrays.asList(args), NO_KEYWORDS, Kind.RUNTIME, words));
  }

  private void runtime(
      String words, String operation, Map<String, Object> keywords, Object... args) {
    refused.add(new Refused(operation, Arrays.asList(args), keywords, Kind.RUNTIME, words));
  }

  private void value(String words, String operation, Map<String, Object> keywords, Object... args) {
    refused.add(new Refused(operation, Arrays.asList(args), keywords, Kind.VALUE, words));
  }

  private void index(String words, String operation, Object... args) {
    refused.add(new Refused(operation, Arrays.asList(args), NO_KEYWORDS, Kind.INDEX, words));
  }

  private void notImplemented(
      String words, String operation, Map<String, Object> keywords, Object... args) {
    Kind kind = Kind.NOT_IMPLEMENTED;
    refused.add(new Refused(operation, Arrays.asList(args), keywords, kind, words));
  }

  private static Tensor ones(long... shape) {
    return Tensor.ones(shape);
  }

  private static Tensor ones(DType dtype, long... shape) {
    return Tensor.ones(dtype, Device.CPU, Dims.of(shape));
  }

  private static Tensor longs(long... values) {
    return Tensor.of(values, values.length);
  }

  private static Tensor truths(long... values) {
    return longs(values).to(DType.BOOL);
  }

  private void products() {
    String shapes = "mat1 and mat2 shapes cannot be multiplied ";
    runtime(shapes + "(2x3 and 4x5)", "matmul", ones(2, 3), ones(4, 5));
    runtime(shapes + "(2x4 and 5x3)", "addmm", ones(3), ones(2, 4), ones(5, 3));
    runtime(shapes + "(2x3 and 5x4)", "nn.functional.linear", ones(2, 3), ones(4, 5));
    runtime(
        "inconsistent tensor size, expected tensor [2] and src [3] to have the same number of"
            + " elements, but got 2 and 3 elements respectively",
        "dot",
        ones(2),
        ones(3));
    runtime(
        "Expected size for first two dimensions of batch2 tensor to be: [2, 4] but got: [3, 4].",
        "bmm",
        ones(2, 3, 4),
        ones(3, 4, 5));
    runtime(
        "both arguments to matmul need to be at least 1D, but they are 0D and 1D",
        "matmul",
        ones(),
        ones(2));
    runtime(
        "expected m1 and m2 to have the same dtype, but got: float != double",
        "matmul",
        ones(2, 2),
        ones(DType.FLOAT64, 2, 2));
    runtime(
        "mat1 and mat2 must have the same dtype, but got Double and Float",
        "nn.functional.linear",
        ones(DType.FLOAT64, 2, 3),
        ones(4, 3),
        ones(4));
    String einsum = "einsum(): ";
    runtime(
        einsum + "output subscript l does not appear in the equation for any input operand",
        "einsum",
        "ij,jk->il",
        ones(2, 3),
        ones(3, 4));
    runtime(
        einsum + "fewer operands were provided than specified in the equation",
        "einsum",
        "ij,jk->ik",
        ones(2, 3));
    runtime(
        einsum
            + "subscript j has size 4 for operand 1 which does not broadcast with previously seen"
            + " size 3",
        "einsum",
        "ij,jk->ik",
        ones(2, 3),
        ones(4, 5));
    runtime(
        einsum + "output subscript i appears more than once in the output",
        "einsum",
        "ij->ii",
        ones(2, 2));
  }

  private void shapes() {
    runtime(
        "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0",
        "where",
        truths(1, 1),
        ones(3),
        ones(2));
    runtime(
        "Tensors must have same number of dimensions: got 2 and 1",
        "cat",
        List.of(ones(2, 3), ones(2)));
    value("torch.cat(): expected a non-empty list of Tensors", "cat", NO_KEYWORDS, List.of());
    index(outOfRange(-1, 0, 1), "cat", List.of(ones(2)), 1L);
    runtime(
        "zero-dimensional tensor (at position 0) cannot be concatenated",
        "cat",
        List.of(ones(), ones()));
    runtime("stack expects a non-empty TensorList", "stack", List.of());
    runtime("shape '[4, 2]' is invalid for input of size 6", "view", ones(6), 4L, 2L);
    runtime("shape '[4, -1]' is invalid for input of size 6", "view", ones(6), 4L, -1L);
    runtime("only one dimension can be inferred", "view", ones(6), -1L, -1L);
    runtime("invalid shape dimension -2 at index 0 of shape [-2, 3]", "view", ones(6), -2L, 3L);
    runtime(
        "flatten() has invalid args: start_dim cannot come after end_dim",
        "flatten",
        ones(2, 3),
        1L,
        0L);
    runtime(
        "unflatten: Provided sizes [4, 2] don't multiply up to the size of dim 0 (6) in the input"
            + " tensor",
        "unflatten",
        ones(6),
        0L,
        List.of(4L, 2L));
    runtime("permute(): duplicate dims are not allowed.", "permute", ones(2, 3), List.of(0L, 0L));
    runtime(
        "permute(sparse_coo): number of dimensions in the tensor input does not match the length of"
            + " the desired ordering of dimensions i.e. input.dim() = 2 is not equal to len(dims) ="
            + " 1",
        "permute",
        ones(2, 3),
        0L);
    index(outOfRange(-2, 1, 2), "transpose", ones(2, 3), 0L, 2L);
    runtime("dim 0 appears multiple times in the list of dims", "sum", ones(2, 3), List.of(0L, 0L));
    runtime(
        "dim 0 appears multiple times in the list of dims", "flip", ones(2, 2), List.of(0L, 0L));
    index(outOfRange(-1, 0, 1), "max", ones(), 1L);
    index("argmax(): Expected reduction dim 1 to have non-zero size.", "argmax", ones(2, 0), 1L);
    index(outOfRange(-1, 0, 1), "softmax", ones(2), 1L);
    index(outOfRange(-2, 1, 3), "unsqueeze", ones(2), 3L);
    String expanded = "The expanded size of the tensor ";
    runtime(
        expanded
            + "(3) must match the existing size (2) at non-singleton dimension 0.  Target sizes:"
            + " [3].  Tensor sizes: [2]",
        "expand",
        ones(2),
        3L);
    runtime(
        "expand(torch.FloatTensor{[2, 3]}, size=[3]): the number of sizes provided (1) must be"
            + " greater or equal to the number of dimensions in the tensor (2)",
        "expand",
        ones(2, 3),
        3L);
    runtime(
        expanded + "(-1) isn't allowed in a leading, non-existing dimension 0",
        "expand",
        ones(2),
        -1L,
        2L);
    runtime(
        "Number of dimensions of repeat dims can not be smaller than number of dimensions of"
            + " tensor",
        "repeat",
        ones(2, 3),
        2L);
    runtime(
        "split_with_sizes expects split_sizes to sum exactly to 5 (input tensor's size at dimension"
            + " 0), but got split_sizes=[2, 2]",
        "split",
        ones(5),
        List.of(2L, 2L));
    runtime("chunk expects `chunks` to be greater than 0, got: 0", "chunk", ones(5), 0L);
    runtime("start (3) + length (4) exceeds dimension size (5).", "narrow", ones(5), 0L, 3L, 4L);
    runtime(
        "setStorage: sizes [3, 3], strides [2, 1], storage offset 0, and itemsize 4 requiring a"
            + " storage size of 28 are out of bounds for storage of size 16",
        "as_strided",
        ones(4),
        List.of(3L, 3L),
        List.of(2L, 1L));
    runtime(
        "as_strided: Negative strides are not supported at the moment, got strides: [-1]",
        "as_strided",
        ones(4),
        List.of(2L),
        List.of(-1L));
    runtime(
        "shifts and dimensions must align. shifts: 2, dims:1",
        "roll",
        ones(4),
        List.of(1L, 2L),
        List.of(0L));
  }

  private static String outOfRange(int from, int to, int dim) {
    return "Dimension out of range (expected to be in range of ["
        + from
        + ", "
        + to
        + "], but got "
        + dim
        + ")";
  }

  private void indices() {
    index("index 3 is out of bounds for dimension 0 with size 3", "__getitem__", ones(3), 3L);
    index(
        "tensors used as indices must be long, int, byte or bool tensors",
        "__getitem__",
        ones(3),
        ones(1));
    index(
        "The shape of the mask [2] at index 0 does not match the shape of the indexed tensor [3] at"
            + " index 0",
        "__getitem__",
        ones(3),
        truths(1, 0));
    index(
        "shape mismatch: indexing tensors could not be broadcast together with shapes [2], [3]",
        "__getitem__",
        ones(3, 3),
        List.of(longs(0, 1), longs(0, 1, 2)));
    runtime(
        "shape mismatch: value tensor of shape [3] cannot be broadcast to indexing result of shape"
            + " [2]",
        "__setitem__",
        ones(4),
        truths(1, 1, 0, 0),
        ones(3));
    runtime(
        "Index tensor must have the same number of dimensions as input tensor",
        "gather",
        ones(2, 3),
        1L,
        longs(0));
    runtime(
        "Size does not match at dimension 0 expected index [3, 1] to be no larger than self [2, 3]"
            + " apart from dimension 1",
        "gather",
        ones(2, 3),
        1L,
        longs(0, 0, 0).view(3, 1));
    runtime(
        "index 3 is out of bounds for dimension 1 with size 3",
        "scatter",
        ones(2, 3),
        1L,
        longs(3).view(1, 1),
        1.0);
    runtime(
        "index -1 is out of bounds for dimension 0 with size 3", "gather", ones(3), 0L, longs(-1));
    runtime(
        "Expected index [2, 4] to be no larger than self [2, 3] apart from dimension 1 and to be no"
            + " larger size than src [2, 3]",
        "scatter",
        ones(2, 3),
        1L,
        ones(DType.INT64, 2, 4),
        ones(2, 3));
    runtime(
        "index 2 is out of bounds for dimension 0 with size 2",
        "scatter_add",
        ones(2, 3),
        0L,
        longs(2, 0, 0).view(1, 3),
        ones(1, 3));
    runtime(
        "index_select(): Expected dtype int32 or int64 for index",
        "index_select",
        ones(3),
        0L,
        ones(1));
    index("index out of range in self", "index_select", ones(3), 0L, longs(3));
    index("index out of range in self", "index_select", ones(3), 0L, longs(-1));
    index(
        "index_select(): Index is supposed to be a vector",
        "index_select",
        ones(3, 3),
        0L,
        longs(0).view(1, 1));
    runtime(
        "masked_fill_ only supports a 0-dimensional value tensor, but got tensor with 1"
            + " dimension(s).",
        "masked_fill",
        ones(3),
        truths(1, 0, 1),
        ones(2));
    runtime(
        "masked_fill_ only supports boolean masks, but got mask with dtype long int",
        "masked_fill",
        ones(3),
        longs(1, 0, 1),
        2.0);
    runtime(
        "masked_select: expected BoolTensor for mask", "masked_select", ones(3), longs(1, 0, 1));
    index("index out of range in self", "nn.functional.embedding", longs(3), ones(3, 2));
    index("index out of range in self", "nn.functional.embedding", longs(-1), ones(3, 2));
    runtime(
        "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long,"
            + " Int; but got torch.FloatTensor instead (while checking arguments for embedding)",
        "nn.functional.embedding",
        ones(1),
        ones(3, 2));
    runtime("Class values must be non-negative.", "nn.functional.one_hot", longs(-1));
    runtime(
        "Class values must be smaller than num_classes.", "nn.functional.one_hot", longs(3), 3L);
    index(
        "out of range: tried to access index 3 on a tensor of 3 elements.",
        "take",
        ones(3),
        longs(3));
    runtime("selected index k out of range", "topk", ones(3), 4L);
    runtime("kthvalue(): selected number k out of range for dimension 0", "kthvalue", ones(3), 0L);
  }

  private void dtypes() {
    notImplemented(
        "\"bitwise_and_cpu\" not implemented for 'Float'",
        "bitwise_and",
        NO_KEYWORDS,
        ones(2),
        ones(2));
    runtime(
        "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to"
            + " invert a mask, use the `~` or `logical_not()` operator instead.",
        "__rsub__",
        truths(1),
        1L);
    for (DType dtype : new DType[] {DType.INT64, DType.BOOL}) {
      runtime(
          "mean(): could not infer output dtype. Input dtype must be either a floating point or"
              + " complex dtype. Got: "
              + dtype.scalarType(),
          "mean",
          ones(dtype, 3));
    }
    runtime(
        "std and var only support floating point and complex dtypes", "var", ones(DType.INT64, 3));
    notImplemented(
        "\"softmax_lastdim_kernel_impl\" not implemented for 'Long'",
        "softmax",
        NO_KEYWORDS,
        longs(0, 1, 2),
        0L);
    runtime("Integers to negative integer powers are not allowed.", "pow", longs(0, 1, 2), -1L);
    runtime("ZeroDivisionError", "remainder", longs(0, 1, 2), 0L);
    runtime(
        "expected scalar type Double but found Float",
        "nn.functional.conv2d",
        ones(DType.FLOAT64, 1, 1, 3, 3),
        ones(1, 1, 2, 2));
  }

  private void windows() {
    String conv = "nn.functional.conv2d";
    runtime(
        "Given groups=1, weight of size [2, 4, 3, 3], expected input[1, 3, 4, 4] to have 4"
            + " channels, but got 3 channels instead",
        conv,
        ones(1, 3, 4, 4),
        ones(2, 4, 3, 3));
    runtime(
        "Given groups=2, expected weight to be divisible by 2 at dimension 0, but got weight of"
            + " size [[3, 2, 3, 3]] instead",
        conv,
        Map.of("groups", 2L),
        ones(1, 4, 4, 4),
        ones(3, 2, 3, 3));
    runtime(
        "Given groups=2, weight of size [4, 1, 3, 3], expected input[1, 3, 4, 4] to have 2"
            + " channels, but got 3 channels instead",
        conv,
        Map.of("groups", 2L),
        ones(1, 3, 4, 4),
        ones(4, 1, 3, 3));
    runtime(
        "Calculated padded input size per channel: (2 x 2). Kernel size: (3 x 3). Kernel size can't"
            + " be greater than actual input size",
        conv,
        ones(1, 1, 2, 2),
        ones(1, 1, 3, 3));
    Tensor image = ones(1, 1, 4, 4);
    Tensor kernel = ones(1, 1, 3, 3);
    runtime("negative padding is not supported", conv, Map.of("padding", -1L), image, kernel);
    runtime("non-positive stride is not supported", conv, Map.of("stride", 0L), image, kernel);
    runtime("dilation should be greater than zero", conv, Map.of("dilation", 0L), image, kernel);
    runtime("non-positive groups is not supported", conv, Map.of("groups", 0L), image, kernel);
    runtime(
        "Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [1, 1, 1,"
            + " 4, 4]",
        conv,
        ones(1, 1, 1, 4, 4),
        kernel);
    runtime(
        "Expected 2D (unbatched) or 3D (batched) input to conv1d, but got input of size: [4]",
        "nn.functional.conv1d",
        ones(4),
        ones(1, 1, 3));
    runtime(
        "padding='same' is not supported for strided convolutions",
        conv,
        Map.of("stride", 2L, "padding", "same"),
        image,
        kernel);
    runtime("Invalid padding string: 'full'", conv, Map.of("padding", "full"), image, kernel);
    String transposed = "nn.functional.conv_transpose2d";
    runtime(
        "output padding must be smaller than either stride or dilation, but got"
            + " output_padding_height: 1 output_padding_width: 1 stride_height: 1 stride_width: 1"
            + " dilation_height: 1 dilation_width: 1",
        transposed,
        Map.of("output_padding", 1L),
        image,
        kernel);
    runtime(
        "Given transposed=1, weight of size [2, 1, 3, 3], expected input[1, 3, 4, 4] to have 2"
            + " channels, but got 3 channels instead",
        transposed,
        ones(1, 3, 4, 4),
        ones(2, 1, 3, 3));
    padding();
    pools(image);
  }

  private void padding() {
    String pad = "nn.functional.pad";
    runtime(
        "Argument #4: Padding size should be less than the corresponding input dimension, but got:"
            + " padding (3, 3) at dimension 3 of input [1, 1, 3, 3]",
        pad,
        Map.of("mode", "reflect"),
        ones(1, 1, 3, 3),
        List.of(3L, 3L, 0L, 0L));
    runtime("Padding length must be divisible by 2", pad, ones(3, 3), List.of(1L));
    String length =
        "Padding length should be less than or equal to two times the input dimension but got"
            + " padding length ";
    runtime(length + "4 and input of dimension 1", pad, ones(3), List.of(1L, 1L, 1L, 1L));
    runtime("narrow(): length must be non-negative.", pad, ones(3), List.of(-2L, -2L));
    notImplemented(
        "Unrecognised padding mode mirror",
        pad,
        Map.of("mode", "mirror"),
        ones(1, 1, 3, 3),
        List.of(1L, 1L));
    runtime(
        length + "6 and input of dimension 2",
        pad,
        Map.of("mode", "reflect"),
        ones(3, 3),
        List.of(1L, 1L, 1L, 1L, 1L, 1L));
  }

  private void pools(Tensor image) {
    String max = "nn.functional.max_pool2d";
    String avg = "nn.functional.avg_pool2d";
    runtime(
        "pad should be at most half of effective kernel size, but got pad=2, kernel_size=3 and"
            + " dilation=1",
        avg,
        Map.of("padding", 2L),
        image,
        3L);
    for (String pool : new String[] {max, avg}) {
      runtime(
          "Given input size: (1x2x2). Calculated output size: (1x0x0). Output size is too small",
          pool,
          ones(1, 1, 2, 2),
          3L);
    }
    runtime("non-empty 3D or 4D (batch mode) tensor expected for input", max, ones(4, 4), 2L);
    index(outOfRange(-2, 1, -3), avg, ones(4, 4), 2L);
    runtime(
        "dilation should be greater than zero, but got dilationH: 0 dilationW: 0",
        max,
        Map.of("dilation", 0L),
        image,
        2L);
    runtime("divisor must be not zero", avg, Map.of("divisor_override", 0L), image, 2L);
    runtime(
        "adaptive_avg_pool2d: output_size must be 2",
        "nn.functional.adaptive_avg_pool2d",
        image,
        List.of(2L, 2L, 2L));
    runtime(
        "Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:[1,"
            + " 0, 4, 4]",
        max,
        ones(1, 0, 4, 4),
        2L);
  }

  private void norms() {
    String norm = "nn.functional.batch_norm";
    value(
        "Expected more than 1 value per channel when training, got input size torch.Size([1, 3])",
        norm,
        Map.of("training", true),
        ones(1, 3),
        null,
        null);
    runtime("running_mean should contain 3 elements not 4", norm, ones(2, 3), ones(4), ones(4));
    runtime("weight should contain 3 elements not 2", norm, ones(2, 3), ones(3), ones(3), ones(2));
    runtime("running_mean must be defined in evaluation mode", norm, ones(2, 3), null, null);
    runtime(
        "Given normalized_shape=[4], expected input with shape [*, 4], but got input of size[2,"
            + " 3]",
        "nn.functional.layer_norm",
        ones(2, 3),
        List.of(4L));
    runtime(
        "Expected weight to be of same shape as normalized_shape, but got weight of shape [2] and"
            + " normalized_shape = [3]",
        "nn.functional.layer_norm",
        ones(2, 3),
        List.of(3L),
        ones(2));
    value(
        "Expected more than 1 spatial element when training, got input size torch.Size([2, 3, 1,"
            + " 1])",
        "nn.functional.instance_norm",
        NO_KEYWORDS,
        ones(2, 3, 1, 1));
  }

  private void resampling() {
    String interpolate = "nn.functional.interpolate";
    Tensor image = ones(1, 1, 2, 2);
    value("either size or scale_factor should be defined", interpolate, NO_KEYWORDS, image);
    value(
        "Input and output must have the same number of spatial dimensions, but got input with"
            + " spatial dimensions of [2, 2] and output size of (4, 4, 4). Please provide input"
            + " tensor in (N, C, d1, d2, ...,dK) format and output size in (o1, o2, ...,oK) format.",
        interpolate,
        Map.of("size", List.of(4L, 4L, 4L)),
        image);
    value(
        "Input and scale_factor must have the same number of spatial dimensions, but got input with"
            + " spatial dimensions of [2, 2] and scale_factor of shape (2, 2, 2). Please provide"
            + " input tensor in (N, C, d1, d2, ...,dK) format and scale_factor in (s1, s2, ...,sK)"
            + " format.",
        interpolate,
        Map.of("scale_factor", List.of(2L, 2L, 2L)),
        image);
    runtime(
        "Input and output sizes should be greater than 0, but got input (H: 2, W: 2) output (H: 0,"
            + " W: 0)",
        interpolate,
        Map.of("size", 0L),
        image);
    notImplemented(
        "Got 4D input, but linear mode needs 3D input",
        interpolate,
        Map.of("size", 4L, "mode", "linear"),
        image);
    String modes =
        " for the modes: nearest | linear | bilinear | bicubic | trilinear | lanczos | area |"
            + " nearest-exact (got ";
    String only = "Input Error: Only 3D, 4D and 5D input Tensors supported (got ";
    notImplemented(
        only + "4D)" + modes + "cubic)", interpolate, Map.of("size", 4L, "mode", "cubic"), image);
    notImplemented(only + "2D)" + modes + "nearest)", interpolate, Map.of("size", 4L), ones(2, 2));
    runtime(
        "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of"
            + " upscale_factor, but input.size(-3)=3 is not divisible by 4",
        "nn.functional.pixel_shuffle",
        ones(1, 3, 2, 2),
        2L);
    runtime(
        "grid_sampler(): expected grid to have size 2 in last dimension, but got grid with sizes"
            + " [1, 2, 2, 3]",
        "nn.functional.grid_sample",
        image,
        ones(1, 2, 2, 3));
  }

  private void losses() {
    String cross = "nn.functional.cross_entropy";
    Tensor scores = ones(2, 3);
    index("Target 3 is out of bounds.", cross, scores, longs(0, 3));
    index("Target -1 is out of bounds.", cross, scores, longs(0, -1));
    String target = "expected target dtype to be Long or Byte, but got ";
    runtime(target + "Int", cross, scores, longs(0, 1).to(DType.INT32));
    runtime(target + "Float", cross, scores, ones(2));
    value(
        "Expected input batch_size (2) to match target batch_size (3).",
        cross,
        NO_KEYWORDS,
        scores,
        longs(0, 1, 2));
    runtime(
        "weight tensor should be defined either for all 3 classes or no classes but got weight"
            + " tensor of shape: [2]",
        cross,
        scores,
        longs(0, 1),
        ones(2));
    runtime(
        "label_smoothing must be between 0.0 and 1.0. Got: 1.5",
        cross,
        Map.of("label_smoothing", 1.5),
        scores,
        longs(0, 1));
    value(
        "average is not a valid value for reduction",
        "nn.functional.mse_loss",
        Map.of("reduction", "average"),
        ones(2),
        ones(2));
    runtime(
        "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0",
        "nn.functional.mse_loss",
        ones(2),
        ones(3));
    value(
        "Target size (torch.Size([3])) must be the same as input size (torch.Size([2]))",
        "nn.functional.binary_cross_entropy_with_logits",
        NO_KEYWORDS,
        ones(2),
        ones(3));
    runtime(
        "huber_loss does not support non-positive values for delta.",
        "nn.functional.huber_loss",
        Map.of("delta", -1.0),
        ones(2),
        ones(2));
    runtime(
        "smooth_l1_loss does not support negative values for beta.",
        "nn.functional.smooth_l1_loss",
        Map.of("beta", -1.0),
        ones(2),
        ones(2));
  }
}
