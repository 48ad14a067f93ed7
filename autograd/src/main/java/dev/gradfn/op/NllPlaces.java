package dev.gradfn.op;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Which element of a [NllLoss]'s input each target means, and with what weight.
final class NllPlaces {
  private final long ignoreIndex;
  private final double[] target;
  private final double[] weight;
  private final int classes;
  private final int step;

  private NllPlaces(long ignoreIndex, double[] target, double[] weight, int classes, int step) {
    this.ignoreIndex = ignoreIndex;
    this.target = target;
    this.weight = weight;
    this.classes = classes;
    this.step = step;
  }

  static NllPlaces of(
      KernelChain kernels, NllLoss loss, Dims shape, NdArray target, NdArray weight) {
    int dim = shape.rank() == 1 ? 0 : 1;
    int classes = shape.at(dim);
    double[] weights = ElementLoop.readOrFill(kernels, weight, Dims.of(classes), 1);
    int step = Math.toIntExact(shape.slice(dim + 1, shape.rank()).product());
    double[] targets = ElementLoop.read(kernels, target);
    NllPlaces places = new NllPlaces(loss.ignoreIndex(), targets, weights, classes, step);
    places.requireInRange();
    return places;
  }

  private void requireInRange() {
    for (int i = 0; i < target.length; i++) {
      if (takesPart(i) && (target[i] < 0 || target[i] >= classes)) {
        throw TorchException.index("Target " + (long) target[i] + " is out of bounds.");
      }
    }
  }

  int count() {
    return target.length;
  }

  boolean takesPart(int i) {
    return (long) target[i] != ignoreIndex;
  }

  double weight(int i) {
    return weight[(int) target[i]];
  }

  /// Index into the row-major input.
  int index(int i) {
    return (i / step * classes + (int) target[i]) * step + i % step;
  }

  double totalWeight() {
    double total = 0;
    for (int i = 0; i < target.length; i++) {
      if (takesPart(i)) total += weight(i);
    }
    return total;
  }
}
