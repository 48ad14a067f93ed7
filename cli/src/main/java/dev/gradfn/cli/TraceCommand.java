package dev.gradfn.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gradfn.analysis.ChannelGraph;
import dev.gradfn.analysis.Prunability;
import dev.gradfn.autograd.Node;
import dev.gradfn.nn.Module;
import dev.gradfn.trace.GradFnTrace;
import dev.gradfn.yolov5.DetectionModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "trace",
    mixinStandardHelpOptions = true,
    description = "Prints which module made which grad_fn, in the order of the forward pass.")
final class TraceCommand implements Callable<Integer> {
  enum Format {
    TEXT,
    JSON
  }

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;
  @Mixin private ModelSource source;
  @Mixin private Trainable trainable;

  @Option(
      names = "--types",
      split = ",",
      paramLabel = "NAME",
      description = "module types to hook (default: Conv*d, BatchNorm*d, Linear, PReLU)")
  private List<String> types;

  @Option(
      names = "--device",
      description =
          "cpu, cuda, or meta: no arithmetic, the same map (default: meta; with --backend, cpu)")
  private ModelSource.Target device;

  @Option(
      names = "--prunability",
      description = "say of each layer whether it can be pruned, and why not")
  private boolean prunability;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "text or json (default: ${DEFAULT-VALUE})")
  private Format format;

  @Override
  public Integer call() throws IOException {
    DetectionModel model = source.load();
    trainable.apply(model);
    Predicate<Module> hooked = hookedTypes(model);
    GradFnTrace trace =
        source.forward(model, 1, target(), input -> GradFnTrace.run(model, hooked, input));
    PrintWriter out = spec.commandLine().getParent().getOut();
    List<Prunability> layers = prunability ? prunability(model) : List.of();
    if (format == Format.JSON) {
      writeJson(trace, layers, out);
    } else {
      writeText(trace, out);
      layers.forEach(one -> out.println(one.module() + "  " + one.text()));
    }
    out.flush();
    explain(trace, model);
    return GradFn.OK;
  }

  /// The map holds no values, so that computing them would only take time.
  private ModelSource.Target target() {
    if (device != null) return device;
    return source.namesBackend() ? ModelSource.Target.CPU : ModelSource.Target.META;
  }

  private List<Prunability> prunability(DetectionModel model) {
    return source.forward(
        model, 1, ModelSource.Target.META, input -> ChannelGraph.of(model, input).prunability());
  }

  private Predicate<Module> hookedTypes(DetectionModel model) {
    if (types == null) return GradFnTrace.PRUNABLE_TYPES;
    Set<String> present = new TreeSet<>();
    for (Module module : model.modules()) present.add(module.typeName());
    List<String> missing = types.stream().filter(type -> !present.contains(type)).toList();
    if (missing.size() == types.size()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "--types "
              + String.join(",", types)
              + ": the network has no such module, expected some of "
              + String.join(", ", present));
    }
    for (String type : missing) note("--types " + type + ": the network has no such module");
    return module -> types.contains(module.typeName());
  }

  /// Why there is a None entry, in words that fit the options.
  private void explain(GradFnTrace trace, DetectionModel model) {
    int frozen = trainable.frozen().layers();
    int layers = model.layers().childSlots().size();
    if (frozen > layers) {
      note("--freeze " + frozen + ": the network has only " + layers + " layers");
    }
    List<String> reasons = trace.explanations();
    if (!reasons.isEmpty() && frozen >= layers) {
      note(reasons.get(0));
      note("all layers are frozen, so nothing is recorded; freeze fewer than " + layers);
    } else {
      reasons.forEach(this::note);
    }
    if (!reasons.isEmpty() && trainable.asSaved())
      note("leave out --as-saved to set it on all of them");
  }

  private void note(String line) {
    spec.commandLine().getParent().getErr().println("gradfn: " + line);
  }

  private static void writeText(GradFnTrace trace, PrintWriter out) {
    trace
        .gradFnToModule()
        .forEach((node, module) -> {
          String key = node == null ? "None" : node.toString();
          out.println(trace.pathOf(module) + "  " + key + ": " + module);
        });
  }

  private void writeJson(GradFnTrace trace, List<Prunability> layers, PrintWriter out)
      throws IOException {
    try (JsonGenerator json = Json.writer(out)) {
      json.writeStartObject();
      json.writeStringField("checkpoint", source.name());
      json.writeStringField("variant", variantName());
      json.writeArrayFieldStart("entries");
      for (Map.Entry<Node, Module> entry : trace.gradFnToModule().entrySet()) {
        json.writeStartArray();
        json.writeString(entry.getKey() == null ? null : entry.getKey().typeName());
        json.writeString(trace.pathOf(entry.getValue()));
        json.writeString(entry.getValue().toString());
        json.writeEndArray();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("visited");
      for (Map.Entry<String, Integer> visit : trace.visited().entrySet()) {
        json.writeStartArray();
        json.writeString(visit.getKey());
        json.writeNumber(visit.getValue());
        json.writeEndArray();
      }
      json.writeEndArray();
      if (prunability) GroupsCommand.writePrunability(layers, json);
      json.writeEndObject();
    }
  }

  private String variantName() {
    if (trainable.asSaved()) return "as_saved";
    return trainable.frozen() == Frozen.NONE ? "trainable" : "frozen:" + trainable.frozen().text();
  }
}
