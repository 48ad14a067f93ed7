package dev.gradfn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import jdk.jshell.tool.JavaShellToolBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "shell",
    mixinStandardHelpOptions = true,
    description =
        "Java's shell with all of gradfn imported: type the lesson in (docs/lesson). /exit leaves.")
final class ShellCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      converter = Converters.FileName.class,
      description = "files of Java statements to run first")
  private List<Path> files = List.of();

  @Override
  public Integer call() throws IOException {
    String classPath = System.getProperty("java.class.path");
    Path startup = Files.createTempFile("gradfn-shell", ".jsh");
    try {
      List<String> lines = new ArrayList<>(ShellImports.of(classPath));
      lines.add("import java.nio.file.Path;");
      lines.add("import java.util.*;");
      Files.write(startup, lines);
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "--execution",
                  "local",
                  "--class-path",
                  classPath,
                  "--startup",
                  startup.toString()));
      files.forEach(file -> arguments.add(file.toString()));
      return JavaShellToolBuilder.builder().start(arguments.toArray(String[]::new));
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the shell could not start: " + e.getMessage(), e);
    } finally {
      Files.delete(startup);
    }
  }
}
