package dev.gradfn.op;

import dev.gradfn.autograd.TorchException;

/// How `grid_sample` reads between and beside the elements.
///
/// @param alignCorners whether −1 and 1 are the centres of the outermost elements, not their edges
public record GridSampling(Mode mode, Padding padding, boolean alignCorners) {
  /// In the order of PyTorch's numbers.
  public enum Mode {
    BILINEAR,
    NEAREST,
    BICUBIC
  }

  /// In the order of PyTorch's numbers.
  public enum Padding {
    ZEROS,
    BORDER,
    REFLECTION
  }

  /// By PyTorch's words: `bilinear`, `nearest`, `bicubic`; `zeros`, `border`, `reflection`.
  public static GridSampling of(String mode, String padding, boolean alignCorners) {
    Mode by =
        switch (mode) {
          case "bilinear" -> Mode.BILINEAR;
          case "nearest" -> Mode.NEAREST;
          case "bicubic" -> Mode.BICUBIC;
          default ->
              throw TorchException.value(
                  "nn.functional.grid_sample(): expected mode to be 'bilinear', 'nearest' or"
                      + " 'bicubic', but got: '"
                      + mode
                      + "'");
        };
    Padding beside =
        switch (padding) {
          case "zeros" -> Padding.ZEROS;
          case "border" -> Padding.BORDER;
          case "reflection" -> Padding.REFLECTION;
          default ->
              throw TorchException.value(
                  "nn.functional.grid_sample(): expected padding_mode to be 'zeros', 'border', or"
                      + " 'reflection', but got: '"
                      + padding
                      + "'");
        };
    return new GridSampling(by, beside, alignCorners);
  }

  void save(Saver saver) {
    saver.value("align_corners", alignCorners);
    saver.value("interpolation_mode", (long) mode.ordinal());
    saver.value("padding_mode", (long) padding.ordinal());
  }
}
