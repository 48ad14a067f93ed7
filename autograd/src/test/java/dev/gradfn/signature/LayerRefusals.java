package dev.gradfn.signature;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import java.util.List;
import java.util.Map;

/// Of convolutions, pooling, padding and norms.
final class LayerRefusals extends RefusedCalls {
  LayerRefusals() {
    unpooling();
    windows();
    pools();
    shuffles();
    norms();
  }

  private void pools() {
    String line = "nn.functional.max_pool1d";
    runtime("max_pool1d() Invalid computed output size: 0", line, ones(1, 1, 4), 5L);
    runtime("max_pool1d() kernel_size must be greater than zero, but got 0", line, ones(1, 4), 0L);
    notImplemented(
        "\"compute_indices_weights_nearest\" not implemented for 'Long'",
        "nn.functional.interpolate",
        NO_KEYWORDS,
        ones(DType.INT64, 1, 3, 4),
        2L);
    Tensor plane = ones(1, 1, 4, 4);
    runtime("stride should not be zero", "nn.functional.max_pool2d", plane, 2L, 0L);
    runtime("stride should not be zero", "nn.functional.avg_pool2d", plane, 0L);
    String volumes = "non-empty 4D or 5D (batch mode) tensor expected for input";
    runtime(volumes, "nn.functional.max_pool3d", ones(1, 4, 4), 2L);
    runtime(volumes, "nn.functional.avg_pool3d", ones(1, 4, 4), 2L);
    runtime(
        "Padding length must be divisible by 2",
        "nn.functional.pad",
        plane,
        List.of(1L),
        "reflect");
  }

  private void shuffles() {
    Tensor image = ones(1, 4, 3, 2);
    runtime(
        "pixel_unshuffle expects height to be divisible by downscale_factor, but input.size(-2)=3 is"
            + " not divisible by 2",
        "nn.functional.pixel_unshuffle",
        image,
        2L);
    runtime(
        "pixel_shuffle expects a positive upscale_factor, but got 0",
        "nn.functional.pixel_shuffle",
        image,
        0L);
    runtime(
        "Number of channels must be divisible by groups. Got 4 channels and 3 groups.",
        "nn.functional.channel_shuffle",
        image,
        3L);
    runtime(
        "channel_shuffle expects input with > 2 dims, but got input with sizes [4, 2]",
        "nn.functional.channel_shuffle",
        ones(4, 2),
        2L);
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
    runtime(
        "dilation should be greater than zero, but got [0, 0]",
        conv,
        Map.of("dilation", 0L),
        image,
        kernel);
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

  private void unpooling() {
    String name = "nn.functional.max_unpool2d";
    runtime(
        "Expected shape of indices to be same as that of the input tensor ([1, 2, 2]) but got indices"
            + " tensor with shape: [1, 3, 3]",
        name,
        ones(1, 2, 2),
        ones(DType.INT64, 1, 3, 3),
        2L);
    runtime(
        "elements in indices should be type int64 but got: Float",
        name,
        ones(1, 2, 2),
        ones(1, 2, 2),
        2L);
    runtime(
        "Input to max_unpooling2d should be a 3d or 4d Tensor, but got a tensor with 2 dimensions.",
        name,
        ones(2, 2),
        ones(DType.INT64, 2, 2),
        2L);
    runtime(
        "Found an invalid max index: 7 (output volumes are of size 1x2)",
        name,
        ones(1, 1, 1),
        longs(7).view(1, 1, 1),
        List.of(1L, 2L));
    value(
        "invalid output_size \"(9, 7)\" (dim 0 must be between 2 and 6)",
        name,
        Map.of("output_size", List.of(9L, 7L)),
        ones(1, 2, 3),
        ones(DType.INT64, 1, 2, 3),
        2L);
    value(
        "output_size should be a sequence containing 2 or 4 elements, but it has a length of '3'",
        name,
        Map.of("output_size", List.of(1L, 2L, 3L)),
        ones(1, 2, 3),
        ones(DType.INT64, 1, 2, 3),
        2L);
  }
}
