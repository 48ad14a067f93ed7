package dev.gradfn.python;

import dev.gradfn.nn.Module;
import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.torch.TorchFile;
import dev.gradfn.yolov5.ModuleRecords;
import dev.gradfn.yolov5.ModuleRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The Python modules that gradfn brings: text among the resources, found by module name.
public final class Library {
  private static final String ROOT = "lib/";

  private final Sandbox files;

  Library(Sandbox files) {
    this.files = files;
  }

  /// A file that a program may read, to be loaded and closed.
  ///
  /// @throws CheckpointException in one line, if it is no file of PyTorch's, or damaged
  public SavedFile open(String path) throws CheckpointException {
    return SavedFile.open(files.requireReadable(Path.of(path)));
  }

  /// The same for what a program has in memory.
  ///
  /// @param bytes a character for each
  public SavedFile openBytes(String bytes) throws IOException, CheckpointException {
    Path file = Files.createTempFile("gradfn", ".pt");
    return SavedFile.openTemporary(Files.writeString(file, bytes, StandardCharsets.ISO_8859_1));
  }

  /// `torch.save` to a file that a program may write; it is there wholly or not at all.
  ///
  /// @param root as [TorchFile#write] takes it
  public void write(String path, Object root) throws IOException {
    TorchFile.write(files.requireWritable(Path.of(path)), root);
  }

  /// The same to memory: a character for each byte, which Python turns around fast.
  public String bytes(Object root) throws IOException {
    Path folder = Files.createTempDirectory("gradfn");
    Path file = folder.resolve("archive.pt");
    try {
      TorchFile.write(file, root);
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  /// Whether a module of this name (`models.common.C3`) can be loaded.
  public boolean knows(String className) {
    return ModuleRegistry.standard().knows(className);
  }

  /// Python's full name of a module's class.
  public String className(Module module) {
    return ModuleRecords.className(module);
  }

  /// @return the file of module `name` (`torch/nn/__init__.py`), or null if there is none
  public String find(String name) {
    String path = name.replace('.', '/');
    for (String file : new String[] {path + "/__init__.py", path + ".py"}) {
      if (Library.class.getResource(ROOT + file) != null) return file;
    }
    return null;
  }

  /// The text of a file that [#find] named.
  public String read(String file) {
    try (InputStream in = Library.class.getResourceAsStream(ROOT + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
