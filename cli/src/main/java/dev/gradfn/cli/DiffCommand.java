package dev.gradfn.cli;

import dev.gradfn.analysis.Summary;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.nn.Args;
import dev.gradfn.trace.GradFnTrace;
import dev.gradfn.yolov5.Checkpoint;
import dev.gradfn.yolov5.DetectionModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description =
        "Compares two networks: modules, channels, grad_fn map, parameters, multiply-adds; not the"
            + " values of weights. Exit code 0: alike; 1: they differ.")
final class DiffCommand implements Callable<Integer> {
  static final int DIFFERENT = 1;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "A",
      converter = Converters.FileName.class,
      description = "a YOLOv5 checkpoint")
  private Path before;

  @Parameters(
      index = "1",
      paramLabel = "B",
      converter = Converters.FileName.class,
      description = "another")
  private Path after;

  @Mixin private ForwardOptions pass;

  /// @param modules what each leaf is, by path
  /// @param map the node of each hooked module, by path
  private record Side(Map<String, String> modules, Map<String, String> map, Summary.Row total) {}

  @Override
  public Integer call() throws Exception {
    Side a = side(before);
    Side b = side(after);
    PrintWriter out = spec.commandLine().getParent().getOut();
    List<String> lines = new ArrayList<>();
    compare("", a.modules(), b.modules(), lines);
    compare("grad_fn of ", a.map(), b.map(), lines);
    total("parameters", a, b, Summary.Row::parameters, lines);
    total("multiply-adds", a, b, Summary.Row::multAdds, lines);
    total("activation bytes", a, b, Summary.Row::activations, lines);
    lines.forEach(out::println);
    return lines.isEmpty() ? GradFn.OK : DIFFERENT;
  }

  private Side side(Path file) throws Exception {
    DetectionModel model =
        Checkpoint.load(file, Checkpoint.Options.standard().withRules(pass.code())).model();
    model.to(DType.FLOAT32);
    model.requiresGrad_(true).eval();
    return pass.forward(model, 1, Device.META, image -> side(model, image));
  }

  private static Side side(DetectionModel model, Args image) {
    Summary summary = Summary.of(model, image);
    Map<String, String> modules = new LinkedHashMap<>();
    for (Summary.Row row : summary.rows()) {
      if (row.leaf()) modules.put(row.path(), row.module().toString());
    }
    Map<String, String> map = new LinkedHashMap<>();
    GradFnTrace trace = GradFnTrace.run(model, GradFnTrace.PRUNABLE_TYPES, image);
    trace
        .gradFnToModule()
        .forEach((node, module) ->
            map.merge(
                trace.pathOf(module),
                "" + (node == null ? null : node.typeName()),
                DiffCommand::join));
    return new Side(modules, map, summary.total());
  }

  private static String join(String one, String other) {
    return one + ", " + other;
  }

  /// `-` gone, `+` new, `~` changed.
  private static void compare(
      String what, Map<String, String> a, Map<String, String> b, List<String> lines) {
    Set<String> paths = new LinkedHashSet<>(a.keySet());
    paths.addAll(b.keySet());
    for (String path : paths) {
      String old = a.get(path);
      String now = b.get(path);
      if (old == null) lines.add("+ " + what + path + ": " + now);
      else if (now == null) lines.add("- " + what + path + ": " + old);
      else if (!old.equals(now)) lines.add("~ " + what + path + ": " + old + " → " + now);
    }
  }

  private static void total(
      String what, Side a, Side b, ToLongFunction<Summary.Row> of, List<String> lines) {
    long old = of.applyAsLong(a.total());
    long now = of.applyAsLong(b.total());
    if (old == now) return;
    double change = old == 0 ? 0 : 100.0 * (now - old) / old;
    lines.add(String.format(Locale.ROOT, "~ %s: %,d → %,d (%+.1f %%)", what, old, now, change));
  }
}
