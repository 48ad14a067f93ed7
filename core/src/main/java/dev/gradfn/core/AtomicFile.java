package dev.gradfn.core;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/// Writes a file wholly or not at all: into a new file beside it, brought to disk and then given
/// its name. Until then, and when anything goes wrong, what had that name stays as it was.
public final class AtomicFile {
  private AtomicFile() {}

  /// Writes the content of a file.
  @FunctionalInterface
  public interface Content {
    void write(FileChannel channel) throws IOException;
  }

  /// @throws IOException of `content`, or if the disk is full or the folder cannot be written
  public static void write(Path path, Content content) throws IOException {
    // Through a link, the file that it names is replaced, not the link.
    Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
    Path folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new NoSuchFileException(path.toString(), null, "there is no such folder");
    }
    Path fresh = folder.resolve("." + target.getFileName() + "." + suffix() + ".part");
    try {
      try (FileChannel channel =
          FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        content.write(channel);
        channel.force(true);
      }
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (Throwable e) {
      Files.deleteIfExists(fresh);
      throw e;
    }
    keep(folder);
  }

  private static String suffix() {
    return Long.toHexString(ThreadLocalRandom.current().nextLong());
  }

  /// Brings the new name to disk too, where the system lets a folder be opened.
  private static void keep(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException _) {
      // Windows has no such thing; the content is safe, and the old or the new name holds.
    }
  }
}
