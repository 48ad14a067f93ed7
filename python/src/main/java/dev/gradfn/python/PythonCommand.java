package dev.gradfn.python;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;

/// `gradfn python`: runs a PyTorch program, or lines as they are typed.
public final class PythonCommand {
  private static final long STACK_BYTES = 1L << 29;
  private static final int WRONG_INPUT = 2;
  private static final int USAGE = 64;
  private static final Path HISTORY =
      Path.of(System.getProperty("user.home"), ".gradfn_python_history");
  private static final String HELP =
      """
      Usage: gradfn python [--allow PATH]... [-c CODE | FILE] [ARGS]
      Runs a PyTorch program on gradfn, or without one the lines that are typed.
        -c CODE       the program itself
        --allow PATH  what it may read and write; without it, it reads the files below this
                      folder and those named in ARGS, and writes none\
      """;

  private final List<Path> readable = new ArrayList<>(List.of(Path.of("")));
  private final List<Path> writable = new ArrayList<>();
  private String code;
  private String file;
  private List<String> arguments = List.of();

  private PythonCommand() {}

  public static void main(String[] args) throws Exception {
    FutureTask<Integer> run = new FutureTask<>(() -> new PythonCommand().run(args));
    // Python's interpreter recurses deeply.
    new Thread(null, run, "python", STACK_BYTES).start();
    System.exit(run.get());
  }

  private int run(String... args) throws IOException {
    if (args.length > 0 && (args[0].equals("-h") || args[0].equals("--help"))) {
      System.out.println(HELP);
      return 0;
    }
    String problem = parse(args);
    if (problem != null) {
      System.err.println("gradfn python: " + problem);
      return USAGE;
    }
    try {
      String source = file == null ? code : Files.readString(Path.of(file));
      return source == null ? repl() : program(source);
    } catch (NoSuchFileException e) {
      System.err.println("gradfn python: " + file + ": no such file");
      return WRONG_INPUT;
    }
  }

  /// @return what is wrong with the command line, or null
  private String parse(String... args) {
    int i = 0;
    for (; i < args.length && args[i].startsWith("-"); i += 2) {
      if (i + 1 == args.length) return "option " + args[i] + " needs a value";
      switch (args[i]) {
        case "--allow" -> writable.add(Path.of(args[i + 1]));
        case "-c" -> code = args[i + 1];
        default -> {
          return "unknown option " + args[i];
        }
      }
      if (code != null) {
        i += 2;
        break;
      }
    }
    if (code == null && i < args.length) file = args[i++];
    arguments = Arrays.asList(args).subList(i, args.length);
    if (file != null && Path.of(file).getParent() != null) {
      readable.add(Path.of(file).getParent());
    }
    for (String argument : arguments) {
      if (Files.exists(Path.of(argument))) readable.add(Path.of(argument));
    }
    return null;
  }

  private Interpreter interpreter() {
    List<String> argv = new ArrayList<>(List.of(file != null ? file : code != null ? "-c" : ""));
    argv.addAll(arguments);
    Sandbox sandbox = new Sandbox(readable, writable);
    return new Interpreter(sandbox, System.out, System.err, argv.toArray(String[]::new));
  }

  private int program(String source) {
    try (Interpreter interpreter = interpreter()) {
      return interpreter.main(source, file == null ? "<string>" : file);
    }
  }

  /// Reads a statement at a time; an empty line ends one of several lines.
  private int repl() throws IOException {
    try (Interpreter interpreter = interpreter();
        TypedLines lines = TypedLines.open(HISTORY)) {
      Value console = interpreter.console();
      boolean more = false;
      while (true) {
        try {
          String line = lines.next(more ? "... " : ">>> ");
          if (line == null) {
            System.out.println();
            return 0;
          }
          more = console.invokeMember("push", line).asBoolean();
        } catch (TypedLines.Interrupted e) {
          console.invokeMember("resetbuffer");
          System.err.println("KeyboardInterrupt");
          more = false;
        } catch (PolyglotException e) {
          if (e.isExit()) return e.getExitStatus();
          System.err.println(e.getMessage());
          more = false;
        }
      }
    }
  }
}
