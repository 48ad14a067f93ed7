package dev.gradfn.cli;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.BackendUnavailableException;
import dev.gradfn.pickle.CheckpointException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The `gradfn` command.
///
/// Exit codes: 0 done; 1 a comparison failed; 2 wrong input, said in one line on stderr; 64 wrong
/// usage.
@Command(
    name = "gradfn",
    version = "gradfn 0.1.0",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Opens YOLOv5 checkpoints and shows PyTorch's autograd graph, without Python.",
    subcommands = {TraceCommand.class, GraphCommand.class, InfoCommand.class})
public final class GradFn implements Runnable {
  public static final int OK = 0;
  public static final int WRONG_INPUT = 2;
  public static final int USAGE = 64;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /// Runs the command and gives its exit code.
  public static int run(String... args) {
    return commandLine().execute(args);
  }

  static CommandLine commandLine() {
    CommandLine command = new CommandLine(new GradFn());
    command.setOut(new PrintWriter(System.out, false, StandardCharsets.UTF_8));
    command.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    command.setCaseInsensitiveEnumValuesAllowed(true);
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
        spec.commandLine(), "Missing command, expected trace, graph or info");
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
    boolean expected =
        e instanceof CheckpointException
            || e instanceof BackendUnavailableException
            || e instanceof TorchException;
    if (!expected) throw e;
    command.getErr().println("gradfn: " + e.getMessage());
    return WRONG_INPUT;
  }
}
