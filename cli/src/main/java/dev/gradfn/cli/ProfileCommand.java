package dev.gradfn.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gradfn.analysis.Profile;
import dev.gradfn.analysis.Profile.Row;
import dev.gradfn.core.Dims;
import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.yolov5.DetectionModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "profile",
    mixinStandardHelpOptions = true,
    description =
        "Prints where the time of a forward and a backward pass goes, operation by operation, as the"
            + " engine runs them.")
final class ProfileCommand implements Callable<Integer> {
  private static final int SHOWN = 30;
  private static final int NARROW = 140;

  enum Format {
    TABLE,
    JSON,
    CSV
  }

  /// Largest first, but for the order of running and names.
  enum Sort {
    ORDER(null),
    TIME(Comparator.comparingLong(Row::nanos).reversed()),
    GFLOPS(Comparator.comparingDouble(Row::gigaflops).reversed()),
    BYTES(Comparator.comparingLong((Row row) -> row.work().bytes()).reversed()),
    MODULE(Comparator.comparing(Row::module));

    private final Comparator<Row> comparator;

    Sort(Comparator<Row> comparator) {
      this.comparator = comparator;
    }
  }

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;
  @Mixin private ModelSource source;

  @Option(
      names = "--image",
      paramLabel = "PICTURE",
      converter = Converters.FileName.class,
      description = "the input, scaled to --size (default: ones)")
  private Path image;

  @Option(
      names = "--batch",
      paramLabel = "N",
      converter = Converters.Positive.class,
      defaultValue = "1",
      description = "images at once, without --image (default: ${DEFAULT-VALUE})")
  private int batch;

  @Option(
      names = "--grad",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "with --grad (the default) forward records and backward runs, from the sum of all"
              + " results; with --no-grad neither")
  private boolean grad;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      converter = Converters.Positive.class,
      defaultValue = "5",
      description = "passes, whose median is shown (default: ${DEFAULT-VALUE})")
  private int repeat;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      converter = Converters.NotNegative.class,
      defaultValue = "5",
      description = "passes before, that do not count (default: ${DEFAULT-VALUE})")
  private int warmUp;

  @Option(
      names = "--sort",
      description = "order, time, gflops, bytes or module (default: time in a table, else order)")
  private Sort sort;

  @Option(
      names = "--top",
      paramLabel = "N",
      converter = Converters.Positive.class,
      description = "rows to show (default: " + SHOWN + " in a table, else all)")
  private Integer top;

  @Option(
      names = "--width",
      paramLabel = "COLUMNS",
      converter = Converters.Positive.class,
      description = "of the table (default: what COLUMNS says, or " + NARROW + ")")
  private Integer width;

  @Option(
      names = "--format",
      defaultValue = "table",
      description = "table, json or csv (default: ${DEFAULT-VALUE})")
  private Format format;

  private Profile profile;

  @Override
  public Integer call() throws IOException {
    if (image != null && batch != 1) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--image is one picture, expected no --batch beside it");
    }
    profile = measured();
    PrintWriter out = spec.commandLine().getParent().getOut();
    switch (format) {
      case TABLE -> writeTable(out);
      case JSON -> writeJson(out);
      case CSV -> writeCsv(out);
    }
    return GradFn.OK;
  }

  private Profile measured() throws CheckpointException {
    DetectionModel model = source.load();
    if (grad) model.requiresGrad_(true);
    Profile.Options options = new Profile.Options(grad, warmUp, repeat);
    if (image != null) {
      return source.forward(
          model, ImageInput.read(image, source.size()), in -> Profile.of(model, in, options));
    }
    return source.forward(
        model, batch, ModelSource.Target.CPU, in -> Profile.of(model, in, options));
  }

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>(profile.rows());
    Sort by = sort != null ? sort : format == Format.TABLE ? Sort.TIME : Sort.ORDER;
    if (by.comparator != null) rows.sort(by.comparator);
    int most = top != null ? top : format == Format.TABLE ? SHOWN : rows.size();
    return rows.subList(0, Math.min(most, rows.size()));
  }

  // ---- table ---------------------------------------------------------------------------------

  private void writeTable(PrintWriter out) {
    List<Row> rows = rows();
    SummaryTable table = new SummaryTable();
    column(table, rows, "module", 9, false, Row::module);
    column(table, rows, "pass", 7, false, ProfileCommand::pass);
    column(table, rows, "operation", 5, false, Row::operation);
    column(table, rows, "node", 4, false, Row::node);
    column(table, rows, "shape", 3, false, row -> row.shape().toString());
    column(table, rows, "ms", 9, true, row -> decimals(millis(row.nanos()), 3));
    column(table, rows, "share", 8, true, row -> decimals(100 * share(row), 1) + " %");
    column(table, rows, "GFLOP/s", 6, true, ProfileCommand::gigaflops);
    column(table, rows, "MB", 5, true, ProfileCommand::megabytes);
    column(table, rows, "layout", 2, false, Row::layout);
    List<String> left = table.print(out, SummaryTable.columns(width, NARROW));
    out.println();
    int hidden = profile.rows().size() - rows.size();
    if (hidden > 0) out.println(hidden + " rows more (--top)");
    for (Profile.Total total : profile.passes()) {
      out.printf(
          Locale.ROOT,
          "%s: %.1f ms, %.1f ms of it in rows; the median of %d%n",
          name(total.pass()),
          millis(total.nanos()),
          millis(profile.nanosOfRows(total.pass())),
          repeat);
    }
    if (!left.isEmpty()) out.println("no room for: " + String.join(", ", left) + " (--width)");
  }

  private static void column(
      SummaryTable table,
      List<Row> rows,
      String header,
      int importance,
      boolean right,
      Function<Row, String> cell) {
    table.column(header, importance, right, rows.stream().map(cell).toList());
  }

  private static String pass(Row row) {
    return name(row.pass());
  }

  private static String name(Profile.Pass pass) {
    return pass.name().toLowerCase(Locale.ROOT);
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }

  private double share(Row row) {
    return (double) row.nanos() / Math.max(1, profile.nanos());
  }

  private static String decimals(double number, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", number);
  }

  private static String gigaflops(Row row) {
    return row.work().flops() == 0 ? "" : decimals(row.gigaflops(), 1);
  }

  private static String megabytes(Row row) {
    return row.work().bytes() == 0 ? "" : decimals(row.work().bytes() / 1e6, 2);
  }

  // ---- for programs --------------------------------------------------------------------------

  private void writeJson(PrintWriter out) throws IOException {
    try (JsonGenerator json = Json.writer(out)) {
      json.writeStartObject();
      json.writeStringField("checkpoint", source.name());
      json.writeNumberField("size", source.size());
      json.writeNumberField("batch", batch);
      json.writeBooleanField("grad", grad);
      json.writeNumberField("repeat", repeat);
      json.writeObjectFieldStart("ms");
      for (Profile.Total total : profile.passes()) {
        json.writeNumberField(name(total.pass()), millis(total.nanos()));
      }
      json.writeEndObject();
      json.writeArrayFieldStart("rows");
      for (Row row : rows()) writeRow(row, json);
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private void writeRow(Row row, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("pass", pass(row));
    json.writeStringField("module", row.module());
    json.writeStringField("operation", row.operation());
    json.writeStringField("node", row.node().isEmpty() ? null : row.node());
    json.writeFieldName("shape");
    json.writeArray(row.shape().toArray(), 0, row.shape().rank());
    json.writeNumberField("ms", millis(row.nanos()));
    json.writeNumberField("share", share(row));
    json.writeNumberField("flops", row.work().flops());
    json.writeNumberField("gflops_per_s", row.gigaflops());
    json.writeNumberField("bytes", row.work().bytes());
    json.writeStringField("layout", row.layout());
    json.writeEndObject();
  }

  private void writeCsv(PrintWriter out) {
    out.println("pass,module,operation,node,shape,ms,share,flops,gflops_per_s,bytes,layout");
    for (Row row : rows()) {
      Object[] cells = {
        pass(row),
        row.module(),
        row.operation(),
        row.node(),
        sizes(row.shape()),
        decimals(millis(row.nanos()), 6),
        decimals(share(row), 6),
        row.work().flops(),
        decimals(row.gigaflops(), 3),
        row.work().bytes(),
        row.layout()
      };
      out.println(Arrays.stream(cells).map(String::valueOf).collect(Collectors.joining(",")));
    }
  }

  /// `1x3x640x640`: no comma, so nothing needs quotes.
  private static String sizes(Dims shape) {
    return Arrays.stream(shape.toArray()).mapToObj(Long::toString).collect(Collectors.joining("x"));
  }
}
