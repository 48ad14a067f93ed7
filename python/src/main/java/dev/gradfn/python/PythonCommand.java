package dev.gradfn.python;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.graalvm.polyglot.io.IOAccess;

public final class PythonCommand {
  public static void main(String[] args) throws IOException {
    String source = Files.readString(Path.of(args[0]));
    try (var interpreter = new Interpreter(IOAccess.ALL, System.out, System.err, args)) {
      interpreter.run(source, args[0]);
    }
  }
}
