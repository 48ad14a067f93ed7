package dev.gradfn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Which module may use which: core ← autograd ← loaders ← cli, and ND4J in the backends alone.
///
/// The class path would let more through, so the sources are read. Qualified names in the code
/// count like imports.
class ArrowsTest {
  private static final Pattern OURS = Pattern.compile("\\bdev\\.gradfn\\.([a-z0-9]+)");
  private static final Set<String> CORE = Set.of("core");
  private static final Set<String> AUTOGRAD =
      Set.of("core", "analysis", "autograd", "data", "op", "nn", "optim", "signature", "trace");

  private static Path root() {
    Path path = Path.of("").toAbsolutePath();
    while (path != null && !Files.isRegularFile(path.resolve("gradfn"))) path = path.getParent();
    if (path == null) throw new AssertionError("no folder with the launcher gradfn above this one");
    return path;
  }

  private static List<Path> sources(String module) {
    try (Stream<Path> files = Files.walk(root().resolve(module).resolve("src/main/java"))) {
      return files.filter(f -> f.toString().endsWith(".java")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// `file: line` of the code lines that `wrong` accepts; comments are left out.
  private static List<String> linesWith(String module, Predicate<String> wrong) {
    List<String> found = new ArrayList<>();
    for (Path file : sources(module)) {
      try {
        for (String line : Files.readAllLines(file)) {
          String code = line.replaceFirst("//.*", "");
          if (wrong.test(code)) found.add(file.getFileName() + ": " + code.strip());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return found;
  }

  private static List<String> linesWith(String module, String text) {
    return linesWith(module, code -> code.contains(text));
  }

  private static Predicate<String> usesOtherThan(Set<String> allowed) {
    return code -> {
      Matcher matcher = OURS.matcher(code);
      while (matcher.find()) {
        if (!allowed.contains(matcher.group(1))) return true;
      }
      return false;
    };
  }

  @Test
  void every_module_has_sources() {
    for (String module :
        List.of("core", "autograd", "picture", "loaders", "cli", "backends/nd4j")) {
      assertTrue(sources(module).size() > 1, module);
    }
  }

  @Test
  void core_uses_nothing_of_ours() {
    assertEquals(List.of(), linesWith("core", usesOtherThan(CORE)));
  }

  @Test
  void autograd_uses_core_alone() {
    assertEquals(List.of(), linesWith("autograd", usesOtherThan(AUTOGRAD)));
  }

  @Test
  void pictures_know_autograd_alone() {
    Set<String> allowed = new HashSet<>(AUTOGRAD);
    allowed.add("picture");
    assertEquals(List.of(), linesWith("picture", usesOtherThan(allowed)));
  }

  @Test
  void loaders_do_not_use_the_command_line() {
    assertEquals(List.of(), linesWith("loaders", "dev.gradfn.cli"));
  }

  @Test
  void backends_use_core_alone() {
    assertEquals(List.of(), linesWith("backends/nd4j", usesOtherThan(Set.of("core", "nd4j"))));
  }

  @Test
  void nd4j_is_used_in_the_backends_alone() {
    for (String module : List.of("core", "autograd", "loaders", "cli")) {
      assertEquals(List.of(), linesWith(module, "org.nd4j"), module);
      assertEquals(List.of(), linesWith(module, "org.bytedeco"), module);
    }
    assertTrue(
        linesWith("backends/nd4j", "org.nd4j").size() > 1, "the pattern finds what it seeks");
  }

  @Test
  void no_library_module_deserialises_loads_classes_by_name_or_prints() {
    for (String module : List.of("core", "autograd", "loaders")) {
      assertEquals(List.of(), linesWith(module, "ObjectInputStream"), module);
      assertEquals(List.of(), linesWith(module, "Class.forName"), module);
      assertEquals(List.of(), linesWith(module, "System.out"), module);
    }
  }

  @Test
  void packages_lie_in_the_module_that_they_are_counted_to() {
    for (Path file : sources("autograd")) {
      String folder =
          root()
              .resolve("autograd/src/main/java/dev/gradfn")
              .relativize(file)
              .getName(0)
              .toString();
      assertTrue(AUTOGRAD.contains(folder) && !CORE.contains(folder), file.toString());
    }
  }
}
