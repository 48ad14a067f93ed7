package dev.gradfn.signature;

import dev.gradfn.core.DType;
import java.util.List;
import java.util.Map;

/// Of types that do not go together, and of arguments out of their range.
final class TypeRefusals extends RefusedCalls {
  TypeRefusals() {
    norms();
    numbers();
    products();
    indices();
    windows();
    activations();
    dimensions();
  }

  private void norms() {
    String mixed = "mixed dtype (CPU): expect parameter to have scalar type of Float";
    String found = "expected scalar type Float but found Double";
    String norm = "nn.functional.layer_norm";
    List<Long> three = List.of(3L);
    runtime(mixed, norm, ones(2, 3), three, ones(DType.FLOAT64, 3));
    runtime(found, norm, ones(2, 3), three, ones(3), ones(DType.FLOAT64, 3));
    runtime(
        "mixed dtype (CPU): expect input to have scalar type of BFloat16 or Half",
        norm,
        ones(DType.FLOAT64, 2, 3),
        three,
        ones(3));
    runtime(found, "nn.functional.batch_norm", ones(2, 3), ones(3), ones(DType.FLOAT64, 3));
    runtime(
        "Expected weight to be a vector of size equal to the number of channels in input, but got"
            + " weight of shape [1, 4] and input of shape [2, 4, 3]",
        "nn.functional.group_norm",
        ones(2, 4, 3),
        2L,
        ones(1, 4));
  }

  private void numbers() {
    runtime(
        "For integral input tensors, argument alpha must not be a floating point number.",
        "add",
        Map.of("alpha", 1.5),
        ones(DType.INT64, 2),
        1L);
    value(
        "min_val cannot be greater than max_val",
        "nn.functional.hardtanh",
        NO_KEYWORDS,
        ones(2),
        1.0,
        -1.0);
    runtime(
        "Given groups=1, expected weight to be at least 1 at dimension 0, but got weight of size"
            + " [0, 3, 3, 3] instead",
        "nn.functional.conv2d",
        ones(1, 3, 4, 4),
        ones(0, 3, 3, 3));
  }

  private void products() {
    runtime(
        "self and mat2 must have the same dtype, but got Double and Float",
        "addmm",
        ones(DType.FLOAT64, 2, 2),
        ones(2, 2),
        ones(2, 2));
    String bilinear = "nn.functional.bilinear";
    runtime(
        "bilinear(): input1 size does not match weight size: got 1 but expected 2",
        bilinear,
        ones(2, 1),
        ones(2, 3),
        ones(2, 2, 3));
    runtime(
        "bilinear(): input dimensions do not match: got 3 and 2",
        bilinear,
        ones(1, 2, 2),
        ones(2, 3),
        ones(2, 2, 3));
    runtime(
        "bilinear(): bias size does not match weight size: got 1 but expected 2",
        bilinear,
        ones(2, 2),
        ones(2, 3),
        ones(2, 2, 3),
        ones(1));
    runtime(
        "Input type (float) and bias type (double) should be the same",
        "nn.functional.conv2d",
        ones(1, 1, 3, 3),
        ones(1, 1, 2, 2),
        ones(DType.FLOAT64, 1));
    runtime(
        "expected scalar type Double but found Float",
        "nn.functional.conv_transpose2d",
        ones(DType.FLOAT64, 1, 1, 3, 3),
        ones(1, 1, 2, 2));
    runtime(
        "expected scalar type Float but found Double",
        "nn.functional.nll_loss",
        ones(2, 3),
        longs(0, 1),
        ones(DType.FLOAT64, 3));
  }

  private void indices() {
    runtime("take(): Expected a long tensor for index, but got Float", "take", ones(2), ones(1));
    runtime(
        "tensor_split expected tensor_indices_or_sections to have dtype of long, but got Float",
        "tensor_split",
        ones(4),
        ones(2));
    String add = "index_add";
    runtime(
        "index_add_(): Expected dtype int32/int64 for index but got: Float",
        add,
        ones(2, 3),
        0L,
        ones(2),
        ones(2, 3));
    runtime(
        "index_add_(): self (Float) and source (Double) must have the same scalar type",
        add,
        ones(2),
        0L,
        longs(0),
        ones(DType.FLOAT64, 1));
    runtime(
        "index_add_(): Number of indices (1) should be equal to source.size(dim): (2), for dim: 0",
        add,
        ones(2),
        0L,
        longs(0),
        ones(2));
    runtime(
        "Index tensor must have the same number of dimensions as src tensor",
        "scatter",
        ones(2, 4),
        1L,
        ones(DType.INT64, 2, 3),
        ones(1));
    index(
        "Dimension out of range (expected to be in range of [-1, 0], but got 1)",
        "scatter",
        ones(2, 4),
        1L,
        ones(DType.INT64, 2, 3),
        ones(3));
    runtime(
        "torch.meshgrid: indexing must be one of \"xy\" or \"ij\", but received: rows",
        "meshgrid",
        Map.of("indexing", "rows"),
        ones(2),
        ones(3));
    runtime(
        "torch.meshgrid expects all tensors to have the same dtype", "meshgrid", ones(2), longs(1));
    runtime(
        "Can not infer total number of classes from empty tensor.",
        "nn.functional.one_hot",
        ones(DType.INT64, 0));
    runtime(
        "expected rotation dims to be different, but got dim0 = -1 and dim1 = 1",
        "rot90",
        ones(2, 3),
        3L,
        List.of(-1L, 1L));
    index(outOfRange(-2, 1, 3), "rot90", ones(2, 3), 3L, List.of(0L, 3L));
  }

  private void windows() {
    String unfold = "nn.functional.unfold";
    runtime(
        "kernel size should be greater than zero, but got kernel_height: -1 kernel_width: -1",
        unfold,
        ones(1, 2, 4, 4),
        -1L);
    runtime(
        "padding should be non-negative, but got pad_height: -1 pad_width: -1",
        unfold,
        Map.of("padding", -1L),
        ones(1, 2, 4, 4),
        2L);
    runtime(
        "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero"
            + " dimensions for input, but got: [1, 0, 4, 4]",
        unfold,
        ones(1, 0, 4, 4),
        2L);
    runtime(
        "dilation should be greater than zero, but got dilationT: 0 dilationH: 2 dilationW: 2",
        "nn.functional.max_pool3d",
        Map.of("dilation", List.of(0L, 2L, 2L)),
        ones(1, 3, 3, 4),
        2L);
    runtime(
        "pad must be non-negative, but got pad: -1",
        "nn.functional.max_pool2d",
        Map.of("padding", -1L),
        ones(1, 4, 4),
        2L);
    value(
        "Expected theta to have floating point type, but got torch.int64",
        "nn.functional.affine_grid",
        NO_KEYWORDS,
        ones(DType.INT64, 1, 2, 3),
        List.of(1L, 1L, 2L, 3L));
  }

  private void dimensions() {
    runtime("split expects at least a 1-dimensional tensor", "split", ones(), 1L);
    runtime("chunk expects at least a 1-dimensional tensor", "chunk", ones(), 3L);
    runtime(
        "mismatch in length of strides and shape",
        "as_strided",
        ones(6),
        List.of(2L, 3L),
        List.of(1L));
    runtime(
        "Trying to create tensor with negative dimension -1: [2, -1, 4]",
        "tile",
        ones(2, 1, 2),
        List.of(-1L, 2L));
    runtime(
        "torch.take_along_dim(): input and indices should have the same number of dimensions, but"
            + " got 2 dimensions for input, and 0 dimensions for indices",
        "take_along_dim",
        ones(2, 3),
        ones(DType.INT64),
        1L);
    runtime(
        "Given transposed=1, weight of size [2, 2, 3, 3], expected bias to be 1-dimensional with 2"
            + " elements, but got bias of size [] instead",
        "nn.functional.conv_transpose2d",
        ones(1, 2, 3, 3),
        ones(2, 2, 3, 3),
        ones());
    runtime(
        "adaptive_max_pool2d(): Expected input to have non-zero size for non-batch dimensions, but"
            + " input has sizes [1, 2, 0, 0] with dimension 2 being empty",
        "nn.functional.adaptive_max_pool2d",
        ones(1, 2, 0, 0),
        1L);
  }

  private void activations() {
    runtime(
        "lambda must be greater or equal to 0, but found to be -1.",
        "nn.functional.softshrink",
        ones(2),
        -1.0);
    runtime(
        "Expected 2 to 3 dimensions, but got 1-dimensional tensor for argument #1 'self' (while"
            + " checking arguments for avg_pool1d)",
        "nn.functional.avg_pool1d",
        ones(3),
        2L);
    runtime("Boolean inputs not supported for relu", "nn.functional.relu", truths(1, 0));
    runtime(
        "cannot do hardtanh on an unsigned type with negative limits",
        "nn.functional.hardtanh",
        ones(DType.UINT8, 2));
    runtime("ZeroDivisionError: alpha cannot be 0 for CELU", "nn.functional.celu", ones(2), 0.0);
    runtime(
        "prelu: Type promoting not supported. Got Float and Double",
        "nn.functional.prelu",
        ones(2),
        ones(DType.FLOAT64, 1));
    runtime(
        "prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = 2",
        "nn.functional.prelu",
        ones(1, 2),
        ones(1, 2));
    runtime(
        "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found 'mean'",
        "div_",
        Map.of("rounding_mode", "mean"),
        ones(2),
        2L);
    runtime(
        "result type Float can't be cast to the desired output type Long",
        "nn.functional.binary_cross_entropy_with_logits",
        ones(2),
        longs(0, 1));
  }
}
