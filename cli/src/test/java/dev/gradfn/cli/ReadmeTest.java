package dev.gradfn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every Java example of the README compiles and prints what the README says.
class ReadmeTest {
  private static final Pattern EXAMPLE =
      Pattern.compile("```java\n(.*?)```\n\n```text\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void examples_print_what_the_readme_says() throws Exception {
    String readme = Files.readString(root().resolve("README.md"));
    Matcher example = EXAMPLE.matcher(readme);
    int count = 0;
    while (example.find()) assertEquals(example.group(2), output(example.group(1), count++));
    assertTrue(count >= 2, "the README has two examples with output");
    assertEquals(count, readme.split("```java\n", -1).length - 1, "each example has its output");
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("README.md"))) folder = folder.getParent();
    return folder;
  }

  private String output(String code, int number) throws Exception {
    String name = "Example" + number;
    StringBuilder imports = new StringBuilder();
    StringBuilder body = new StringBuilder();
    for (String line : code.split("\n")) {
      (line.startsWith("import ") ? imports : body).append(line).append('\n');
    }
    Path source = folder.resolve(name + ".java");
    Files.writeString(
        source,
        imports
            + "public class "
            + name
            + " { public static void main(String[] args) throws Exception {\n"
            + body
            + "} }\n");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String classPath = System.getProperty("java.class.path");
    int status =
        compiler.run(
            null, null, null, "-cp", classPath, "-d", folder.toString(), source.toString());
    assertEquals(0, status, "the example compiles");
    return run(name);
  }

  private String run(String name) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      loader.loadClass(name).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }
}
