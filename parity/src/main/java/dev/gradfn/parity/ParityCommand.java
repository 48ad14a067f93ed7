package dev.gradfn.parity;

import dev.gradfn.cli.BackendNames;
import dev.gradfn.core.BackendUnavailableException;
import dev.gradfn.core.Backends;
import dev.gradfn.core.Device;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `gradfn parity`: runs the build against what PyTorch printed and computed.
@Command(
    name = "gradfn parity",
    mixinStandardHelpOptions = true,
    description = "Runs the build against golden files and prints what agrees.")
public final class ParityCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int WRONG_INPUT = 2;
  private static final int USAGE = 64;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "golden files (default: ../shared/golden, or parity/golden without it)")
  private Path dir;

  @Option(
      names = "--backend",
      paramLabel = "NAMES",
      converter = BackendNames.class,
      description = "kernel sets in order of preference: java, onednn, nd4j (default: java)")
  private String backend = "java";

  @Option(
      names = "--only",
      arity = "1..*",
      paramLabel = "FOLDER",
      description = "these folders alone; DIR may follow them")
  private List<String> only = List.of();

  @Option(
      names = "--checkpoints",
      paramLabel = "DIR2",
      description = "where checkpoints are that DIR does not hold (default: ../shared/checkpoints)")
  private Path checkpoints;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "also writes a page in Markdown, with the name of every skipped case")
  private Path page;

  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return run(
        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        args);
  }

  /// Runs the command and gives its exit code.
  static int run(PrintWriter out, PrintWriter err, String... args) {
    CommandLine command = new CommandLine(new ParityCommand());
    command.setOut(out);
    command.setErr(err);
    command.setExpandAtFiles(false);
    command.setParameterExceptionHandler((e, _) -> {
      e.getCommandLine().getErr().println("gradfn parity: " + e.getMessage());
      return USAGE;
    });
    command.setExecutionExceptionHandler(ParityCommand::failed);
    return command.execute(args);
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (!(e instanceof IOException || e instanceof BackendUnavailableException)) throw e;
    boolean bare = e instanceof FileSystemException;
    command.getErr().println("gradfn parity: " + e.getMessage() + (bare ? ": cannot be read" : ""));
    return WRONG_INPUT;
  }

  @Override
  public Integer call() throws IOException {
    Path root = Root.find();
    Path golden = golden(root);
    requireDirectory(golden, "golden files");
    if (checkpoints != null) requireDirectory(checkpoints, "checkpoints");
    if (page != null) requireDirectory(page.toAbsolutePath().getParent(), "the report");
    Backends.use(backend, Device.CPU);
    Path more = checkpoints != null ? checkpoints : Root.sharedCheckpoints(root);
    Report report = new Parity(new Networks(golden, more)).run(golden, only);
    report.print(spec.commandLine().getOut());
    if (page != null) Files.writeString(page, ReportPage.of(report));
    if (report.isEmpty()) {
      throw new IOException(golden + ": no golden case found, expected JSON files in folders");
    }
    return report.failures() > 0 ? FAILED : 0;
  }

  /// DIR, also if it stands behind the folders of `--only`, where the parser takes it for one more.
  private Path golden(Path root) {
    Path standard = Root.defaultGolden(root);
    if (dir == null && only.size() > 1) {
      Path last = Path.of(only.getLast());
      boolean plainName = !last.isAbsolute() && last.getNameCount() == 1;
      boolean isFolder = plainName && Files.isDirectory(standard.resolve(last));
      if (Files.isDirectory(last) && !isFolder) {
        dir = last;
        only = only.subList(0, only.size() - 1);
      }
    }
    return dir != null ? dir : standard;
  }

  private static void requireDirectory(Path path, String content) throws IOException {
    if (Files.isDirectory(path)) return;
    throw new IOException(path + ": not a directory, expected one with " + content);
  }
}
