package dev.gradfn.signature;

import static dev.gradfn.signature.ModuleTable.row;

import dev.gradfn.nn.AdaptiveAvgPool1d;
import dev.gradfn.nn.AdaptiveAvgPool2d;
import dev.gradfn.nn.AdaptiveAvgPool3d;
import dev.gradfn.nn.AdaptiveMaxPool1d;
import dev.gradfn.nn.AdaptiveMaxPool2d;
import dev.gradfn.nn.AdaptiveMaxPool3d;
import dev.gradfn.nn.Attributes;
import dev.gradfn.nn.AvgPool1d;
import dev.gradfn.nn.AvgPool2d;
import dev.gradfn.nn.AvgPool3d;
import dev.gradfn.nn.LPPool1d;
import dev.gradfn.nn.LPPool2d;
import dev.gradfn.nn.MaxPool1d;
import dev.gradfn.nn.MaxPool2d;
import dev.gradfn.nn.MaxPool3d;
import dev.gradfn.nn.MaxUnpool1d;
import dev.gradfn.nn.MaxUnpool2d;
import dev.gradfn.nn.MaxUnpool3d;
import dev.gradfn.nn.Module;
import java.util.function.Function;

/// Poolings.
final class PoolModules {
  private static final String MAX =
      "(kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False)";
  private static final String UNPOOL = "(kernel_size, stride=None, padding=0)";
  private static final String AVG =
      "(kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True";
  private static final String POWER = "(norm_type, kernel_size, stride=None, ceil_mode=False)";

  private PoolModules() {}

  static void register() {
    add("MaxPool1d" + MAX, MaxPool1d::new);
    add("MaxPool2d" + MAX, MaxPool2d::new);
    add("MaxPool3d" + MAX, MaxPool3d::new);
    add("MaxUnpool1d" + UNPOOL, MaxUnpool1d::new);
    add("MaxUnpool2d" + UNPOOL, MaxUnpool2d::new);
    add("MaxUnpool3d" + UNPOOL, MaxUnpool3d::new);
    add("AvgPool1d" + AVG + ")", AvgPool1d::new);
    add("AvgPool2d" + AVG + ", divisor_override=None)", AvgPool2d::new);
    add("AvgPool3d" + AVG + ", divisor_override=None)", AvgPool3d::new);
    add("AdaptiveAvgPool1d(output_size)", AdaptiveAvgPool1d::new);
    add("AdaptiveAvgPool2d(output_size)", AdaptiveAvgPool2d::new);
    add("AdaptiveAvgPool3d(output_size)", AdaptiveAvgPool3d::new);
    add("AdaptiveMaxPool1d(output_size, return_indices=False)", AdaptiveMaxPool1d::new);
    add("AdaptiveMaxPool2d(output_size, return_indices=False)", AdaptiveMaxPool2d::new);
    add("AdaptiveMaxPool3d(output_size, return_indices=False)", AdaptiveMaxPool3d::new);
    add("LPPool1d" + POWER, LPPool1d::new);
    add("LPPool2d" + POWER, LPPool2d::new);
  }

  private static void add(String signature, Function<Attributes, Module> builder) {
    row(signature, a -> builder.apply(a.attributes()));
  }
}
