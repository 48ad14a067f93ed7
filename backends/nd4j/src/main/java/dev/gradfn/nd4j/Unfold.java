package dev.gradfn.nd4j;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/// Between an image and the matrix whose product with the weight is the convolution: a row for each
/// channel and kernel element, a column for each output element (im2col, col2im).
///
/// Works on a strip of whole output rows, so that the matrix stays in the cache. ND4J has this as
/// an operation, which takes as long as the product; rows of memory copied at once take a fraction.
final class Unfold {
  private final Window window;
  private final int firstRow;
  private final int rows;

  /// @param firstRow first output row of the strip
  /// @param rows its number of output rows
  Unfold(Window window, int firstRow, int rows) {
    this.window = window;
    this.firstRow = firstRow;
    this.rows = rows;
  }

  private int columns() {
    return rows * window.outWidth();
  }

  /// Writes the matrix of the image that starts at `image[offset]`.
  void unfold(float[] image, int offset, MemorySegment matrix) {
    forEachChannel(c -> {
      float[] row = new float[columns()];
      for (int k = 0; k < kernelSize(); k++) {
        unfoldRow(image, offset + c * planeSize(), k, row);
        copyOut(row, matrix, c * kernelSize() + k);
      }
    });
  }

  /// Adds the matrix to the image that starts at `image[offset]`.
  void fold(MemorySegment matrix, float[] image, int offset) {
    forEachChannel(c -> {
      float[] row = new float[columns()];
      for (int k = 0; k < kernelSize(); k++) {
        copyIn(matrix, c * kernelSize() + k, row);
        foldRow(row, k, image, offset + c * planeSize());
      }
    });
  }

  private void unfoldRow(float[] image, int plane, int k, float[] row) {
    int ky = k / window.kernelWidth();
    int kx = k % window.kernelWidth();
    int width = window.outWidth();
    int from = window.from(kx);
    int to = window.to(kx);
    for (int r = 0; r < rows; r++) {
      int y = window.inputRow(firstRow + r, ky);
      int at = r * width;
      if (y < 0 || y >= window.height()) {
        Arrays.fill(row, at, at + width, 0);
        continue;
      }
      Arrays.fill(row, at, at + from, 0);
      Arrays.fill(row, at + to, at + width, 0);
      int source = plane + y * window.width() + window.firstColumn(kx);
      gather(image, source, row, at, from, to);
    }
  }

  private void gather(float[] image, int source, float[] row, int at, int from, int to) {
    int stride = window.strideX();
    if (stride == 1) {
      System.arraycopy(image, source + from, row, at + from, to - from);
    } else {
      for (int x = from; x < to; x++) row[at + x] = image[source + x * stride];
    }
  }

  private void foldRow(float[] row, int k, float[] image, int plane) {
    int ky = k / window.kernelWidth();
    int kx = k % window.kernelWidth();
    int from = window.from(kx);
    int to = window.to(kx);
    for (int r = 0; r < rows; r++) {
      int y = window.inputRow(firstRow + r, ky);
      if (y < 0 || y >= window.height()) continue;
      int target = plane + y * window.width() + window.firstColumn(kx);
      scatterAdd(row, r * window.outWidth(), from, to, image, target);
    }
  }

  private void scatterAdd(float[] row, int at, int from, int to, float[] image, int target) {
    int stride = window.strideX();
    if (stride == 1) {
      for (int x = from; x < to; x++) image[target + x] += row[at + x];
    } else {
      for (int x = from; x < to; x++) image[target + x * stride] += row[at + x];
    }
  }

  private void copyOut(float[] row, MemorySegment matrix, int index) {
    long start = (long) index * columns() * Float.BYTES;
    MemorySegment.copy(row, 0, matrix, ValueLayout.JAVA_FLOAT, start, columns());
  }

  private void copyIn(MemorySegment matrix, int index, float[] row) {
    long start = (long) index * columns() * Float.BYTES;
    MemorySegment.copy(matrix, ValueLayout.JAVA_FLOAT, start, row, 0, columns());
  }

  private int kernelSize() {
    return window.kernelHeight() * window.kernelWidth();
  }

  private int planeSize() {
    return window.height() * window.width();
  }

  /// Channels are independent in both directions.
  private void forEachChannel(IntConsumer body) {
    IntStream channels = IntStream.range(0, window.channels());
    (Nd4jStart.threads() > 1 ? channels.parallel() : channels).forEach(body);
  }
}
