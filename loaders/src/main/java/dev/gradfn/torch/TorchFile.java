package dev.gradfn.torch;

import dev.gradfn.nn.Module;
import dev.gradfn.nn.StateDict;
import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.GlobalName;
import dev.gradfn.pickle.PickleLimits;
import dev.gradfn.yolov5.Checkpoint;
import dev.gradfn.yolov5.SavedState;
import java.io.IOException;
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

  /// The module that a file holds, with its tensors: of `torch.nn` or YOLOv5, alone or under
  /// `model` or `ema`. It does not need the file any longer.
  ///
  /// @throws CheckpointException if there is none, or its class is not known
  public static Module loadModule(Path path) throws CheckpointException {
    try (TorchFile file = open(path)) {
      return Checkpoint.module(file, Checkpoint.Options.standard());
    }
  }

  /// The tensors by name that a file holds, for [Module#loadStateDict]: a state dict, a checkpoint
  /// with one under `state_dict`, `model_state_dict`, `model` or `ema`, a safetensors file, or the
  /// state of a whole module. The `module.` of `DataParallel` is taken off the names.
  ///
  /// @throws CheckpointException if there is none
  public static StateDict loadStateDict(Path path) throws CheckpointException {
    try (TorchFile file = open(path)) {
      return SavedState.of(file);
    }
  }

  /// Writes what `torch.save` would write of `root`. The file is there wholly or not at all: until
  /// the last byte is on disk, whatever had the name keeps it.
  ///
  /// ```java
  /// TorchFile.write(Path.of("weights.pt"), model.stateDict()); // torch.load(weights_only=True)
  /// TorchFile.write(Path.of("model.pt"), Map.of("model", model)); // YOLOv5's own code loads it
  /// ```
  ///
  /// @param root a [dev.gradfn.nn.StateDict], [dev.gradfn.autograd.Tensor] or
  ///   [dev.gradfn.nn.Module]; what [#root()] gives, tensors of an open file included; Map, List,
  ///   String, Boolean, Long, Integer, Double, Float, null, and any of these within each other
  /// @throws IllegalArgumentException if something in `root` cannot be written
  public static void write(Path path, Object root) throws IOException {
    TorchWriter.write(path, root);
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
