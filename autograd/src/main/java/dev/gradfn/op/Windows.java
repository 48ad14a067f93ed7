package dev.gradfn.op;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.NdArray;

/// Windows that slide over the two dimensions of an image, as arithmetic on geometries.
record Windows(Dims kernel, Dims dilation, Dims padding, Dims stride) {

  /// Number of windows per dimension.
  Dims counts(Dims image) {
    Dims counts = image;
    for (int i = 0; i < 2; i++) {
      long reach = dilation.get(i) * (kernel.get(i) - 1) + 1;
      long room = image.get(i) + 2 * padding.get(i) - reach;
      counts = counts.with(i, Math.floorDiv(room, stride.get(i)) + 1);
    }
    return counts;
  }

  /// @throws TorchException unless all numbers are in range
  void requireNumbers() {
    requireAtLeast(1, kernel, "kernel size should be greater than zero", "kernel");
    requireAtLeast(1, dilation, "dilation should be greater than zero", "dilation");
    requireAtLeast(0, padding, "padding should be non-negative", "pad");
    requireAtLeast(1, stride, "stride should be greater than zero", "stride");
  }

  private static void requireAtLeast(long least, Dims numbers, String what, String name) {
    TorchException.check(
        numbers.get(0) >= least && numbers.get(1) >= least,
        () ->
            "%s, but got %s_height: %d %s_width: %d"
                .formatted(what, name, numbers.get(0), name, numbers.get(1)));
  }

  void requireRoom(Dims image) {
    Dims counts = counts(image);
    if (counts.get(0) >= 1 && counts.get(1) >= 1) return;
    throw TorchException.runtime(
        "Given input with spatial size "
            + pair(image)
            + ", kernel_size="
            + described()
            + ", calculated shape of the array of sliding blocks as "
            + pair(counts)
            + ", but its components must be at least one.");
  }

  /// What PyTorch's messages say of them, behind `kernel_size=`.
  private String described() {
    return pair(kernel) + ", dilation=" + pair(dilation) + ", padding=" + pair(padding);
  }

  /// @throws TorchException if an image of this size has another number of windows
  void requireColumns(long columns, int dimension, Dims image) {
    Dims counts = counts(image);
    if (columns == counts.product()) return;
    throw TorchException.runtime(
        "Given output_size="
            + pair(image)
            + ", kernel_size="
            + described()
            + ", stride="
            + pair(stride)
            + ", expected size of input's dimension "
            + dimension
            + " to match the calculated number of sliding blocks "
            + counts.get(0)
            + " * "
            + counts.get(1)
            + " = "
            + counts.product()
            + ", but got input.size("
            + dimension
            + ")="
            + columns
            + ".");
  }

  private static String pair(Dims sizes) {
    return "(" + sizes.get(0) + ", " + sizes.get(1) + ")";
  }

  /// An array with a batch dimension, where it may lack one.
  static NdArray batched(NdArray x, int rank) {
    return x.rank() == rank ? x : x.view(x.geometry().unsqueeze(0));
  }

  /// Shape of the image `[n, c, h, w]` with its padding.
  Dims padded(Dims image) {
    return image
        .with(2, image.get(2) + 2 * padding.get(0))
        .with(3, image.get(3) + 2 * padding.get(1));
  }

  /// The image inside its padding.
  NdArray inner(NdArray padded, Dims size) {
    Geometry rows = padded.geometry().slice(2, padding.get(0), size.get(0), 1);
    return padded.view(rows.slice(3, padding.get(1), size.get(1), 1));
  }

  /// `[n, c, kh, kw, windows down, windows across]` over a padded image.
  NdArray over(NdArray padded, Dims size) {
    Dims counts = counts(size);
    Dims from = padded.strides();
    Dims strides =
        Dims.of(
            from.get(0),
            from.get(1),
            from.get(2) * dilation.get(0),
            from.get(3) * dilation.get(1),
            from.get(2) * stride.get(0),
            from.get(3) * stride.get(1));
    Dims image = padded.shape();
    return padded.view(new Geometry(shape(image, counts), strides, padded.offset()));
  }

  /// Dense columns under the same six dimensions.
  NdArray columns(NdArray columns, Dims image) {
    Dims shape = shape(image, counts(image.slice(2, 4)));
    return columns.view(new Geometry(shape, shape.contiguousStrides(), columns.offset()));
  }

  private Dims shape(Dims image, Dims counts) {
    return Dims.of(
        image.get(0), image.get(1), kernel.get(0), kernel.get(1), counts.get(0), counts.get(1));
  }
}
