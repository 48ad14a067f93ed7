package dev.gradfn.parity;

import java.nio.file.Files;
import java.nio.file.Path;

/// The folders around the build.
final class Root {
  private Root() {}

  /// The source tree: the folder above the working directory, or above this class, that holds
  /// `parity/golden`; the working directory if none does.
  static Path find() {
    Path here = Path.of("").toAbsolutePath();
    Path found = above(here);
    if (found != null) return found;
    found = above(codeFolder());
    return found != null ? found : here;
  }

  private static Path above(Path start) {
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve("parity/golden"))) return folder;
    }
    return null;
  }

  private static Path codeFolder() {
    try {
      return Path.of(Root.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (java.net.URISyntaxException e) {
      return Path.of("").toAbsolutePath();
    }
  }

  static Path shared(Path root) {
    return root.resolveSibling("shared");
  }

  static Path defaultGolden(Path root) {
    Path golden = shared(root).resolve("golden");
    return Files.isDirectory(golden) ? golden : root.resolve("parity/golden");
  }

  static Path sharedCheckpoints(Path root) {
    return shared(root).resolve("checkpoints");
  }
}
