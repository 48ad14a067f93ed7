package dev.gradfn.nn;

/// Sizes of windows.
final class Windows {
  private Windows() {}

  static Attributes of(long kernelSize, long stride, long padding) {
    return new Attributes()
        .with("kernel_size", kernelSize)
        .with("stride", stride)
        .with("padding", padding);
  }

  /// Windows lie side by side where no stride is given.
  static Attributes complete(Attributes attributes) {
    return attributes.get("stride") != null
        ? attributes
        : attributes.with("stride", attributes.get("kernel_size"));
  }
}
