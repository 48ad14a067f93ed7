package dev.gradfn.parity;

import dev.gradfn.core.BackendUnavailableException;
import dev.gradfn.core.Backends;
import dev.gradfn.core.Device;
import java.io.IOException;
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
      description = "kernel sets in order of preference: java, nd4j (default: java)")
  private String backend = "java";

  @Option(
      names = "--only",
      arity = "1..*",
      paramLabel = "FOLDER",
      description = "these folders alone")
  private List<String> only = List.of();

  @Option(
      names = "--checkpoints",
      paramLabel = "DIR2",
      description = "where checkpoints are that DIR does not hold (default: ../shared/checkpoints)")
  private Path checkpoints;

  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    CommandLine command = new CommandLine(new ParityCommand());
    command.setParameterExceptionHandler(
        (e, _) -> {
          e.getCommandLine().getErr().println("gradfn parity: " + e.getMessage());
          return USAGE;
        });
    command.setExecutionExceptionHandler(ParityCommand::failed);
    return command.execute(args);
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (!(e instanceof IOException || e instanceof BackendUnavailableException)) throw e;
    command.getErr().println("gradfn parity: " + e.getMessage());
    return WRONG_INPUT;
  }

  @Override
  public Integer call() throws IOException {
    Path root = Root.find();
    Path golden = dir != null ? dir : Root.defaultGolden(root);
    if (!Files.isDirectory(golden)) {
      throw new IOException(golden + ": not a directory, expected one with golden files");
    }
    Backends.use(backend, Device.CPU);
    Path more = checkpoints != null ? checkpoints : Root.sharedCheckpoints(root);
    Report report = new Parity(new Networks(golden, more)).run(golden, only);
    report.print(spec.commandLine().getOut());
    if (report.isEmpty()) {
      throw new IOException(golden + ": no golden case found, expected JSON files in folders");
    }
    return report.failures() > 0 ? FAILED : 0;
  }
}
