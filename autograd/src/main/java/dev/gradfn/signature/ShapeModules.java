package dev.gradfn.signature;

import static dev.gradfn.signature.ModuleTable.row;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.ChannelShuffle;
import dev.gradfn.nn.CircularPad1d;
import dev.gradfn.nn.CircularPad2d;
import dev.gradfn.nn.CircularPad3d;
import dev.gradfn.nn.ConstantPad1d;
import dev.gradfn.nn.ConstantPad2d;
import dev.gradfn.nn.ConstantPad3d;
import dev.gradfn.nn.Flatten;
import dev.gradfn.nn.Fold;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.PixelShuffle;
import dev.gradfn.nn.PixelUnshuffle;
import dev.gradfn.nn.ReflectionPad1d;
import dev.gradfn.nn.ReflectionPad2d;
import dev.gradfn.nn.ReflectionPad3d;
import dev.gradfn.nn.ReplicationPad1d;
import dev.gradfn.nn.ReplicationPad2d;
import dev.gradfn.nn.ReplicationPad3d;
import dev.gradfn.nn.Unflatten;
import dev.gradfn.nn.Unfold;
import dev.gradfn.nn.Upsample;
import dev.gradfn.nn.UpsamplingBilinear2d;
import dev.gradfn.nn.UpsamplingNearest2d;
import dev.gradfn.nn.ZeroPad1d;
import dev.gradfn.nn.ZeroPad2d;
import dev.gradfn.nn.ZeroPad3d;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Paddings, and layers that only move elements.
final class ShapeModules {
  private ShapeModules() {}

  static void register() {
    padding("ZeroPad1d", 1, ZeroPad1d::new);
    padding("ZeroPad2d", 2, ZeroPad2d::new);
    padding("ZeroPad3d", 3, ZeroPad3d::new);
    padding("ReflectionPad1d", 1, ReflectionPad1d::new);
    padding("ReflectionPad2d", 2, ReflectionPad2d::new);
    padding("ReflectionPad3d", 3, ReflectionPad3d::new);
    padding("ReplicationPad1d", 1, ReplicationPad1d::new);
    padding("ReplicationPad2d", 2, ReplicationPad2d::new);
    padding("ReplicationPad3d", 3, ReplicationPad3d::new);
    padding("CircularPad1d", 1, CircularPad1d::new);
    padding("CircularPad2d", 2, CircularPad2d::new);
    padding("CircularPad3d", 3, CircularPad3d::new);
    constant("ConstantPad1d", 1, ConstantPad1d::new);
    constant("ConstantPad2d", 2, ConstantPad2d::new);
    constant("ConstantPad3d", 3, ConstantPad3d::new);
    moving();
    resampling();
  }

  private static void padding(String name, int rank, Function<Dims, Module> builder) {
    row(name + "(padding)", a -> builder.apply(a.dims("padding", 2 * rank)));
  }

  private static void constant(String name, int rank, BiFunction<Dims, Number, Module> builder) {
    row(
        name + "(padding, value)",
        a -> builder.apply(a.dims("padding", 2 * rank), a.number("value")));
  }

  private static void moving() {
    row(
        "Flatten(start_dim=1, end_dim=-1)",
        a -> new Flatten(a.integer("start_dim"), a.integer("end_dim")));
    row("Unflatten(dim, unflattened_size)", ShapeModules::unflatten);
    row("Unfold(kernel_size, dilation=1, padding=0, stride=1)", a -> new Unfold(a.attributes()));
    row(
        "Fold(output_size, kernel_size, dilation=1, padding=0, stride=1)",
        a -> new Fold(a.attributes()));
    row("PixelShuffle(upscale_factor)", a -> new PixelShuffle(a.integer("upscale_factor")));
    row("PixelUnshuffle(downscale_factor)", a -> new PixelUnshuffle(a.integer("downscale_factor")));
    row("ChannelShuffle(groups)", a -> new ChannelShuffle(a.integer("groups")));
  }

  private static Unflatten unflatten(Arguments a) {
    if (a.get("unflattened_size") instanceof List<?>) {
      return new Unflatten(a.integer("dim"), a.dims("unflattened_size"));
    }
    throw new TorchException(
        TorchException.Kind.TYPE, "unflattened_size must be a tuple of ints, but found type int");
  }

  private static void resampling() {
    row(
        "Upsample(size=None, scale_factor=None, mode='nearest', align_corners=None,"
            + " recompute_scale_factor=None)",
        a -> new Upsample(a.attributes()));
    row(
        "UpsamplingNearest2d(size=None, scale_factor=None)",
        a -> new UpsamplingNearest2d(a.get("size"), a.get("scale_factor")));
    row(
        "UpsamplingBilinear2d(size=None, scale_factor=None)",
        a -> new UpsamplingBilinear2d(a.get("size"), a.get("scale_factor")));
  }
}
