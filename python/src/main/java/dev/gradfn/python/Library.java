package dev.gradfn.python;

import dev.gradfn.pickle.CheckpointException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// The Python modules that gradfn brings: text among the resources, found by module name.
public final class Library {
  private static final String ROOT = "lib/";

  private final Sandbox files;

  Library(Sandbox files) {
    this.files = files;
  }

  /// `torch.load` of a file that a program may read.
  ///
  /// @throws CheckpointException in one line, if it is no file of PyTorch's, or damaged
  public Object load(String path) throws CheckpointException {
    return SavedFile.load(files.requireReadable(Path.of(path)));
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
