package dev.gradfn.parity;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/// Files that tests read: those of the repository, which are always here, and those beside it,
/// which a bare clone does not have.
final class SharedFiles {
  private SharedFiles() {}

  /// The golden files of the repository.
  static Path ownGolden() {
    return Root.find().resolve("parity/golden");
  }

  /// All golden files, with the checkpoints they speak of. Skips the test where they are not.
  static Path golden() {
    return required(Root.shared(Root.find()).resolve("golden"));
  }

  /// The real checkpoints. Skips the test where they are not.
  static Path checkpoints() {
    return required(Root.sharedCheckpoints(Root.find()));
  }

  private static Path required(Path folder) {
    assumeTrue(Files.isDirectory(folder), folder + " is not here");
    return folder;
  }
}
