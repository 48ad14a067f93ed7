package dev.gradfn.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Repr;
import dev.gradfn.torch.TorchFile;
import dev.gradfn.yolov5.Checkpoint;
import dev.gradfn.yolov5.Detect;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    description =
        "Says what a checkpoint is: container, classes, parameters, types, names, stride; of a file"
            + " without a YOLOv5 network, what it holds.")
final class InfoCommand implements Callable<Integer> {
  enum Format {
    TEXT,
    JSON
  }

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      converter = Converters.FileName.class,
      description = "a checkpoint")
  private Path file;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "text or json (default: ${DEFAULT-VALUE})")
  private Format format;

  @Override
  public Integer call() throws IOException {
    Map<String, Object> facts;
    try (TorchFile opened = TorchFile.open(file)) {
      facts =
          Checkpoint.find(opened, Checkpoint.Options.standard())
              .map(this::facts)
              .orElseGet(() -> FileContents.facts(opened));
    }
    PrintWriter out = spec.commandLine().getParent().getOut();
    if (format == Format.JSON) writeJson(facts, out);
    else facts.forEach((name, value) -> out.printf("%-12s%s%n", name, text(value)));
    return GradFn.OK;
  }

  private Map<String, Object> facts(Checkpoint checkpoint) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("file", file.toString());
    facts.put("container", checkpoint.container());
    facts.put("root", checkpoint.rootClass());
    facts.put("entry", checkpoint.entry());
    long elements = 0;
    for (Tensor parameter : checkpoint.model().parameters()) elements += parameter.numel();
    facts.put("parameters", elements);
    facts.put("tensors", (long) checkpoint.model().parameters().size());
    facts.put("dtype", checkpoint.savedAs().torchName());
    facts.put("code", checkpoint.model().facts().rules().tag());
    Detect detect = checkpoint.model().detect();
    facts.put("nc", detect == null ? null : (long) detect.classes());
    facts.put("names", checkpoint.model().facts().names());
    facts.put("stride", detect == null ? List.of() : numbers(detect.stride()));
    facts.put("date", checkpoint.date());
    return facts;
  }

  private static List<Double> numbers(Tensor tensor) {
    List<Double> numbers = new ArrayList<>();
    for (double value : tensor.toDoubleArray()) numbers.add(value);
    return numbers;
  }

  private static String text(Object value) {
    return switch (value) {
      case null -> "unknown";
      case List<?> list -> String.join(", ", list.stream().map(InfoCommand::text).toList());
      case Double number -> Repr.number(number);
      default -> Terminal.printable(value.toString());
    };
  }

  private static void writeJson(Map<String, Object> facts, PrintWriter out) throws IOException {
    try (JsonGenerator json = Json.writer(out)) {
      json.writeStartObject();
      for (Map.Entry<String, Object> fact : facts.entrySet()) {
        json.writeFieldName(fact.getKey());
        writeValue(fact.getValue(), json);
      }
      json.writeEndObject();
    }
  }

  private static void writeValue(Object value, JsonGenerator json) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case Long number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      case List<?> list -> {
        json.writeStartArray();
        for (Object item : list) writeValue(item, json);
        json.writeEndArray();
      }
      default -> json.writeString(value.toString());
    }
  }
}
