package dev.gradfn.torch;

import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.GlobalName;
import dev.gradfn.pickle.PickleLimits;
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
  private final Container container;
  private final Object root;
  private final List<GlobalName> globals;

  private TorchFile(Path path, Container container, PickleLimits limits)
      throws CheckpointException {
    this.path = path;
    this.container = container;
    Container.Contents contents = container.contents(limits);
    this.root = contents.root();
    this.globals = contents.globals();
  }

  /// Opens a checkpoint; a file of another kind is refused with an error that names the kind.
  public static TorchFile open(Path path) throws CheckpointException {
    return open(path, PickleLimits.DEFAULT);
  }

  /// Opens a checkpoint with limits of one's own.
  public static TorchFile open(Path path, PickleLimits limits) throws CheckpointException {
    Container container = FileKind.open(path);
    try {
      return new TorchFile(path, container, limits);
    } catch (CheckpointException | RuntimeException | Error e) {
      container.close();
      throw e;
    }
  }

  /// What was saved: mostly a [PyDict]. The types are those of [PickleReader], and [TensorRecord]
  /// and [StorageRecord].
  public Object root() {
    return root;
  }

  /// The kind of container: `zip`, `legacy` (before PyTorch 1.6), `tar` (before 0.1.11), or
  /// `safetensors`, whose root is a dict of its tensors.
  public String container() {
    return container.kind();
  }

  /// The folder inside the zip that holds everything: `archive`, or the name the file was saved as.
  /// Empty in other containers.
  public String prefix() {
    return container instanceof TorchZip zip ? zip.prefix() : "";
  }

  public Path path() {
    return path;
  }

  /// The byte order of the file, `little` or `big`; what [StorageRecord#bytes()] gives is little.
  public String byteOrder() {
    return container.bigEndian() ? "big" : "little";
  }

  /// The size of the file in bytes.
  public long size() {
    return container.fileSize();
  }

  /// The classes and functions that the file names, in the order of their first use.
  public List<GlobalName> globals() {
    return globals;
  }

  @Override
  public void close() {
    container.close();
  }
}
