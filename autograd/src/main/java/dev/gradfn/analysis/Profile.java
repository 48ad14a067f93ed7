package dev.gradfn.analysis;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.Module;
import dev.gradfn.trace.Outputs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/// Where the time of a network goes: one row for each operation of a forward pass and, with
/// gradients, one for each node of the backward pass after it, as the engine ran them.
///
/// @param rows in the order in which they ran
/// @param passes what the clock on the wall says of each pass; rows leave out what modules and
///   hooks do between operations
public record Profile(List<Row> rows, List<Total> passes) {
  /// Which way.
  public enum Pass {
    FORWARD,
    BACKWARD
  }

  /// @param module path of the innermost module that was running; backward: of the module that
  ///   recorded the node, or the parameter's name for `AccumulateGrad`
  /// @param operation what ran: `Convolution`; backward: the node's name in PyTorch's errors
  /// @param node name of the `grad_fn`; empty where nothing was recorded
  /// @param shape of the first result; backward: of the operation's first result
  /// @param nanos the median of the repeats, without what ran inside and has a row
  /// @param layout of the first result, see `Storage.layout`; backward: of the last one that the
  ///   formula made, empty if it made none
  public record Row(
      Pass pass,
      String module,
      String operation,
      String node,
      Dims shape,
      long nanos,
      Work work,
      String layout) {
    /// 10⁹ floating-point operations a second; 0 where none are counted.
    public double gigaflops() {
      return nanos == 0 ? 0 : (double) work.flops() / nanos;
    }
  }

  /// @param nanos median of the repeats
  public record Total(Pass pass, long nanos) {}

  /// How to measure.
  ///
  /// @param grad whether forward records, and backward runs, from the sum of all that the network
  ///   returned and that has a gradient
  /// @param warmUp passes that are not counted: Java compiles while it runs
  /// @param repeat passes whose median counts
  public record Options(boolean grad, int warmUp, int repeat) {
    public Options {
      if (warmUp < 0 || repeat < 1) {
        throw new IllegalArgumentException(
            "profile: expected repeat > 0 and warm-up >= 0, got " + repeat + " and " + warmUp);
      }
    }
  }

  /// Gradients of the parameters are not kept.
  ///
  /// @throws IllegalStateException if the network does not run the same operations every time
  public static Profile of(Module model, Args args, Options options) {
    List<Profile> runs = new ArrayList<>();
    for (int i = 0; i < options.warmUp() + options.repeat(); i++) {
      Profile run = ProfileRun.once(model, args, options.grad());
      if (i >= options.warmUp()) runs.add(run);
    }
    return median(runs);
  }

  /// Of both passes.
  public long nanos() {
    return passes.stream().mapToLong(Total::nanos).sum();
  }

  /// The sum of the rows of one pass.
  public long nanosOfRows(Pass pass) {
    return rows.stream().filter(row -> row.pass() == pass).mapToLong(Row::nanos).sum();
  }

  /// What a forward pass returned, as one number to start backward from; null if nothing has a
  /// gradient.
  static Tensor loss(Object output) {
    Tensor loss = null;
    for (Tensor one : Outputs.flatten(output).values()) {
      if (one.requiresGrad()) loss = loss == null ? one.sum() : loss.add(one.sum());
    }
    return loss;
  }

  private static Profile median(List<Profile> runs) {
    Profile first = runs.getFirst();
    for (Profile run : runs) {
      if (run.rows.size() != first.rows.size()) {
        throw new IllegalStateException(
            "profile: the network ran "
                + first.rows.size()
                + " operations once and "
                + run.rows.size()
                + " another time; use --repeat 1");
      }
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < first.rows.size(); i++) {
      int at = i;
      Row row = first.rows.get(i);
      long nanos = median(runs, run -> run.rows.get(at).nanos());
      rows.add(
          new Row(
              row.pass,
              row.module,
              row.operation,
              row.node,
              row.shape,
              nanos,
              row.work,
              row.layout));
    }
    List<Total> passes = new ArrayList<>();
    for (int i = 0; i < first.passes.size(); i++) {
      int at = i;
      long nanos = median(runs, run -> run.passes.get(at).nanos());
      passes.add(new Total(first.passes.get(i).pass(), nanos));
    }
    return new Profile(List.copyOf(rows), List.copyOf(passes));
  }

  private static long median(List<Profile> runs, ToLongFunction<Profile> nanos) {
    long[] sorted = runs.stream().mapToLong(nanos).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : Arrays.stream(sorted, middle - 1, middle + 1).sum() / 2;
  }
}
