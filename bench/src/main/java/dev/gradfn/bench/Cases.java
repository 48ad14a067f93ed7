package dev.gradfn.bench;

import dev.gradfn.bench.Case.Goal;
import dev.gradfn.bench.Networks.Form;
import dev.gradfn.bench.Run.Command;
import dev.gradfn.bench.Run.Jmh;
import dev.gradfn.bench.Run.Recorded;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// All that `./gradfn bench` measures. The goals are those of issue 7 of the project, and what
/// concerned single operations before it.
final class Cases {
  static final String LIBTORCH = "libtorch";
  static final String FUSED = "libtorch-fused";
  static final String ONNX = "onnxruntime";
  static final String PYTHON = "python";

  /// The sum of what oneDNN itself does, timed alone.
  static final String PRIMITIVES = "onednn-primitives";

  /// Python with PyTorch is not there where this runs.
  private static final String ELSEWHERE = "not measured here: PyTorch 2.13 in Python, recorded";

  /// Native code is as fast as it gets at once; memory must have been touched.
  private static final int PEER_WARM_UP = 4;

  private final List<String> backends;
  private final String checkpoint;
  private final List<Case> all = new ArrayList<>();

  private Cases(List<String> backends, String checkpoint) {
    this.backends = backends;
    this.checkpoint = checkpoint;
  }

  /// @param backends kernel sets that can run here
  /// @param checkpoint a yolov5n to open
  static List<Case> all(List<String> backends, String checkpoint) {
    Cases cases = new Cases(backends, checkpoint);
    cases.addNetworks();
    cases.addScaling();
    cases.addChains();
    cases.addFiles();
    cases.addOperations();
    return List.copyOf(cases.all);
  }

  // ---- networks ------------------------------------------------------------------------------

  private void addNetworks() {
    for (String model : List.of("yolov5s", "yolov5n")) {
      for (int batch : new int[] {1, 8}) {
        for (int size : new int[] {640, 320}) {
          Subject subject = new Subject(model, size, batch);
          all.add(goals(noGrad(subject)));
          all.add(goals(grad(subject)));
          if (batch == 1 && size == 640) all.add(oneThread(noGrad(subject)));
          // Eight large images in training need more memory than machines have.
          if (batch == 8 && size == 640) continue;
          all.add(goals(training(subject, "step", "-training")).withMemoryRow());
          all.add(training(subject, "backward", "-backward"));
        }
      }
    }
  }

  private Case noGrad(Subject subject) {
    Map<String, Run> peers = new LinkedHashMap<>();
    peers.put(LIBTORCH, peer("LibtorchForward.noGrad", Form.EVAL, subject));
    peers.put(FUSED, peer("LibtorchForward.noGrad", Form.FUSED, subject));
    peers.put(ONNX, peer("OnnxForward.noGrad", Form.EVAL, subject));
    return network("forward", subject, "-nograd", "Forward.noGrad", peers);
  }

  private Case grad(Subject subject) {
    Map<String, Run> peers = new LinkedHashMap<>();
    peers.put(LIBTORCH, peer("LibtorchForward.grad", Form.EVAL, subject));
    peers.put(FUSED, peer("LibtorchForward.grad", Form.FUSED, subject));
    return network("forward", subject, "-grad", "Forward.grad", peers);
  }

  private Case training(Subject subject, String method, String ending) {
    Map<String, Run> peers = new LinkedHashMap<>();
    peers.put(LIBTORCH, peer("LibtorchTrainingStep." + method, Form.TRAINING, subject));
    if (method.equals("step") && backends.contains("onednn")) {
      List<String> parameters = parameters(subject);
      Jmh sum = new Jmh("PrimitiveSum.step", parameters, 1, PEER_WARM_UP, measured(subject));
      peers.put(PRIMITIVES, new Run.Ours(sum));
    }
    return network("training", subject, ending, "TrainingStep." + method, peers);
  }

  /// Where other work takes processors away, several OpenMP threads wait for each other, and peers
  /// slow down below one thread. This tells how much of a ratio that is.
  private static Case oneThread(Case one) {
    return new Case(
        one.part(),
        one.name() + "-t1",
        one.subject(),
        1,
        one.ours(),
        one.peers(),
        List.of(),
        false);
  }

  private static Case goals(Case one) {
    return switch (one.name()) {
      case "yolov5s-640-b1-nograd" ->
          one.with(new Goal("java", LIBTORCH, 1.2, false))
              .with(new Goal(null, LIBTORCH, 0.6, false))
              .with(new Goal(null, ONNX, 1.0, false));
      case "yolov5s-640-b1-grad" -> one.with(new Goal(null, LIBTORCH, 0.6, false));
      case "yolov5n-640-b1-grad" -> one.with(new Goal(null, LIBTORCH, 0.4, false));
      case "yolov5s-640-b1-training" ->
          one.with(new Goal(null, LIBTORCH, 0.6, false))
              .with(new Goal(null, LIBTORCH, 0.8, true))
              .with(new Goal("onednn", PRIMITIVES, 1.15, false));
      default -> one;
    };
  }

  /// How the cost grows: four times the area, eight images, four times the blocks.
  private void addScaling() {
    Subject deep = new Subject("yolov5n-deep", 320, 1);
    all.add(network("scaling", deep, "-nograd", "Forward.noGrad", Map.of()));
  }

  private Case network(
      String part, Subject subject, String ending, String benchmark, Map<String, Run> peers) {
    return new Case(
        part,
        subject.name() + ending,
        subject,
        0,
        byBackend(benchmark, parameters(subject), 1, warmUp(subject, benchmark), measured(subject)),
        peers,
        List.of(),
        false);
  }

  private static List<String> parameters(Subject subject) {
    return List.of(
        "model=" + subject.model(), "size=" + subject.size(), "batch=" + subject.batch());
  }

  private static Run peer(String benchmark, Form form, Subject subject) {
    return new Jmh(benchmark, List.of(), form, 1, PEER_WARM_UP, measured(subject));
  }

  /// Until Java's compiler has done its work, for which it takes processors from the kernels: a
  /// method is compiled after 5000 calls, and most are called some fifty times in a pass. A step of
  /// training makes about three times as many calls.
  private static int warmUp(Subject subject, String benchmark) {
    if (subject.batch() > 1) return 6;
    return benchmark.startsWith("Forward") ? 120 : 40;
  }

  private static int measured(Subject subject) {
    return subject.batch() > 1 ? 3 : 15;
  }

  private Map<String, Run> byBackend(
      String benchmark, List<String> parameters, int batch, int warmUp, int measured) {
    Map<String, Run> runs = new LinkedHashMap<>();
    for (String backend : backends) {
      List<String> own = new ArrayList<>(parameters);
      own.add("backend=" + backend);
      runs.put(backend, new Jmh(benchmark, own, batch, warmUp, measured));
    }
    return runs;
  }

  // ---- other ---------------------------------------------------------------------------------

  private void addChains() {
    Goal half = new Goal(null, LIBTORCH, 0.5, false);
    all.add(chain("chain-1000", "mul", "forwardBackward").with(half));
    all.add(chain("chain-1000-mixed", "mixed", "forwardBackward").with(half));
    for (String chain : List.of("mul", "mixed")) {
      all.add(chain("chain-1000-" + chain + "-grad", chain, "forward"));
      all.add(chain("chain-1000-" + chain + "-nograd", chain, "noGrad"));
    }
    // What of it JavaCPP takes, which Python would not.
    Run handles = small("LibtorchGraphOverhead.handles", List.of("chain=mul"));
    all.add(
        new Case(
            "chain",
            "handles-1000",
            null,
            1,
            Map.of(),
            Map.of(LIBTORCH, handles),
            List.of(),
            false));
  }

  private static Case chain(String name, String chain, String method) {
    List<String> choice = List.of("chain=" + chain);
    return new Case(
        "chain",
        name,
        null,
        1,
        Map.of("java", small("GraphOverhead." + method, choice)),
        Map.of(LIBTORCH, small("LibtorchGraphOverhead." + method, choice)),
        List.of(),
        false);
  }

  private static Jmh small(String benchmark, List<String> parameters) {
    return new Jmh(benchmark, parameters, 10, 20, 10);
  }

  private void addFiles() {
    Goal half = new Goal(null, PYTHON, 0.5, false);
    Recorded load = new Recorded(38, Double.NaN, ELSEWHERE);
    List<String> file = List.of("file=" + checkpoint);
    all.add(file("load-first", new Jmh("Load.first", file, 1, 0, 1), load).with(half));
    all.add(file("load-repeated", new Jmh("Load.ready", file, 1, 200, 15), load).with(half));
    Recorded script = new Recorded(3800, 563, ELSEWHERE);
    all.add(
        file("trace", new Command(List.of("trace", checkpoint)), script)
            .with(new Goal(null, PYTHON, 0.25, false))
            .with(new Goal(null, PYTHON, 0.65, true))
            .withMemoryRow());
    // The map needs no arithmetic; Python's script computes all the same.
    Command computing = new Command(List.of("trace", checkpoint, "--device", "cpu"));
    all.add(file("trace-cpu", computing, script).withMemoryRow());
  }

  private static Case file(String name, Run ours, Run peer) {
    String part = name.substring(0, name.indexOf('-') < 0 ? name.length() : name.indexOf('-'));
    return new Case(
        part, name, null, 0, Map.of("java", ours), Map.of(PYTHON, peer), List.of(), false);
  }

  private void addOperations() {
    for (Ops.Operation operation : Ops.Operation.values()) {
      String name = operation.name().toLowerCase(Locale.ROOT).replace('_', '-');
      List<String> choice = List.of("operation=" + operation);
      if (operation.isKernel()) {
        Case into = operation("op-" + name + "-into", "Ops.into", choice, true);
        all.add(into.with(new Goal(null, LIBTORCH, 1.2, false)));
      }
      all.add(operation("op-" + name, "Ops.fresh", choice, operation.isKernel()));
    }
  }

  /// @param kernel whether it is small enough for one thread
  private Case operation(String name, String benchmark, List<String> choice, boolean kernel) {
    return new Case(
        "ops",
        name,
        null,
        kernel ? 1 : 0,
        byBackend(benchmark, choice, 10, 20, 10),
        Map.of(LIBTORCH, small("Libtorch" + benchmark, choice)),
        List.of(),
        false);
  }

  /// What `--quick` keeps: all with a goal of the table, and one thread beside.
  static boolean isQuick(Case one) {
    if (one.part().equals("ops") || one.name().endsWith("-mixed")) return false;
    return !one.goals().isEmpty() || one.name().equals("yolov5s-640-b1-nograd-t1");
  }
}
