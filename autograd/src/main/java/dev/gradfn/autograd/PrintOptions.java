package dev.gradfn.autograd;

import dev.gradfn.core.DType;

/// How tensors are printed: PyTorch's `torch.set_printoptions`.
///
/// @param precision digits after the point
/// @param threshold tensors of more elements are summarised
/// @param edgeItems elements shown at each end of a summarised dimension
/// @param lineWidth characters per line
/// @param sciMode scientific notation: always, never, or null: where the numbers ask for it
/// @param defaultDtype the floating-point type that goes without saying
public record PrintOptions(
    int precision,
    long threshold,
    int edgeItems,
    int lineWidth,
    Boolean sciMode,
    DType defaultDtype) {

  public static final PrintOptions DEFAULT = new PrintOptions(4, 1000, 3, 80, null, DType.FLOAT32);

  /// PyTorch's profile `short`.
  public static final PrintOptions SHORT = new PrintOptions(2, 1000, 2, 80, null, DType.FLOAT32);

  /// PyTorch's profile `full`: nothing is left out.
  public static final PrintOptions FULL = DEFAULT.withThreshold(Long.MAX_VALUE);

  public PrintOptions withPrecision(int digits) {
    return new PrintOptions(digits, threshold, edgeItems, lineWidth, sciMode, defaultDtype);
  }

  public PrintOptions withThreshold(long elements) {
    return new PrintOptions(precision, elements, edgeItems, lineWidth, sciMode, defaultDtype);
  }

  public PrintOptions withEdgeItems(int items) {
    return new PrintOptions(precision, threshold, items, lineWidth, sciMode, defaultDtype);
  }

  public PrintOptions withLineWidth(int characters) {
    return new PrintOptions(precision, threshold, edgeItems, characters, sciMode, defaultDtype);
  }

  public PrintOptions withSciMode(Boolean mode) {
    return new PrintOptions(precision, threshold, edgeItems, lineWidth, mode, defaultDtype);
  }

  public PrintOptions withDefaultDtype(DType dtype) {
    return new PrintOptions(precision, threshold, edgeItems, lineWidth, sciMode, dtype);
  }
}
