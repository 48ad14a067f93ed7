package dev.gradfn.yolov5;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;

/// Cell coordinates and anchor sizes for decoding. Made anew for every call: what a checkpoint
/// stores is of another resolution or another version's.
final class Grid {
  private Grid() {}

  /// x and y of each cell, plus `shift`, as `[1, na, ny, nx, 2]`.
  static Tensor cells(Tensor head, double shift) {
    int ny = head.shape().at(2);
    int nx = head.shape().at(3);
    Dims shape = Dims.of(1, 1, ny, nx, 2);
    return cellTensor(head.device(), shape, ny, nx, shift).to(head.dtype()).expand(repeated(head));
  }

  private static Tensor cellTensor(Device device, Dims shape, int ny, int nx, double shift) {
    if (device == Device.META) {
      return Tensor.empty(DType.FLOAT32, device, Geometry.contiguous(shape));
    }
    float[] cells = new float[ny * nx * 2];
    for (int i = 0; i < ny * nx; i++) {
      cells[2 * i] = (float) (i % nx + shift);
      cells[2 * i + 1] = (float) (i / nx + shift);
    }
    return Tensor.of(cells, shape.toArray());
  }

  /// Width and height of each anchor in pixels, as `[1, na, ny, nx, 2]`.
  ///
  /// @param anchors of this level, in cells, `[na, 2]`
  static Tensor anchors(Tensor head, Tensor anchors, Tensor stride) {
    Tensor pixels = anchors.mul(stride);
    return pixels.view(1, anchors.shape().get(0), 1, 1, 2).expand(repeated(head));
  }

  private static Dims repeated(Tensor head) {
    return head.shape().with(4, 2);
  }
}
