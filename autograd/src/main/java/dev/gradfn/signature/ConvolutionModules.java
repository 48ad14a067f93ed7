package dev.gradfn.signature;

import static dev.gradfn.signature.ModuleTable.row;

import dev.gradfn.core.Dims;
import dev.gradfn.nn.Conv1d;
import dev.gradfn.nn.Conv2d;
import dev.gradfn.nn.Conv3d;
import dev.gradfn.nn.ConvNd;
import dev.gradfn.nn.ConvTranspose1d;
import dev.gradfn.nn.ConvTranspose2d;
import dev.gradfn.nn.ConvTranspose3d;
import dev.gradfn.nn.Module;

/// Convolutions.
final class ConvolutionModules {
  private interface Builder {
    Module build(int inChannels, int outChannels, ConvNd.Options options);
  }

  private ConvolutionModules() {}

  static void register() {
    plain(1, Conv1d::new);
    plain(2, Conv2d::new);
    plain(3, Conv3d::new);
    transposed(1, ConvTranspose1d::new);
    transposed(2, ConvTranspose2d::new);
    transposed(3, ConvTranspose3d::new);
  }

  private static void plain(int rank, Builder builder) {
    row(
        "Conv"
            + rank
            + "d(in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1,"
            + " bias=True, padding_mode='zeros', device=None, dtype=None)",
        a -> build(a, options(a, rank), builder));
  }

  private static void transposed(int rank, Builder builder) {
    row(
        "ConvTranspose"
            + rank
            + "d(in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0,"
            + " groups=1, bias=True, dilation=1, padding_mode='zeros', device=None, dtype=None)",
        a -> {
          Dims outputPadding = a.dims("output_padding", rank);
          return build(a, options(a, rank).withOutputPadding(outputPadding), builder);
        });
  }

  private static Module build(Arguments a, ConvNd.Options options, Builder builder) {
    return builder.build(a.integer("in_channels"), a.integer("out_channels"), options);
  }

  private static ConvNd.Options options(Arguments a, int rank) {
    ConvNd.Options options =
        ConvNd.Options.kernel(a.dims("kernel_size", rank))
            .withStride(a.dims("stride", rank))
            .withDilation(a.dims("dilation", rank))
            .withGroups(a.integer("groups"))
            .withBias(a.bool("bias"))
            .withPaddingMode(a.text("padding_mode"));
    return a.get("padding") instanceof String name
        ? options.withPadding(name)
        : options.withPadding(a.dims("padding", rank));
  }
}
