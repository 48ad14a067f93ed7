package dev.gradfn.signature;

import dev.gradfn.core.DType;
import java.util.List;
import java.util.Map;

/// Windows over lines, planes and volumes, norms, and losses: what is looked at first.
final class WindowRefusals extends RefusedCalls {
  private static final String F = "nn.functional.";
  private static final String EFFECTIVE = "pad should be at most half of effective kernel size, ";

  WindowRefusals() {
    pools();
    transposed();
    grids();
    samples();
    adaptive();
    norms();
    types();
    numbers();
  }

  private void pools() {
    var plane = ones(1, 1, 8, 8);
    runtime(
        EFFECTIVE + "but got pad=0, kernel_size=-2 and dilation=1", F + "max_pool2d", plane, -2L);
    runtime(
        EFFECTIVE + "but got pad=0, kernel_size=-2 and dilation=1", F + "avg_pool2d", plane, -2L);
    runtime("stride should not be zero", F + "max_pool2d", plane, -2L, 0L);
    runtime(
        "pad should be smaller than or equal to half of kernel size, but got padW = 2, padH = 2, kW ="
            + " 3, kH = 3",
        F + "max_pool2d",
        plane,
        3L,
        1L,
        2L,
        2L);
    runtime(
        "pad should be smaller than or equal to half of kernel size, but got kT: 3 kW: 3 kH: 3 padT:"
            + " 2 padW: 2 padH: 2",
        F + "max_pool3d",
        ones(1, 1, 8, 8, 8),
        3L,
        1L,
        2L,
        2L);
    runtime(
        "input image (T: 1 H: 8 W: 8) smaller than kernel size (kT: 2 kH: 2 kW: 2)",
        F + "avg_pool3d",
        ones(1, 1, 1, 8, 8),
        2L);
    index("Dimension specified as -3 but tensor has no dimensions", F + "avg_pool2d", ones(), 2L);
  }

  private void transposed() {
    runtime(
        "weight should have at least three dimensions",
        F + "conv_transpose2d",
        ones(1, 2, 3, 3),
        ones(0));
    runtime(
        "Given groups=7, expected weight to be at least 7 at dimension 0, but got weight of size [3,"
            + " 3, 3, 3] instead",
        F + "conv_transpose2d",
        Map.of("groups", 7L),
        ones(1, 3, 4, 4),
        ones(3, 3, 3, 3));
  }

  private void grids() {
    var size = List.of(1L, 1L, 2L, 3L);
    value(
        "Expected a batch of 2D affine matrices of shape Nx2x3 for size (1, 1, 2, 3). Got"
            + " torch.Size([1, 0, 3]).",
        F + "affine_grid",
        NO_KEYWORDS,
        ones(1, 0, 3),
        size);
    value(
        "Expected non-zero, positive output size. Got (1, -1, 2, 3)",
        F + "affine_grid",
        NO_KEYWORDS,
        ones(1, 2, 3),
        List.of(1L, -1L, 2L, 3L));
    runtime(
        "Expected size for first two dimensions of batch2 tensor to be: [1, 3] but got: [2, 3].",
        F + "affine_grid",
        ones(2, 2, 3),
        size);
  }

  private void samples() {
    var image = ones(1, 2, 3, 4);
    runtime(
        "grid_sampler(): expected grid and input to have same batch size, but got input with sizes"
            + " [0] and grid with sizes [1, 2, 3, 2]",
        F + "grid_sample",
        Map.of("align_corners", false),
        ones(0),
        ones(1, 2, 3, 2));
    runtime(
        "grid_sampler(): expected 4D input and grid with same number of dimensions, but got input"
            + " with sizes [1, 2, 3, 4] and grid with sizes [1, 1, 2, 3, 2]",
        F + "grid_sample",
        Map.of("align_corners", false),
        image,
        ones(1, 1, 2, 3, 2));
    runtime(
        "expected scalar type Float but found Double",
        F + "grid_sample",
        Map.of("align_corners", false),
        image,
        ones(DType.FLOAT64, 1, 2, 3, 2));
  }

  private void adaptive() {
    String negative = "Trying to create tensor with negative dimension -2: ";
    runtime(negative + "[1, 1, -2, -2]", F + "adaptive_max_pool2d", ones(1, 1, 8, 8), -2L);
    String elements = ": elements of output_size must be greater than or equal to 0 but received ";
    runtime(
        "adaptive_avg_pool2d" + elements + "{1, -2}",
        F + "adaptive_avg_pool1d",
        ones(1, 2, 8),
        -2L);
    runtime(
        "adaptive_avg_pool3d" + elements + "{-2, -2,-2}",
        F + "adaptive_avg_pool3d",
        ones(1, 1, 8, 8, 8),
        -2L);
    runtime(
        "adaptive_avg_pool2d(): Expected input to have non-zero size for non-batch dimensions, but"
            + " input has sizes [1, 2, 0, 0] with dimension 2 being empty",
        F + "adaptive_avg_pool2d",
        ones(1, 2, 0, 0),
        3L);
    runtime(
        "Given input size per channel: (3 x 3). Calculated output size per channel: (-6 x -6). Output"
            + " size is too small",
        F + "conv_transpose2d",
        ones(1, 2, 3, 3),
        ones(2, 2, 3, 3),
        null,
        2L,
        7L,
        1L);
  }

  private void norms() {
    value(
        "batch_norm eps must be positive during training, but got 0.0",
        F + "batch_norm",
        Map.of("training", true, "eps", 0.0),
        ones(2, 3, 2),
        ones(3),
        ones(3));
    value(
        "running_mean and running_var must either both be None or neither be None",
        F + "instance_norm",
        NO_KEYWORDS,
        ones(2, 3, 2),
        ones(3));
    value(
        "Expected more than 1 value per channel when training, got input size [1, 4, 1, 1]",
        F + "group_norm",
        NO_KEYWORDS,
        ones(1, 4, 1, 1),
        4L);
    runtime(
        "Expected weight to be of same shape as normalized_shape, but got weight of shape [0] and"
            + " normalized_shape = [4]",
        F + "layer_norm",
        ones(2, 3, 0),
        List.of(4L),
        ones(0));
    runtime(
        "Expected num groups to be greater than 0, got -1", F + "group_norm", ones(2, 4, 3), -1L);
    value(
        "Expected 3D or higher dimensionality" + " ".repeat(25) + " input (got 0 dimensions)",
        F + "local_response_norm",
        NO_KEYWORDS,
        ones(),
        2L);
  }

  private void numbers() {
    String without = "value cannot be converted to type %s without overflow";
    var mask = ones(DType.BOOL, 2);
    double infinity = Double.POSITIVE_INFINITY;
    runtime(without.formatted("int64_t"), "masked_fill", ones(DType.INT64, 2), mask, infinity);
    runtime(without.formatted("uint8_t"), "fill_", ones(DType.UINT8, 2), 256L);
    runtime(without.formatted("int"), "fill", ones(DType.INT32, 2), Double.NaN);
    runtime(
        without.formatted("uint8_t"),
        F + "pad",
        Map.of("value", -2.0),
        ones(DType.UINT8, 2),
        List.of(1L, 1L));
    index("kthvalue(): Expected reduction dim 0 to have non-zero size.", "kthvalue", ones(0), 2L);
  }

  private void types() {
    var doubles = ones(DType.FLOAT64, 3);
    runtime("expected scalar type Float but found Double", "cross", ones(3), doubles);
    runtime("kl_div: Integral inputs not supported.", F + "kl_div", ones(3), ones(DType.INT64, 3));
    runtime(
        "All tensors must have the same dtype, got input1: float, input2: double, weight: float",
        F + "bilinear",
        ones(2, 3),
        ones(DType.FLOAT64, 2, 3),
        ones(1, 3, 3));
    runtime(
        "eps must be non-negative, got: -1.5",
        F + "cosine_similarity",
        Map.of("eps", -1.5),
        ones(2, 3),
        ones(2, 3));
    index(
        "too many indices for tensor of dimension 0 (got 2)",
        "index_put",
        ones(),
        List.of(ones(DType.INT64, 1), ones(DType.INT64, 1)),
        ones(1));
  }
}
