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
import java.nio.file.StandardCopyOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every Java example of the README and the lesson compiles, prints what stands below it, and draws
/// the picture beside it (`-Dgradfn.lesson.draw=true` draws them anew).
class ReadmeTest {
  private static final Pattern EXAMPLE =
      Pattern.compile("```java\n(.*?)```\n\n```text\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "docs/lesson/README.md", "docs/lesson/zh.md"})
  void examples_print_what_stands_below_them(String document) throws Exception {
    Path file = root().resolve(document);
    String text = Files.readString(file);
    Matcher example = EXAMPLE.matcher(text);
    int count = 0;
    while (example.find()) assertEquals(example.group(2), output(example.group(1), count++));
    assertTrue(count >= 1, "there are examples with output");
    assertEquals(count, text.split("```java\n", -1).length - 1, "each example has its output");
    requirePictures(file.getParent());
  }

  /// What the examples drew is what lies beside the document.
  private void requirePictures(Path beside) throws Exception {
    try (Stream<Path> drawn = Files.list(folder)) {
      for (Path picture : drawn.filter(f -> f.toString().endsWith(".svg")).toList()) {
        Path kept = beside.resolve(picture.getFileName());
        if (Boolean.getBoolean("gradfn.lesson.draw")) {
          Files.copy(picture, kept, StandardCopyOption.REPLACE_EXISTING);
        }
        assertEquals(Files.readString(kept), Files.readString(picture), kept.toString());
      }
    }
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("README.md"))) folder = folder.getParent();
    return folder;
  }

  private String output(String example, int number) throws Exception {
    String name = "Example" + number;
    StringBuilder imports = new StringBuilder();
    StringBuilder body = new StringBuilder();
    for (String line : example.split("\n")) {
      (line.startsWith("import ") ? imports : body).append(line).append('\n');
    }
    Path source = folder.resolve(name + ".java");
    String code = body.toString().replace("Path.of(\"", "Path.of(\"" + folder + "/");
    Files.writeString(
        source,
        imports
            + "public class "
            + name
            + " { public static void main(String[] arguments) throws Exception {\n"
            + code
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
