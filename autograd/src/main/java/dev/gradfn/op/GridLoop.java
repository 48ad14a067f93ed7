package dev.gradfn.op;

import dev.gradfn.core.Dims;
import java.util.Arrays;

/// Walks the positions of a grid `[n, *, d]` over an image `[n, c, *]`, and for each names the
/// elements with their weights: products of one [GridTaps] per dimension.
final class GridLoop {
  /// Takes one element of one position, as offsets in channel 0 of each sample.
  @FunctionalInterface
  interface Body {
    void take(int element, int position, double weight);
  }

  private final GridTaps[] taps;
  private final int[] order;
  private final Dims space;
  private final int channels;
  private final int imageSize;
  private final int positions;
  private final int samples;

  /// @param order of the derivative by each coordinate of the grid
  GridLoop(GridSampling sampling, Dims order, Dims image, Dims grid) {
    int rank = image.rank() - 2;
    this.space = image.slice(2, image.rank());
    this.taps = new GridTaps[rank];
    this.order = new int[rank];
    for (int i = 0; i < rank; i++) {
      taps[i] = new GridTaps(sampling, space.at(i));
      this.order[i] = order.at(rank - 1 - i);
    }
    this.samples = image.at(0);
    this.channels = image.at(1);
    this.imageSize = Math.toIntExact(space.product());
    this.positions = Math.toIntExact(grid.slice(1, grid.rank() - 1).product());
  }

  int channels() {
    return channels;
  }

  /// From one channel to the next in the image.
  int imageSize() {
    return imageSize;
  }

  /// From one channel to the next at the positions.
  int positions() {
    return positions;
  }

  void run(double[] grid, Body body) {
    for (int n = 0; n < samples; n++) {
      for (int p = 0; p < positions; p++) {
        int at = (n * positions + p) * taps.length;
        // The first coordinate is the last dimension.
        for (int i = 0; i < taps.length; i++) {
          taps[i].move(grid[at + taps.length - 1 - i], order[i]);
        }
        combine(n * channels * imageSize, n * channels * positions + p, body);
      }
    }
  }

  private void combine(int image, int position, Body body) {
    int[] tap = new int[taps.length];
    Arrays.fill(tap, 0);
    while (true) {
      int element = 0;
      double weight = 1;
      boolean inside = true;
      for (int i = 0; i < taps.length; i++) {
        int index = taps[i].index(tap[i]);
        inside &= index >= 0;
        element = element * space.at(i) + index;
        weight *= taps[i].weight(tap[i]);
      }
      if (inside && weight != 0) body.take(image + element, position, weight);
      int i = taps.length - 1;
      while (i >= 0 && ++tap[i] == taps[i].count()) tap[i--] = 0;
      if (i < 0) return;
    }
  }
}
