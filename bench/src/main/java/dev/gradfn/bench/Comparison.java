package dev.gradfn.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// One row of the results: a benchmark of ours, and the same on a peer.
///
/// @param name as in the results: `add-1e6`
/// @param goal the ratio of times to be reached, or null for a row that only informs
/// @param threads of the kernels; 0: as many as there are processors
/// @param ours JMH's arguments that select the benchmark; null where only the peer is measured
/// @param peer the same for the peer's JVM; null where only we are
record Comparison(String name, Double goal, int threads, List<String> ours, List<String> peer) {
  /// The kernels that are ours.
  static final String BACKEND = "java";

  static final String PEER = "libtorch";

  static List<Comparison> all() {
    return Stream.of(chains(), operations(), networks()).flatMap(List::stream).toList();
  }

  private static List<Comparison> chains() {
    List<Comparison> rows = new ArrayList<>();
    for (String chain : List.of("mul", "mixed")) {
      String name = "chain-1000-" + chain;
      String choice = "chain=" + chain;
      rows.add(beside(name + "-training", 0.5, "GraphOverhead.forwardBackward", choice));
      rows.add(beside(name + "-grad", null, "GraphOverhead.forward", choice));
      rows.add(beside(name + "-nograd", null, "GraphOverhead.noGrad", choice));
    }
    List<String> handles = jmh("LibtorchGraphOverhead.handles", "chain=mul");
    rows.add(new Comparison("handles-1000", null, 1, null, handles));
    return rows;
  }

  private static List<Comparison> operations() {
    List<Comparison> rows = new ArrayList<>();
    for (String operation : List.of("ADD", "MUL", "RELU", "EXP", "MATMUL")) {
      String size = operation.equals("MATMUL") ? "-512" : "-1e6";
      String name = operation.toLowerCase(Locale.ROOT) + size;
      rows.add(beside(name, 1.2, "Ops.into", "operation=" + operation));
      rows.add(beside(name + "-fresh", null, "Ops.fresh", "operation=" + operation));
    }
    return rows;
  }

  private static List<Comparison> networks() {
    List<Comparison> rows = new ArrayList<>();
    for (String model : List.of("yolov5n", "yolov5s")) {
      for (String mode : List.of("grad", "noGrad", "graphOnly")) {
        String name = model + "-640-b1-" + mode.toLowerCase(Locale.ROOT);
        List<String> ours = jmh("Forward." + mode, "model=" + model, 1, 12, 7);
        rows.add(new Comparison(name, null, 0, ours, null));
      }
    }
    return rows;
  }

  private static Comparison beside(String name, Double goal, String benchmark, String choice) {
    List<String> peer = jmh("Libtorch" + benchmark, choice);
    return new Comparison(name, goal, 1, jmh(benchmark, choice), peer);
  }

  private static List<String> jmh(String benchmark, String choice) {
    return jmh(benchmark, choice, 10, 20, 10);
  }

  /// Warm-up is counted in calls, not seconds: on a busy machine seconds may hold few of them.
  ///
  /// @param batch calls that are timed together
  private static List<String> jmh(
      String benchmark, String choice, int batch, int warmUp, int measured) {
    List<String> arguments = new ArrayList<>(List.of("[.]" + benchmark.replace(".", "[.]") + "$"));
    arguments.addAll(List.of("-p", choice));
    arguments.addAll(List.of("-wi", "" + warmUp, "-wbs", "" + batch));
    arguments.addAll(List.of("-i", "" + measured, "-bs", "" + batch));
    return arguments;
  }
}
