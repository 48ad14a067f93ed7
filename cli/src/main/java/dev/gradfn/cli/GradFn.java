package dev.gradfn.cli;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.BackendUnavailableException;
import dev.gradfn.pickle.CheckpointException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The `gradfn` command.
///
/// Exit codes: 0 done; 2 wrong input, said in one line on stderr; 64 wrong usage; 74 the results
/// could not be written.
@Command(
    name = "gradfn",
    version = "gradfn 0.1.0",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Opens YOLOv5 checkpoints and shows PyTorch's autograd graph, without Python.",
    subcommands = {
      TraceCommand.class,
      GraphCommand.class,
      GroupsCommand.class,
      SummaryCommand.class,
      ProfileCommand.class,
      DiffCommand.class,
      InfoCommand.class,
      ScanCommand.class,
      ShellCommand.class
    })
public final class GradFn implements Runnable {
  public static final int OK = 0;
  public static final int WRONG_INPUT = 2;
  public static final int USAGE = 64;
  public static final int NOT_WRITTEN = 74;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  public static void main(String[] args) {
    FileWriting stdout = new FileWriting(FileDescriptor.out);
    System.setOut(new PrintStream(stdout, false, StandardCharsets.UTF_8));
    int code = run(args);
    System.out.flush();
    if (stdout.failure != null && !stdout.readerLeft()) {
      System.err.println("gradfn: stdout: " + stdout.failure.getMessage());
      code = NOT_WRITTEN;
    }
    System.exit(code);
  }

  /// Remembers what the print streams above it keep to themselves.
  private static final class FileWriting extends FileOutputStream {
    private IOException failure;

    FileWriting(FileDescriptor file) {
      super(file);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        super.write(bytes, from, length);
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }

    /// `gradfn trace | head` is no failure.
    boolean readerLeft() {
      return String.valueOf(failure.getMessage()).contains("pipe");
    }
  }

  /// Runs the command and gives its exit code. Results go to [System#out], the rest to
  /// [System#err].
  public static int run(String... args) {
    CommandLine command = commandLine();
    try {
      return command.execute(args);
    } catch (OutOfMemoryError e) {
      String heap = Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB";
      command
          .getErr()
          .println(
              "gradfn: not enough memory, Java may use "
                  + heap
                  + "; choose a smaller --size, or --device meta, or set GRADFN_JAVA_OPTS=-Xmx16g");
      return WRONG_INPUT;
    }
  }

  static CommandLine commandLine() {
    CommandLine command = new CommandLine(new GradFn());
    command.setOut(new PrintWriter(System.out, false, StandardCharsets.UTF_8));
    command.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    command.setCaseInsensitiveEnumValuesAllowed(true);
    // A file may be called @anything.
    command.setExpandAtFiles(false);
    command.setParameterExceptionHandler(GradFn::wrongUsage);
    command.setExecutionExceptionHandler(GradFn::failed);
    command.setExecutionStrategy(parsed -> {
      int code = new CommandLine.RunLast().execute(parsed);
      command.getOut().flush();
      return code;
    });
    return command;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "Missing command, expected trace, graph, groups, summary, profile, diff, info or scan");
  }

  private static int wrongUsage(CommandLine.ParameterException e, String[] args) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println("gradfn: " + e.getMessage());
    err.println(
        "Try \"gradfn " + commandPath(e.getCommandLine()) + "--help\" for what it understands.");
    return USAGE;
  }

  private static String commandPath(CommandLine command) {
    return command.getParent() == null ? "" : command.getCommandName() + " ";
  }

  /// A user's mistake gets one line; anything else is our mistake and shows its trace.
  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (e instanceof FileSystemException failure) {
      command.getErr().println("gradfn: " + failure.getMessage());
      return NOT_WRITTEN;
    }
    boolean expected =
        e instanceof CheckpointException
            || e instanceof BackendUnavailableException
            || e instanceof TorchException;
    if (!expected) throw e;
    command.getErr().println("gradfn: " + e.getMessage());
    return WRONG_INPUT;
  }
}
