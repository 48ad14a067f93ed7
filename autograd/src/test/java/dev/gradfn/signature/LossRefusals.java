package dev.gradfn.signature;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import java.util.List;
import java.util.Map;

/// Of losses, and of resampling.
final class LossRefusals extends RefusedCalls {
  LossRefusals() {
    resampling();
    losses();
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
}
