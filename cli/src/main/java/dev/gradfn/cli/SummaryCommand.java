package dev.gradfn.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gradfn.analysis.ChannelGraph;
import dev.gradfn.analysis.Prunability;
import dev.gradfn.analysis.Summary;
import dev.gradfn.core.Dims;
import dev.gradfn.yolov5.DetectionModel;
import dev.gradfn.yolov5.ModelInfo;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "summary",
    mixinStandardHelpOptions = true,
    description =
        "Prints the tree of modules with shapes, parameters, multiply-adds and memory; a module that"
            + " is shared is one row.")
final class SummaryCommand implements Callable<Integer> {
  private static final int NARROW = 100;
  private static final int ALL = 1000;

  enum Format {
    TEXT,
    JSON,
    CSV
  }

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;
  @Mixin private ModelSource source;
  @Mixin private Trainable trainable;

  @Option(
      names = "--depth",
      paramLabel = "N",
      converter = Converters.NotNegative.class,
      description = "levels of the tree (default: 3 in text, else all)")
  private Integer depth;

  @Option(
      names = "--width",
      paramLabel = "COLUMNS",
      converter = Converters.Positive.class,
      description = "of the text (default: what COLUMNS says, or " + NARROW + ")")
  private Integer width;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "text, json or csv (default: ${DEFAULT-VALUE})")
  private Format format;

  private final Map<String, Prunability> prunability = new HashMap<>();
  private Summary summary;

  @Override
  public Integer call() throws IOException {
    DetectionModel model = source.load();
    trainable.apply(model);
    source
        .forward(model, 1, ModelSource.Target.META, in -> ChannelGraph.of(model, in).prunability())
        .forEach(one -> prunability.put(one.module(), one));
    summary = source.forward(model, 1, ModelSource.Target.META, in -> Summary.of(model, in));
    ModelInfo info = ModelInfo.of(model, source.size());
    PrintWriter out = spec.commandLine().getParent().getOut();
    switch (format) {
      case TEXT -> writeText(info, out);
      case JSON -> writeJson(info, out);
      case CSV -> writeCsv(out);
    }
    return GradFn.OK;
  }

  private List<Summary.Row> rows() {
    int most = depth != null ? depth : format == Format.TEXT ? 3 : ALL;
    return summary.rows().stream().filter(row -> row.depth() <= most).toList();
  }

  // ---- text ----------------------------------------------------------------------------------

  private void writeText(ModelInfo info, PrintWriter out) {
    SummaryTable table = new SummaryTable();
    column(table, "module", 9, false, SummaryCommand::tree);
    column(table, "input", 2, false, row -> shape(row, Summary.Call::input));
    column(table, "output", 7, false, row -> shape(row, Summary.Call::output));
    column(table, "kernel", 3, false, row -> row.kernel().isEmpty() ? "" : "" + row.kernel());
    column(table, "parameters", 9, true, row -> count(row.parameters()));
    column(table, "share", 4, true, this::share);
    column(table, "trainable", 1, true, row -> count(row.trainable()));
    column(table, "mult-adds", 8, true, row -> count(row.multAdds()));
    column(table, "MB", 5, true, row -> megabytes(row.activations()));
    column(table, "calls", 6, true, row -> "" + row.calls().size());
    column(table, "prunable", 5, false, this::prunable);
    List<String> left = table.print(out, SummaryTable.columns(width, NARROW));
    out.println();
    out.printf(
        Locale.ROOT,
        "%d modules, %,d parameters, %,d gradients, %.1f GFLOPs at %d pixels%n",
        info.layers(),
        info.parameters(),
        info.gradients(),
        info.gflops(),
        source.size());
    long calls = summary.rows().stream().filter(r -> r.calls().size() > 1).count();
    String modules = calls == 1 ? " module is" : " modules are";
    if (calls > 0) out.println(calls + modules + " called more than once and counted once");
    if (!left.isEmpty()) out.println("no room for: " + String.join(", ", left) + " (--width)");
  }

  private void column(
      SummaryTable table,
      String header,
      int importance,
      boolean right,
      Function<Summary.Row, String> cell) {
    table.column(header, importance, right, rows().stream().map(cell).toList());
  }

  private static String tree(Summary.Row row) {
    String name = row.path().substring(row.path().lastIndexOf('.') + 1);
    String type = row.module().typeName();
    return "  ".repeat(row.depth()) + (name.isEmpty() ? type : name + " " + type);
  }

  /// Of the first call, and how many others there are.
  private static String shape(Summary.Row row, Function<Summary.Call, Dims> side) {
    List<Dims> shapes = row.calls().stream().map(side).distinct().toList();
    if (shapes.isEmpty() || shapes.get(0) == null) return "";
    String more = shapes.size() == 1 ? "" : ", " + (shapes.size() - 1) + " more";
    return shapes.get(0) + more;
  }

  private static String count(long number) {
    return number == 0 ? "" : String.format(Locale.ROOT, "%,d", number);
  }

  private String share(Summary.Row row) {
    if (row.parameters() == 0) return "";
    double share = 100.0 * row.parameters() / summary.total().parameters();
    return String.format(Locale.ROOT, "%.1f %%", share);
  }

  private static String megabytes(long bytes) {
    return bytes == 0 ? "" : String.format(Locale.ROOT, "%.2f", bytes / 1e6);
  }

  private String prunable(Summary.Row row) {
    Prunability one = prunability.get(row.path());
    if (one == null) return "";
    return one.prunable() ? "yes" : "no: " + one.reason().code();
  }

  // ---- for programs --------------------------------------------------------------------------

  private void writeJson(ModelInfo info, PrintWriter out) throws IOException {
    try (JsonGenerator json = Json.writer(out)) {
      json.writeStartObject();
      json.writeStringField("checkpoint", source.name());
      json.writeNumberField("size", source.size());
      json.writeNumberField("modules", info.layers());
      json.writeNumberField("parameters", info.parameters());
      json.writeNumberField("gradients", info.gradients());
      json.writeNumberField("gflops", info.gflops());
      json.writeNumberField("mult_adds", summary.total().multAdds());
      json.writeNumberField("activation_bytes", summary.total().activations());
      json.writeArrayFieldStart("rows");
      for (Summary.Row row : rows()) writeRow(row, json);
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private void writeRow(Summary.Row row, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("module", row.path());
    json.writeStringField("class", row.module().typeName());
    json.writeNumberField("depth", row.depth());
    json.writeArrayFieldStart("calls");
    for (Summary.Call call : row.calls()) {
      json.writeStartObject();
      writeShape("input", call.input(), json);
      writeShape("output", call.output(), json);
      json.writeEndObject();
    }
    json.writeEndArray();
    writeShape("kernel", row.kernel().isEmpty() ? null : dims(row.kernel()), json);
    json.writeNumberField("parameters", row.parameters());
    json.writeNumberField("trainable", row.trainable());
    json.writeNumberField("mult_adds", row.multAdds());
    json.writeNumberField("activation_bytes", row.activations());
    Prunability one = prunability.get(row.path());
    if (one != null) GroupsCommand.writeFields(one, json);
    json.writeEndObject();
  }

  private static Dims dims(List<Long> sizes) {
    return Dims.of(sizes.stream().mapToLong(Long::longValue).toArray());
  }

  private static void writeShape(String name, Dims shape, JsonGenerator json) throws IOException {
    json.writeFieldName(name);
    if (shape == null) {
      json.writeNull();
      return;
    }
    json.writeArray(shape.toArray(), 0, shape.rank());
  }

  private void writeCsv(PrintWriter out) {
    out.println(
        "module,class,depth,input,output,kernel,parameters,trainable,mult_adds,activation_bytes,"
            + "calls,prunable,reason,because");
    for (Summary.Row row : rows()) {
      Summary.Call first = row.calls().isEmpty() ? null : row.calls().get(0);
      Prunability one = prunability.get(row.path());
      Object[] cells = {
        row.path(),
        row.module().typeName(),
        row.depth(),
        first == null ? "" : sizes(first.input()),
        first == null ? "" : sizes(first.output()),
        row.kernel().isEmpty() ? "" : sizes(dims(row.kernel())),
        row.parameters(),
        row.trainable(),
        row.multAdds(),
        row.activations(),
        row.calls().size(),
        one == null ? "" : one.prunable(),
        one == null || one.prunable() ? "" : one.reason().code(),
        one == null ? "" : String.join(" ", one.because()).replace(',', ' ')
      };
      out.println(Arrays.stream(cells).map(String::valueOf).collect(Collectors.joining(",")));
    }
  }

  /// `1x3x640x640`: no comma, so nothing needs quotes.
  private static String sizes(Dims shape) {
    if (shape == null) return "";
    return Arrays.stream(shape.toArray()).mapToObj(Long::toString).collect(Collectors.joining("x"));
  }
}
