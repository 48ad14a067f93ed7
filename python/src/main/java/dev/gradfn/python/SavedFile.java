package dev.gradfn.python;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Module;
import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.PyObject;
import dev.gradfn.torch.TensorRecord;
import dev.gradfn.torch.TorchFile;
import dev.gradfn.yolov5.ModuleBuilder;
import dev.gradfn.yolov5.ModuleRecords;
import dev.gradfn.yolov5.ModuleRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// A file of PyTorch's while a program loads it. Python walks through the inert records; what they
/// stand for of tensors and modules is made here.
public final class SavedFile implements AutoCloseable {
  private final TorchFile file;
  private final ModuleBuilder builder;
  private final Path temporary;

  private SavedFile(Path path, Path temporary) throws CheckpointException {
    this.file = TorchFile.open(path);
    this.builder = new ModuleBuilder(path.toString(), ModuleRegistry.standard(), null);
    this.temporary = temporary;
  }

  static SavedFile open(Path path) throws CheckpointException {
    return new SavedFile(path, null);
  }

  /// @param temporary deleted in the end
  static SavedFile openTemporary(Path temporary) throws CheckpointException {
    return new SavedFile(temporary, temporary);
  }

  public Object root() {
    return file.root();
  }

  public boolean isTensor(Object record) {
    return record instanceof TensorRecord;
  }

  public Tensor tensor(TensorRecord record) throws CheckpointException {
    return builder.tensor(record);
  }

  /// @throws CheckpointException in one line, if the class is not known
  public Module module(PyObject record) throws CheckpointException {
    return builder.build(record);
  }

  /// What Python's objects of these modules have in `__dict__` besides what Java's modules know.
  public Map<Module, Map<String, Object>> attributes(Module root) {
    return ModuleRecords.attributesBelow(root);
  }

  @Override
  public void close() throws java.io.IOException {
    file.close();
    if (temporary != null) Files.delete(temporary);
  }
}
