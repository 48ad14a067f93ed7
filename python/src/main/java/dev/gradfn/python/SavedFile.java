package dev.gradfn.python;

import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.PyDict;
import dev.gradfn.pickle.PyList;
import dev.gradfn.pickle.PyObject;
import dev.gradfn.pickle.PyTuple;
import dev.gradfn.torch.TensorRecord;
import dev.gradfn.torch.TorchFile;
import dev.gradfn.yolov5.ModuleBuilder;
import dev.gradfn.yolov5.ModuleRegistry;
import dev.gradfn.yolov5.YoloVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/// `torch.load`: the contents of a file with its tensors and networks. A tuple is an ArrayList, a
/// list a LinkedList; what no Python of ours stands for is its text.
final class SavedFile {
  private final ModuleBuilder builder;

  private SavedFile(ModuleBuilder builder) {
    this.builder = builder;
  }

  static Object load(Path path) throws CheckpointException {
    try (TorchFile file = TorchFile.open(path)) {
      boolean old = file.globals().toString().contains("models.yolo.Model");
      YoloVersion rules = old ? YoloVersion.V6_0 : YoloVersion.V7_0;
      ModuleBuilder builder = new ModuleBuilder(path.toString(), ModuleRegistry.standard(), rules);
      return new SavedFile(builder).value(file.root());
    }
  }

  private Object value(Object saved) throws CheckpointException {
    return switch (saved) {
      case PyDict dict -> map(dict);
      case PyList list -> items(list.size(), list::get, new LinkedList<>());
      case PyTuple tuple -> items(tuple.size(), tuple::get, new ArrayList<>());
      case TensorRecord tensor -> builder.tensor(tensor);
      case PyObject object -> builder.build(object);
      case Boolean _, Number _, String _ -> saved;
      case null -> null;
      default -> saved.toString();
    };
  }

  private Map<Object, Object> map(PyDict dict) throws CheckpointException {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < dict.size(); i++) map.put(dict.keyAt(i), value(dict.valueAt(i)));
    return map;
  }

  private List<Object> items(int size, IntFunction<Object> saved, List<Object> items)
      throws CheckpointException {
    for (int i = 0; i < size; i++) items.add(value(saved.apply(i)));
    return items;
  }
}
