package dev.gradfn.cli;

import dev.gradfn.pickle.Inert;
import dev.gradfn.pickle.Place;
import dev.gradfn.pickle.PyDict;
import dev.gradfn.pickle.PyList;
import dev.gradfn.pickle.PyTuple;
import dev.gradfn.torch.RecordWalk;
import dev.gradfn.torch.TensorRecord;
import dev.gradfn.torch.TorchFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What a file holds that has no network in it, by its records alone: a state dict, a training
/// checkpoint, a module of any class.
final class FileContents {
  /// So many entries are told apart; the rest is counted.
  private static final int SHOWN = 10;

  private FileContents() {}

  static Map<String, Object> facts(TorchFile file) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("file", file.path().toString());
    facts.put("container", file.container());
    facts.put("root", type(file.root()));
    putTensors(file.root(), facts);
    facts.put("contents", contents(file.root()));
    Object date = file.root() instanceof PyDict dict ? dict.get("date") : null;
    facts.put("date", date instanceof String text ? Place.excerpt(text) : null);
    return facts;
  }

  private static void putTensors(Object root, Map<String, Object> facts) {
    List<TensorRecord> tensors = tensors(root);
    Set<String> dtypes = new TreeSet<>();
    long elements = 0;
    for (TensorRecord tensor : tensors) {
      dtypes.add(tensor.dtype());
      elements += tensor.numel();
    }
    facts.put("elements", elements);
    facts.put("tensors", (long) tensors.size());
    facts.put("dtype", List.copyOf(dtypes));
  }

  private static List<TensorRecord> tensors(Object root) {
    List<TensorRecord> tensors = new ArrayList<>();
    RecordWalk.all(
        root,
        part -> {
          if (part instanceof TensorRecord tensor) tensors.add(tensor);
          return true;
        });
    return tensors;
  }

  /// One line an entry of a dict, or a child of a module.
  private static List<String> contents(Object root) {
    List<String> lines = new ArrayList<>();
    PyDict entries = entries(root);
    if (entries == null) return lines;
    for (int i = 0; i < Math.min(entries.size(), SHOWN); i++) {
      lines.add(
          Place.excerpt(String.valueOf(entries.keyAt(i))) + ": " + describe(entries.valueAt(i)));
    }
    if (entries.size() > SHOWN) lines.add((entries.size() - SHOWN) + " more");
    return lines;
  }

  private static PyDict entries(Object root) {
    if (root instanceof PyDict dict) return dict;
    if (!(root instanceof Inert object) || !(object.state() instanceof PyDict state)) return null;
    return state.get("_modules") instanceof PyDict children ? children : state;
  }

  private static String describe(Object value) {
    return switch (value) {
      case TensorRecord tensor -> tensor.dtype() + " " + Arrays.toString(tensor.shape());
      case PyDict dict -> type(dict) + " of " + dict.size() + tensorsIn(dict);
      case PyList list -> "list of " + list.size() + tensorsIn(list);
      case PyTuple tuple -> "tuple of " + tuple.size() + tensorsIn(tuple);
      case String text -> "\"" + Place.excerpt(text) + "\"";
      case Boolean flag -> flag ? "True" : "False";
      case Number number -> number.toString();
      case null, default -> type(value);
    };
  }

  private static String tensorsIn(Object value) {
    int tensors = tensors(value).size();
    if (tensors == 0) return "";
    return ", " + tensors + (tensors == 1 ? " tensor" : " tensors");
  }

  private static String type(Object value) {
    return switch (value) {
      case null -> "None";
      case PyDict dict -> isState(dict) ? "state dict" : dict.kind().pythonName();
      case Inert object -> Place.excerpt(object.name().qualifiedName());
      case TensorRecord _ -> "tensor";
      case PyList _ -> "list";
      case PyTuple _ -> "tuple";
      default -> Place.excerpt(value.toString());
    };
  }

  private static boolean isState(PyDict dict) {
    for (int i = 0; i < dict.size(); i++) {
      boolean named = dict.keyAt(i) instanceof String;
      if (!named || !(dict.valueAt(i) instanceof TensorRecord)) return false;
    }
    return dict.size() > 0;
  }
}
