package dev.gradfn.cli;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// One `import` for each public class of gradfn. Not `import dev.gradfn.nn.*`: `Module` would be
/// ambiguous with that of `java.lang`.
final class ShellImports {
  /// Where two have a class of one name, the first wins.
  private static final List<String> PACKAGES =
      List.of(
          "autograd",
          "nn",
          "nn.prune",
          "optim",
          "optim.schedule",
          "data",
          "trace",
          "analysis",
          "picture",
          "yolov5",
          "torch",
          "image",
          "core");

  private ShellImports() {}

  /// Lines of Java.
  ///
  /// @param classPath folders and jars
  static List<String> of(String classPath) throws IOException {
    Map<String, List<String>> byPackage = new HashMap<>();
    for (String entry : classPath.split(File.pathSeparator)) collect(Path.of(entry), byPackage);
    Map<String, String> bySimpleName = new LinkedHashMap<>();
    for (String name : PACKAGES) {
      for (String simple : byPackage.getOrDefault(name, List.of())) {
        String qualified = "dev.gradfn." + name + "." + simple;
        if (isPublic(qualified)) bySimpleName.putIfAbsent(simple, qualified);
      }
    }
    return bySimpleName.values().stream().map(type -> "import " + type + ";").toList();
  }

  /// Each folder or jar is opened once.
  private static void collect(Path entry, Map<String, List<String>> byPackage) throws IOException {
    if (Files.isDirectory(entry)) {
      collectFrom(entry, byPackage);
    } else if (Files.isRegularFile(entry) && entry.getFileName().toString().startsWith("gradfn")) {
      try (FileSystem jar = FileSystems.newFileSystem(entry)) {
        collectFrom(jar.getPath("/"), byPackage);
      }
    }
  }

  private static void collectFrom(Path root, Map<String, List<String>> byPackage)
      throws IOException {
    for (String name : PACKAGES) {
      List<String> classes = classesIn(root.resolve("dev/gradfn/" + name.replace('.', '/')));
      byPackage.computeIfAbsent(name, key -> new ArrayList<>()).addAll(classes);
    }
  }

  private static List<String> classesIn(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) return List.of();
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        boolean outer = name.endsWith(".class") && !name.contains("$") && !name.contains("-");
        if (outer) names.add(name.substring(0, name.length() - ".class".length()));
      }
    }
    return names;
  }

  private static boolean isPublic(String type) {
    try {
      Class<?> found = Class.forName(type, false, ShellImports.class.getClassLoader());
      return Modifier.isPublic(found.getModifiers());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
