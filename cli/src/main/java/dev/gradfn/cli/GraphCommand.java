package dev.gradfn.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gradfn.analysis.ChannelGraph;
import dev.gradfn.analysis.Prunability;
import dev.gradfn.picture.Picture;
import dev.gradfn.picture.PictureFormat;
import dev.gradfn.trace.AutogradGraph;
import dev.gradfn.trace.GradFnTrace;
import dev.gradfn.trace.Outputs;
import dev.gradfn.yolov5.DetectionModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "graph",
    mixinStandardHelpOptions = true,
    description = "Prints the whole autograd graph, or draws it.")
final class GraphCommand implements Callable<Integer> {
  enum Format {
    JSON
  }

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;
  @Mixin private ModelSource source;
  @Mixin private Trainable trainable;

  @Option(
      names = "--batch",
      converter = Converters.Positive.class,
      defaultValue = "1",
      description = "number of images (default: ${DEFAULT-VALUE})")
  private int batch;

  @Option(
      names = "--device",
      defaultValue = "meta",
      description = "cpu, cuda, or meta: no arithmetic (default: ${DEFAULT-VALUE})")
  private ModelSource.Target device;

  @Option(names = "--format", defaultValue = "json", description = "json")
  private Format format;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      converter = Converters.FileName.class,
      description = "draws the graph with its modules into FILE: .html, .svg, .json, .dot or .txt")
  private Path output;

  @Override
  public Integer call() throws IOException {
    PictureFormat drawing = output == null ? null : drawing();
    DetectionModel model = source.load();
    trainable.apply(model);
    if (drawing != null) {
      drawing.write(picture(model), output);
      return GradFn.OK;
    }
    Object output = source.forward(model, batch, device, model::callAll);
    AutogradGraph graph = AutogradGraph.of(Outputs.flatten(output), model.namedParameters());
    try (JsonGenerator json = Json.writer(spec.commandLine().getParent().getOut())) {
      write(graph, json);
    }
    return GradFn.OK;
  }

  /// Of one forward pass, if in its graph the channels can be followed: of one image, in eval mode,
  /// with every parameter trainable. Else they are followed in a second.
  private Picture picture(DetectionModel model) {
    boolean suits = batch == 1 && !model.isTraining() && Trainable.isWhole(model);
    return source.forward(
        model,
        batch,
        device,
        args -> {
          AtomicReference<GradFnTrace> traced = new AtomicReference<>();
          Picture picture =
              Picture.of(
                  source.name(),
                  model,
                  () -> {
                    traced.set(GradFnTrace.run(model, GradFnTrace.PRUNABLE_TYPES, args));
                    return traced.get().output();
                  });
          List<Prunability> layers =
              suits
                  ? ChannelGraph.of(model, traced.get()).prunability()
                  : channels(model).prunability();
          return picture.withPrunability(layers);
        });
  }

  private ChannelGraph channels(DetectionModel model) {
    return source.forward(model, 1, ModelSource.Target.META, args -> ChannelGraph.of(model, args));
  }

  private PictureFormat drawing() {
    try {
      return PictureFormat.of(output);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), "--output " + e.getMessage());
    }
  }

  private static void write(AutogradGraph graph, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("count", graph.nodes().size());
    json.writeObjectFieldStart("names");
    for (Map.Entry<String, Integer> name : graph.counts().entrySet()) {
      json.writeNumberField(name.getKey(), name.getValue());
    }
    json.writeEndObject();
    json.writeArrayFieldStart("outputs");
    for (AutogradGraph.Output output : graph.outputs()) writeOutput(output, json);
    json.writeEndArray();
    json.writeArrayFieldStart("nodes");
    for (AutogradGraph.Entry entry : graph.nodes()) writeNode(entry, json);
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeOutput(AutogradGraph.Output output, JsonGenerator json)
      throws IOException {
    json.writeStartArray();
    json.writeString(output.path());
    writeNumber(output.node(), json);
    json.writeNumber(output.outputNr());
    json.writeStartArray();
    for (long size : output.shape().toArray()) json.writeNumber(size);
    json.writeEndArray();
    json.writeEndArray();
  }

  private static void writeNode(AutogradGraph.Entry entry, JsonGenerator json) throws IOException {
    json.writeStartArray();
    json.writeString(entry.node().typeName());
    json.writeStartArray();
    for (AutogradGraph.Link link : entry.next()) {
      json.writeStartArray();
      writeNumber(link.node(), json);
      json.writeNumber(link.inputNr());
      json.writeEndArray();
    }
    json.writeEndArray();
    if (entry.variable() != null) json.writeString(entry.variable());
    json.writeEndArray();
  }

  private static void writeNumber(Integer number, JsonGenerator json) throws IOException {
    if (number == null) json.writeNull();
    else json.writeNumber(number);
  }
}
