package dev.gradfn.torch;

import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.GlobalName;
import dev.gradfn.pickle.PickleLimits;
import dev.gradfn.pickle.PickleReader;
import java.nio.file.Path;
import java.util.List;

/// A checkpoint written by `torch.save`, opened without running anything in it.
///
/// Opening reads the structure; the numbers stay in the file until [StorageRecord#bytes()] fetches
/// them, so the file must stay open until then.
///
/// ```java
/// try (TorchFile file = TorchFile.open(Path.of("yolov5n.pt"))) {
///   PyDict checkpoint = (PyDict) file.root();
/// }
/// ```
public final class TorchFile implements AutoCloseable {
  private final Path path;
  private final TorchZip archive;
  private final Object root;
  private final List<GlobalName> globals;

  private TorchFile(Path path, TorchZip archive, PickleLimits limits) throws CheckpointException {
    this.path = path;
    this.archive = archive;
    PickleReader reader =
        new PickleReader(
            path.toString(),
            "data.pkl",
            archive.readPickle(),
            new TorchReducer(new Storages(archive)),
            limits);
    this.root = reader.read();
    this.globals = reader.globals();
  }

  /// Opens a checkpoint; a file of another kind is refused with an error that names the kind.
  public static TorchFile open(Path path) throws CheckpointException {
    return open(path, PickleLimits.DEFAULT);
  }

  /// Opens a checkpoint with limits of one's own.
  public static TorchFile open(Path path, PickleLimits limits) throws CheckpointException {
    long size = FileKind.requireTorchZip(path);
    TorchZip archive = new TorchZip(path, size);
    try {
      return new TorchFile(path, archive, limits);
    } catch (CheckpointException | RuntimeException | Error e) {
      archive.close();
      throw e;
    }
  }

  /// What was saved: mostly a [PyDict]. The types are those of [PickleReader], and [TensorRecord]
  /// and [StorageRecord].
  public Object root() {
    return root;
  }

  /// The kind of container: `zip`.
  public String container() {
    return "zip";
  }

  /// The folder inside the zip that holds everything: `archive`, or the name the file was saved as.
  public String prefix() {
    return archive.prefix();
  }

  public Path path() {
    return path;
  }

  /// The byte order of the file, `little` or `big`; what [StorageRecord#bytes()] gives is little.
  public String byteOrder() {
    return archive.bigEndian() ? "big" : "little";
  }

  /// The size of the file in bytes.
  public long size() {
    return archive.fileSize();
  }

  /// The classes and functions that the file names, in the order of their first use.
  public List<GlobalName> globals() {
    return globals;
  }

  @Override
  public void close() {
    archive.close();
  }
}
