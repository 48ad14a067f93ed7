package dev.gradfn.torch;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.StateDict;
import dev.gradfn.pickle.GlobalName;
import dev.gradfn.pickle.PyDict;
import dev.gradfn.pickle.PyList;
import dev.gradfn.pickle.PyTuple;
import dev.gradfn.pickle.Reduction;
import dev.gradfn.yolov5.ModuleRecords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// What a pickle says of tensors: calls that rebuild them, around storages that lie outside of it;
/// and the records that stand for Java's collections, state dicts and modules. Counts the storages
/// in the order of their first use.
final class TorchReductions implements Reduction.Source {
  private static final String STORAGE = "storage";

  private final TensorRecords tensors = new TensorRecords();
  private final ModuleRecords modules = new ModuleRecords();

  /// What stands for maps, lists and modules: one for each object.
  private final Map<Object, Object> records = new IdentityHashMap<>();

  private final Map<StorageRecord, String> keys = new IdentityHashMap<>();
  private final Map<String, String> locations = new HashMap<>();
  private final List<StorageRecord> storages = new ArrayList<>();

  /// Storage number i is the record `data/i`.
  List<StorageRecord> storages() {
    return storages;
  }

  @Override
  public Reduction of(Object value) {
    return switch (value) {
      case Integer number -> new Reduction.Instead(number.longValue());
      case Float number -> new Reduction.Instead(number.doubleValue());
      case Dims dims -> new Reduction.Instead(tuple(dims.toArray()));
      case Tensor plain -> new Reduction.Instead(tensors.of(plain));
      case StateDict state -> instead(state, () -> stateDict(state));
      case Map<?, ?> map -> instead(map, () -> dict(PyDict.Kind.DICT, map));
      case List<?> list -> instead(list, () -> list(list));
      case Module module -> instead(module, () -> modules.of(module));
      case TensorRecord tensor -> tensor(tensor);
      case StorageRecord storage -> persistent(storage, hasNoClass(storage.dtype()));
      case Untyped untyped -> persistent(untyped.storage(), true);
      default -> null;
    };
  }

  private Reduction.Instead instead(Object value, Supplier<Object> record) {
    Object known = records.get(value);
    if (known == null) {
      known = record.get();
      records.put(value, known);
    }
    return new Reduction.Instead(known);
  }

  private static PyDict stateDict(StateDict state) {
    PyDict dict = dict(PyDict.Kind.ORDERED_DICT, state);
    PyDict attributes = new PyDict();
    attributes.put("_metadata", dict(PyDict.Kind.ORDERED_DICT, state.metadata()));
    dict.setAttributes(attributes);
    return dict;
  }

  private static PyDict dict(PyDict.Kind kind, Map<?, ?> map) {
    PyDict dict = new PyDict(kind);
    map.forEach((key, item) -> {
      Object name = key instanceof Integer number ? (Object) number.longValue() : key;
      if (!dict.put(name, item)) {
        throw new IllegalArgumentException("a key of type " + key.getClass().getSimpleName());
      }
    });
    return dict;
  }

  private static PyList list(List<?> items) {
    PyList list = new PyList();
    for (Object item : items) list.add(item);
    return list;
  }

  /// A storage as bytes, whatever its tensors make of them.
  private record Untyped(StorageRecord storage) {}

  private static boolean hasNoClass(String dtype) {
    return ElementType.storageClass(dtype).equals("UntypedStorage");
  }

  private Reduction.Persistent persistent(StorageRecord storage, boolean untyped) {
    String key = keys.get(storage);
    if (key == null) {
      key = Integer.toString(storages.size());
      keys.put(storage, key);
      storages.add(storage);
    }
    GlobalName type =
        untyped
            ? new GlobalName("torch.storage", "UntypedStorage")
            : new GlobalName("torch", ElementType.storageClass(storage.dtype()));
    long length = untyped ? storage.byteSize() : storage.numel();
    String location = locations.computeIfAbsent(storage.location(), place -> place);
    return new Reduction.Persistent(PyTuple.of(STORAGE, type, key, location, length));
  }

  private static Reduction.Call tensor(TensorRecord tensor) {
    PyDict attributes = tensor.attributes();
    if (tensor.parameter()) {
      TensorRecord data = tensor.data();
      return attributes == null
          ? utility("_rebuild_parameter", data, tensor.requiresGrad(), noHooks())
          : utility(
              "_rebuild_parameter_with_state", data, tensor.requiresGrad(), noHooks(), attributes);
    }
    Reduction.Call plain = plain(tensor);
    return attributes == null
        ? plain
        : new Reduction.Call(
            new GlobalName("torch._tensor", "_rebuild_from_type_v2"),
            PyTuple.of(
                plain.function(), new GlobalName("torch", "Tensor"), plain.args(), attributes));
  }

  /// A type younger than the storage classes is named after the view, and the storage is bytes.
  private static Reduction.Call plain(TensorRecord tensor) {
    StorageRecord storage = tensor.storage();
    boolean named = hasNoClass(tensor.dtype()) || !storage.dtype().equals(tensor.dtype());
    List<Object> args = new ArrayList<>();
    args.add(named ? new Untyped(storage) : storage);
    args.add(tensor.offset());
    args.add(tuple(tensor.shape()));
    args.add(tuple(tensor.strides()));
    args.add(tensor.requiresGrad());
    args.add(noHooks());
    if (named) args.add(new GlobalName("torch", tensor.dtype()));
    if (tensor.negative()) {
      PyDict metadata = new PyDict();
      metadata.put("neg", true);
      args.add(metadata);
    }
    return utility(named ? "_rebuild_tensor_v3" : "_rebuild_tensor_v2", args.toArray());
  }

  private static Reduction.Call utility(String name, Object... args) {
    return new Reduction.Call(new GlobalName("torch._utils", name), PyTuple.of(args));
  }

  private static PyDict noHooks() {
    return new PyDict(PyDict.Kind.ORDERED_DICT);
  }

  private static PyTuple tuple(long[] numbers) {
    Object[] items = new Object[numbers.length];
    for (int i = 0; i < items.length; i++) items[i] = numbers[i];
    return PyTuple.of(items);
  }
}
