package dev.gradfn.core;

import java.util.Arrays;
import java.util.function.IntFunction;

/// A sparse matrix along one dimension: which elements each output is a weighted sum of. Average
/// pooling and interpolation are such sums, one dimension after the other.
///
/// @param inputs size of the dimension that is read
/// @param starts where the taps of each output begin, and one past the last
public record Taps(int inputs, int[] starts, int[] index, double[] weight) {

  /// The taps of one output.
  public record Row(int[] index, double[] weight) {}

  public static Taps of(int inputs, int outputs, IntFunction<Row> row) {
    int[] starts = new int[outputs + 1];
    Row[] rows = new Row[outputs];
    for (int o = 0; o < outputs; o++) {
      rows[o] = row.apply(o);
      starts[o + 1] = starts[o] + rows[o].index.length;
    }
    int[] index = new int[starts[outputs]];
    double[] weight = new double[starts[outputs]];
    for (int o = 0; o < outputs; o++) {
      System.arraycopy(rows[o].index, 0, index, starts[o], rows[o].index.length);
      System.arraycopy(rows[o].weight, 0, weight, starts[o], rows[o].index.length);
    }
    return new Taps(inputs, starts, index, weight);
  }

  public int outputs() {
    return starts.length - 1;
  }

  /// The gradient: from outputs to inputs.
  public Taps transposed() {
    int[] counts = new int[inputs + 1];
    for (int i : index) counts[i + 1]++;
    Arrays.parallelPrefix(counts, Integer::sum);
    int[] next = counts.clone();
    int[] from = new int[index.length];
    double[] weights = new double[index.length];
    for (int o = 0; o < outputs(); o++) {
      for (int k = starts[o]; k < starts[o + 1]; k++) {
        int at = next[index[k]]++;
        from[at] = o;
        weights[at] = weight[k];
      }
    }
    return new Taps(outputs(), counts, from, weights);
  }
}
