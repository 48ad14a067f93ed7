package dev.gradfn.signature;

import static dev.gradfn.signature.OperationTable.row;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Interpolation;
import dev.gradfn.op.AffineGridGenerator;
import dev.gradfn.op.GridSampler;
import dev.gradfn.op.GridSampling;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Interpolation.
final class ResampleRows {
  private static final Set<String> SMOOTHED = Set.of("bilinear", "bicubic", "lanczos");

  private static final Set<String> CORNERLESS = Set.of("nearest", "area", "nearest-exact");

  private ResampleRows() {}

  static void register() {
    row(
        "nn.functional.interpolate(input, size=None, scale_factor=None, mode='nearest',"
            + " align_corners=None, recompute_scale_factor=None, antialias=False)",
        ResampleRows::interpolate);
    row(
        "nn.functional.affine_grid(theta, size, align_corners=None)",
        a -> {
          Tensor theta = a.tensor("theta");
          if (!theta.dtype().isFloatingPoint()) {
            throw TorchException.value(
                "Expected theta to have floating point type, but got torch."
                    + theta.dtype().torchName());
          }
          AffineGridGenerator op =
              new AffineGridGenerator(a.dims("size"), flag(a, "align_corners"));
          return Operations.apply(op, theta);
        });
    row(
        "nn.functional.grid_sample(input, grid, mode='bilinear', padding_mode='zeros',"
            + " align_corners=None)",
        ResampleRows::gridSample);
  }

  private static Tensor gridSample(Arguments a) {
    Tensor x = a.tensor("input");
    Tensor grid = a.tensor("grid");
    GridSampling sampling =
        GridSampling.of(a.text("mode"), a.text("padding_mode"), flag(a, "align_corners"));
    int rank = x.dim() - 2;
    return Operations.apply(new GridSampler(sampling, Dims.filled(Math.max(rank, 0), 0)), x, grid);
  }

  private static Tensor interpolate(Arguments a) {
    Tensor x = a.tensor("input");
    int rank = x.dim() - 2;
    if (a.isNone("size") && a.isNone("scale_factor")) {
      throw TorchException.value("either size or scale_factor should be defined");
    }
    if (!a.isNone("size") && !a.isNone("scale_factor")) {
      throw TorchException.value("only one of size or scale_factor should be defined");
    }
    Interpolation.requireSpace(a.text("mode"), x.dim());
    requireOneEach(a, "size", x, "output", "output size of ", "output size in (o1, o2, ...,oK)");
    requireOneEach(
        a,
        "scale_factor",
        x,
        "scale_factor",
        "scale_factor of shape ",
        "scale_factor in (s1, s2, ...,sK)");
    if (!a.isNone("align_corners") && CORNERLESS.contains(a.text("mode"))) {
      throw TorchException.value(
          "align_corners option can only be set with the interpolating modes: linear | bilinear |"
              + " bicubic | trilinear");
    }
    if (flag(a, "recompute_scale_factor") && !a.isNone("size")) {
      throw TorchException.value("recompute_scale_factor is not meaningful with an explicit size.");
    }
    if (a.bool("antialias") && !(SMOOTHED.contains(a.text("mode")) && x.dim() == 4)) {
      throw TorchException.value(
          "Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and requires a"
              + " 4-D tensor as input");
    }
    Dims size = a.isNone("size") ? null : a.dims("size", rank);
    List<Double> factors = a.isNone("scale_factor") ? null : factors(a, rank);
    return Interpolation.interpolate(
        x,
        size,
        factors,
        a.text("mode"),
        flag(a, "align_corners"),
        flag(a, "recompute_scale_factor"),
        a.bool("antialias"));
  }

  private static void requireOneEach(
      Arguments a, String argument, Tensor x, String name, String given, String format) {
    int rank = x.dim() - 2;
    if (rank < 1 || !(a.get(argument) instanceof List<?> list) || list.size() == rank) return;
    String tuple = list.stream().map(String::valueOf).collect(Collectors.joining(", "));
    throw TorchException.value(
        "Input and "
            + name
            + " must have the same number of spatial dimensions, but got input with spatial"
            + " dimensions of "
            + x.shape().slice(2, x.dim())
            + " and "
            + given
            + (list.size() == 1 ? "(" + tuple + ",)" : "(" + tuple + ")")
            + ". Please provide input tensor in (N, C, d1, d2, ...,dK) format and "
            + format
            + " format.");
  }

  private static boolean flag(Arguments a, String name) {
    return !a.isNone(name) && a.bool(name);
  }

  private static List<Double> factors(Arguments a, int rank) {
    if (!(a.get("scale_factor") instanceof List<?> given)) {
      return Collections.nCopies(rank, a.number("scale_factor").doubleValue());
    }
    List<Double> factors = new ArrayList<>();
    for (Object factor : given) factors.add(((Number) factor).doubleValue());
    return factors;
  }
}
