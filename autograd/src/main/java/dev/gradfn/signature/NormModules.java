package dev.gradfn.signature;

import static dev.gradfn.signature.ModuleTable.row;

import dev.gradfn.nn.BatchNorm1d;
import dev.gradfn.nn.BatchNorm2d;
import dev.gradfn.nn.BatchNorm3d;
import dev.gradfn.nn.GroupNorm;
import dev.gradfn.nn.InstanceNorm1d;
import dev.gradfn.nn.InstanceNorm2d;
import dev.gradfn.nn.InstanceNorm3d;
import dev.gradfn.nn.LayerNorm;
import dev.gradfn.nn.LocalResponseNorm;
import dev.gradfn.nn.RMSNorm;
import dev.gradfn.nn.RunningNorm;
import dev.gradfn.nn.SyncBatchNorm;
import java.util.function.BiFunction;

/// Normalisations.
final class NormModules {
  private NormModules() {}

  static void register() {
    running("BatchNorm1d", "True", "", BatchNorm1d::new);
    running("BatchNorm2d", "True", "", BatchNorm2d::new);
    running("BatchNorm3d", "True", "", BatchNorm3d::new);
    running("SyncBatchNorm", "True", "process_group=None, ", SyncBatchNorm::new);
    running("InstanceNorm1d", "False", "", InstanceNorm1d::new);
    running("InstanceNorm2d", "False", "", InstanceNorm2d::new);
    running("InstanceNorm3d", "False", "", InstanceNorm3d::new);
    row(
        "GroupNorm(num_groups, num_channels, eps=1e-05, affine=True, device=None, dtype=None, *,"
            + " bias=True)",
        a ->
            new GroupNorm(
                a.integer("num_groups"),
                a.integer("num_channels"),
                a.number("eps"),
                a.bool("affine"),
                a.bool("bias")));
    row(
        "LayerNorm(normalized_shape, eps=1e-05, elementwise_affine=True, bias=True, device=None,"
            + " dtype=None)",
        a ->
            new LayerNorm(
                a.dims("normalized_shape"),
                a.number("eps"),
                a.bool("elementwise_affine"),
                a.bool("bias")));
    row(
        "RMSNorm(normalized_shape, eps=None, elementwise_affine=True, device=None, dtype=None)",
        a ->
            new RMSNorm(
                a.dims("normalized_shape"), doubleOrNull(a, "eps"), a.bool("elementwise_affine")));
    row(
        "LocalResponseNorm(size, alpha=0.0001, beta=0.75, k=1.0)",
        a ->
            new LocalResponseNorm(
                a.integer("size"), a.number("alpha"), a.number("beta"), a.number("k")));
  }

  /// @param on whether parameters and statistics are on by default
  /// @param group what stands before `device`
  private static void running(
      String name,
      String on,
      String group,
      BiFunction<Integer, RunningNorm.Options, RunningNorm> builder) {
    row(
        name
            + "(num_features, eps=1e-05, momentum=0.1, affine="
            + on
            + ", track_running_stats="
            + on
            + ", "
            + group
            + "device=None, dtype=None, *, bias=True)",
        a ->
            builder.apply(
                a.integer("num_features"),
                new RunningNorm.Options(
                    a.number("eps").doubleValue(),
                    doubleOrNull(a, "momentum"),
                    a.bool("affine"),
                    a.bool("track_running_stats"),
                    a.bool("bias"))));
  }

  private static Double doubleOrNull(Arguments a, String name) {
    return a.isNone(name) ? null : Double.valueOf(a.number(name).doubleValue());
  }
}
