package dev.gradfn.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gradfn.torch.CheckpointScan;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "scan",
    mixinStandardHelpOptions = true,
    description =
        "Lists what a checkpoint would make Python import or call, without running it. Exit code 0:"
            + " nothing outside PyTorch's weights_only list; 1: something is; 2: a file could not be"
            + " followed to its end.")
final class ScanCommand implements Callable<Integer> {
  static final int FOUND = 1;

  enum Format {
    TEXT,
    JSON
  }

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      converter = Converters.FileName.class,
      description =
          "checkpoints, or folders; what lies in folders and is of another kind (text, images) is"
              + " left out")
  private List<Path> files;

  @Option(
      names = "--allow",
      paramLabel = "PREFIX",
      description = "names that begin so are expected: --allow models. --allow torch.nn.")
  private List<String> allowed = List.of();

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "text or json, a line for each file (default: ${DEFAULT-VALUE})")
  private Format format;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getParent().getOut();
    boolean found = false;
    boolean broken = false;
    for (Path file : expanded()) {
      CheckpointScan scan = CheckpointScan.of(file);
      if (scan.otherKind() && !files.contains(file)) continue;
      List<CheckpointScan.Finding> findings = unexpected(scan);
      if (format == Format.JSON) writeJson(scan, findings, out);
      else writeText(scan, findings, out);
      found |= !findings.isEmpty();
      broken |= scan.problem() != null;
    }
    if (found) return FOUND;
    return broken ? GradFn.WRONG_INPUT : GradFn.OK;
  }

  /// Folders are walked; a link is not followed, so a walk ends.
  private List<Path> expanded() throws IOException {
    List<Path> all = new ArrayList<>();
    for (Path path : files) {
      if (!Files.isDirectory(path)) {
        all.add(path);
        continue;
      }
      try (Stream<Path> inside = Files.walk(path)) {
        inside.filter(Files::isRegularFile).sorted().forEach(all::add);
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
    return all;
  }

  private List<CheckpointScan.Finding> unexpected(CheckpointScan scan) {
    return scan.outsideAllowList().stream()
        .filter(finding -> allowed.stream().noneMatch(finding.global()::startsWith))
        .toList();
  }

  private static void writeText(
      CheckpointScan scan, List<CheckpointScan.Finding> findings, PrintWriter out) {
    for (CheckpointScan.Finding finding : findings) {
      out.println(
          Terminal.printable(
              scan.path()
                  + ": "
                  + finding.record()
                  + " at offset "
                  + finding.offset()
                  + ": "
                  + finding.opcode()
                  + " "
                  + finding.global()));
    }
    if (scan.problem() != null) {
      out.println(scan.problem());
    } else if (findings.isEmpty()) {
      out.println(Terminal.printable(scan.path() + ": nothing found"));
    }
  }

  private static void writeJson(
      CheckpointScan scan, List<CheckpointScan.Finding> findings, PrintWriter out)
      throws IOException {
    try (JsonGenerator json = Json.writer(out)) {
      json.writeStartObject();
      json.writeStringField("file", scan.path().toString());
      json.writeArrayFieldStart("findings");
      for (CheckpointScan.Finding finding : findings) {
        json.writeStartObject();
        json.writeStringField("record", finding.record());
        json.writeNumberField("offset", finding.offset());
        json.writeStringField("opcode", finding.opcode());
        json.writeStringField("module", finding.module());
        json.writeStringField("name", finding.name());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeStringField("problem", scan.problem());
      json.writeEndObject();
    }
  }
}
