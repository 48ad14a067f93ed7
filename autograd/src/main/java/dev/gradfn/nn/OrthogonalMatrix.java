package dev.gradfn.nn;

import dev.gradfn.autograd.Generator;
import dev.gradfn.autograd.RandomTensors;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;

/// Random rows, or where there are more of them than columns, columns, made orthogonal one after
/// the other.
final class OrthogonalMatrix {
  private OrthogonalMatrix() {}

  static Tensor fill(Tensor tensor, double gain, Generator generator) {
    int rows = tensor.shape().at(0);
    int columns = Math.toIntExact(tensor.numel() / rows);
    RandomTensors.Options options =
        RandomTensors.Options.DEFAULT.withDtype(tensor.dtype()).withGenerator(generator);
    double[] normal = RandomTensors.normal(0, 1, Dims.of(rows, columns), options).toDoubleArray();
    double[][] vectors = vectors(normal, rows, columns);
    for (int i = 0; i < vectors.length; i++) orthonormalise(vectors, i);
    boolean wide = rows < columns;
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        normal[r * columns + c] = gain * (wide ? vectors[r][c] : vectors[c][r]);
      }
    }
    return Init.set(tensor, normal);
  }

  /// The rows of a wide matrix, the columns of a tall one.
  private static double[][] vectors(double[] matrix, int rows, int columns) {
    boolean wide = rows < columns;
    double[][] vectors = new double[Math.min(rows, columns)][Math.max(rows, columns)];
    for (int i = 0; i < vectors.length; i++) {
      for (int j = 0; j < vectors[i].length; j++) {
        vectors[i][j] = matrix[wide ? i * columns + j : j * columns + i];
      }
    }
    return vectors;
  }

  /// Gram and Schmidt; the second pass takes away what rounding left of the first.
  private static void orthonormalise(double[][] vectors, int i) {
    for (int pass = 0; pass < 2; pass++) {
      for (int j = 0; j < i; j++) addTo(vectors[i], -dot(vectors[i], vectors[j]), vectors[j]);
    }
    double length = Math.sqrt(dot(vectors[i], vectors[i]));
    for (int k = 0; k < vectors[i].length; k++) vectors[i][k] /= length;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) sum += a[k] * b[k];
    return sum;
  }

  private static void addTo(double[] x, double factor, double[] y) {
    for (int k = 0; k < x.length; k++) x[k] += factor * y[k];
  }
}
