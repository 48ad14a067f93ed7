package dev.gradfn.python;

import java.io.OutputStream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.FileSystem;
import org.graalvm.polyglot.io.IOAccess;

/// Python with a `torch` of our own. One interpreter runs any number of programs, on one thread.
public final class Interpreter implements AutoCloseable {
  /// What a program may see of Java: the engine, and nothing that leads to files or other classes.
  private static final String[] VISIBLE = {
    "dev.gradfn.autograd.",
    "dev.gradfn.core.",
    "dev.gradfn.nn.",
    "dev.gradfn.op.",
    "dev.gradfn.optim.",
    "dev.gradfn.pickle.GlobalName",
    "dev.gradfn.pickle.Py",
    "dev.gradfn.pickle.Reduced",
    "dev.gradfn.python.Border",
    "dev.gradfn.python.Callback",
    "dev.gradfn.python.ProgramPruning",
    "dev.gradfn.python.PythonFunction",
    "dev.gradfn.signature.",
    "dev.gradfn.torch.TensorRecord",
    "java.lang.IllegalArgumentException",
    "java.lang.Exception",
    "java.util."
  };

  private final Context context;

  /// @param files what programs may read and write
  /// @param arguments `sys.argv`
  public Interpreter(Sandbox files, OutputStream out, OutputStream err, String... arguments) {
    Engine engine =
        Engine.newBuilder("python")
            .option("engine.WarnInterpreterOnly", "false")
            .out(out)
            .err(err)
            .build();
    context =
        Context.newBuilder("python")
            .engine(engine)
            .out(out)
            .err(err)
            .allowIO(IOAccess.newBuilder().fileSystem(withPythonItself(files)).build())
            .allowHostAccess(access())
            .allowHostClassLookup(Interpreter::isVisible)
            .allowCreateThread(true)
            .arguments("python", arguments)
            .useSystemExit(false)
            .build();
    Value globals = context.getBindings("python");
    Library library = new Library(files);
    globals.putMember("library", library);
    run(library.read("start.py"), "<start>");
    globals.removeMember("library");
  }

  private static FileSystem withPythonItself(Sandbox files) {
    return FileSystem.allowInternalResourceAccess(files);
  }

  private static boolean isVisible(String className) {
    for (String start : VISIBLE) {
      if (className.startsWith(start)) return true;
    }
    return false;
  }

  private static HostAccess access() {
    return HostAccess.newBuilder(HostAccess.ALL)
        .denyAccess(Class.class)
        .denyAccess(ClassLoader.class)
        .build();
  }

  /// The module-level names that a program sees, as Python objects by name.
  public Value globals() {
    return context.getBindings("python");
  }

  /// Runs `source`, shown as `name` in tracebacks.
  ///
  /// @throws PolyglotException what the program raised
  public Value run(String source, String name) {
    return context.eval(Source.newBuilder("python", source, name).buildLiteral());
  }

  /// Runs `source` as the main program: an uncaught exception prints Python's traceback.
  ///
  /// @return the exit code
  public int main(String source, String name) {
    return run("import _gradfn; _gradfn.main", "<gradfn>").execute(source, name).asInt();
  }

  /// Python's `InteractiveConsole`: `push` takes a typed line and says whether more of the
  /// statement is to come, `resetbuffer` gives it up.
  public Value console() {
    return run("import _gradfn; _gradfn.console()", "<gradfn>");
  }

  @Override
  public void close() {
    context.close(true);
  }
}
