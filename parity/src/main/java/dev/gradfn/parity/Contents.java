package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.GlobalName;
import dev.gradfn.pickle.Inert;
import dev.gradfn.pickle.PyBytes;
import dev.gradfn.pickle.PyDict;
import dev.gradfn.pickle.PyList;
import dev.gradfn.pickle.PyObject;
import dev.gradfn.pickle.PySet;
import dev.gradfn.pickle.PyTuple;
import dev.gradfn.pickle.PyTypes;
import dev.gradfn.pickle.Reduced;
import dev.gradfn.torch.StorageRecord;
import dev.gradfn.torch.TensorRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Compares what a checkpoint holds, value by value, with what PyTorch found in it.
final class Contents {
  private final Map<Integer, Object> seen = new HashMap<>();
  private final Map<String, StorageRecord> storages = new LinkedHashMap<>();

  /// The storages that were met, by the key that the golden file gives them.
  Map<String, StorageRecord> storages() {
    return storages;
  }

  /// The first difference with its place, or null.
  String difference(String place, JsonNode expected, Object actual) throws CheckpointException {
    if (expected.has("oid") && !expected.path("type").asText().equals("ref")) {
      seen.put(expected.path("oid").asInt(), actual);
    }
    return switch (expected.path("type").asText()) {
      case "ref" ->
          seen.get(expected.path("oid").asInt()) == actual
              ? null
              : place + ": expected the same object as before, got another " + actual;
      case "None" -> simple(place, "None", actual == null ? "None" : describe(actual));
      case "bool", "int", "str" -> simple(place, scalar(expected), scalar(actual));
      case "float" -> simple(place, "float " + expected.path("bits").asText(), scalar(actual));
      case "bytes", "bytearray" -> simple(place, bytes(expected), bytes(actual));
      case "list", "tuple", "torch.Size", "set", "frozenset" -> items(place, expected, actual);
      case "dict", "collections.OrderedDict", "collections.Counter", "collections.defaultdict" ->
          dict(place, expected, actual);
      case "global" -> simple(place, "global " + expected.path("name").asText(), global(actual));
      case "torch.dtype" ->
          simple(place, "global " + expected.path("value").asText(), global(actual));
      case "torch.layout", "torch.device" ->
          simple(place, expected.path("value").asText(), argument(actual));
      case "object" -> object(place, expected, actual);
      case "tensor" -> tensor(place, expected, actual);
      case "storage" -> storage(place, expected, actual);
      default -> place + ": the judge does not know " + expected.path("type");
    };
  }

  private static String simple(String place, String expected, String actual) {
    return expected.equals(actual) ? null : place + ": expected " + expected + ", got " + actual;
  }

  private static String describe(Object value) {
    return value instanceof TensorRecord || value instanceof StorageRecord
        ? value.toString()
        : PyTypes.described(value);
  }

  private static String scalar(JsonNode expected) {
    return expected.path("type").asText() + " " + expected.path("value").asText();
  }

  private static String scalar(Object value) {
    return switch (value) {
      case Boolean flag -> "bool " + flag;
      case String text -> "str " + text;
      case Double number ->
          "float " + HexFormat.of().toHexDigits(Double.doubleToRawLongBits(number));
      case Number number -> "int " + number;
      case null, default -> describe(value);
    };
  }

  private static String bytes(JsonNode expected) {
    return expected.path("type").asText() + " " + expected.path("hex").asText();
  }

  private static String bytes(Object value) {
    return value instanceof PyBytes bytes
        ? (bytes.isByteArray() ? "bytearray " : "bytes ")
            + HexFormat.of().formatHex(bytes.toByteArray())
        : describe(value);
  }

  private static String global(Object value) {
    return value instanceof GlobalName name ? "global " + name.qualifiedName() : describe(value);
  }

  /// The arguments of the call that makes a layout or device, as the value prints.
  private static String argument(Object value) {
    if (!(value instanceof Reduced reduced)) return describe(value);
    PyTuple args = reduced.args();
    return args.size() == 1 ? "" + args.get(0) : args.get(0) + ":" + args.get(1);
  }

  private String items(String place, JsonNode expected, Object actual) throws CheckpointException {
    String type = expected.path("type").asText();
    List<Object> found = new ArrayList<>();
    switch (actual) {
      case PyList list when type.equals("list") -> {
        for (int i = 0; i < list.size(); i++) found.add(list.get(i));
      }
      case PyTuple tuple when type.equals("tuple") -> add(tuple, found);
      case Reduced size
          when type.equals("torch.Size") && size.name().qualifiedName().equals(type) ->
          add((PyTuple) size.args().get(0), found);
      case PySet set when type.equals(set.frozen() ? "frozenset" : "set") -> {
        return set(place, expected.path("items"), set);
      }
      case null, default -> {
        return simple(place, type, describe(actual));
      }
    }
    return items(place, expected.path("items"), found);
  }

  private static void add(PyTuple tuple, List<Object> items) {
    for (int i = 0; i < tuple.size(); i++) items.add(tuple.get(i));
  }

  private String items(String place, JsonNode expected, List<Object> found)
      throws CheckpointException {
    if (expected.size() != found.size()) {
      return place + ": expected " + expected.size() + " items, got " + found.size();
    }
    for (int i = 0; i < found.size(); i++) {
      String problem = difference(place + "[" + i + "]", expected.path(i), found.get(i));
      if (problem != null) return problem;
    }
    return null;
  }

  /// Python's order of a set is not that of the file.
  private String set(String place, JsonNode expected, PySet set) throws CheckpointException {
    if (expected.size() != set.size()) {
      return place + ": expected a set of " + expected.size() + ", got one of " + set.size();
    }
    for (JsonNode item : expected) {
      boolean found = false;
      for (int i = 0; i < set.size() && !found; i++) {
        found = difference(place, item, set.get(i)) == null;
      }
      if (!found) return place + ": expected " + item + " in the set";
    }
    return null;
  }

  private String dict(String place, JsonNode expected, Object actual) throws CheckpointException {
    String type = expected.path("type").asText();
    if (!(actual instanceof PyDict dict) || !dict.kind().pythonName().equals(type)) {
      return simple(place, type, describe(actual));
    }
    String problem = entries(place, expected.path("items"), dict);
    if (problem == null && expected.has("factory")) {
      problem = difference(place + ".default_factory", expected.path("factory"), dict.factory());
    }
    return problem != null ? problem : attributes(place, expected, dict.attributes());
  }

  private String entries(String place, JsonNode expected, PyDict dict) throws CheckpointException {
    if (expected.size() != dict.size()) {
      return place + ": expected " + expected.size() + " entries, got " + dict.size();
    }
    for (int i = 0; i < dict.size(); i++) {
      String inside = place + "[" + expected.path(i).path(0).path("value").asText("" + i) + "]";
      String problem = difference(inside + " key", expected.path(i).path(0), dict.keyAt(i));
      if (problem == null) {
        problem = difference(inside, expected.path(i).path(1), dict.valueAt(i));
      }
      if (problem != null) return problem;
    }
    return null;
  }

  private String attributes(String place, JsonNode expected, PyDict found)
      throws CheckpointException {
    JsonNode attributes = expected.path("attributes");
    if (found == null || found.size() == 0) {
      return attributes.isEmpty() ? null : place + ": expected attributes, got none";
    }
    return entries(place + ".__dict__", attributes, found);
  }

  private String object(String place, JsonNode expected, Object actual) throws CheckpointException {
    String how = expected.path("how").asText();
    if (actual instanceof PyBytes bytes
        && expected.path("class").asText().equals("builtins.bytes")) {
      // Protocol 2 writes empty bytes as a call without arguments.
      return bytes.size() == 0 && expected.path("args").isEmpty() ? null : place + ": not empty";
    }
    String type = how + " " + expected.path("class").asText();
    if (!(actual instanceof Inert inert)) return simple(place, type, describe(actual));
    String found = (inert instanceof PyObject ? "newobj " : "reduce ") + inert.name();
    String problem = simple(place, type, found);
    if (problem != null) return problem;
    List<Object> args = new ArrayList<>();
    add(inert.args(), args);
    problem = items(place + ".args", expected.path("args"), args);
    if (problem != null) return problem;
    if (!expected.has("state")) {
      return inert.hasState() ? place + ": expected no state, got one" : null;
    }
    return difference(place, expected.path("state"), inert.state());
  }

  private String storage(String place, JsonNode expected, Object actual)
      throws CheckpointException {
    if (!(actual instanceof StorageRecord storage)) {
      return simple(place, "a storage", describe(actual));
    }
    String content = HexFormat.of().formatHex(TensorBytes.all(storage));
    String problem = simple(place + " dtype", expected.path("dtype").asText(), storage.dtype());
    return problem != null ? problem : simple(place, expected.path("hex").asText(), content);
  }

  private String tensor(String place, JsonNode expected, Object actual) throws CheckpointException {
    if (!(actual instanceof TensorRecord tensor)) {
      return simple(place, "a tensor", describe(actual));
    }
    String problem = simple(place, facts(expected), facts(tensor));
    if (problem == null) problem = sharing(place, expected.path("storage"), tensor.storage());
    if (problem == null) {
      byte[] content = TensorBytes.contiguous(tensor);
      problem = simple(place + " values", expected.path("sha256").asText(), Sha256.hex(content));
    }
    return problem != null ? problem : attributes(place, expected, tensor.attributes());
  }

  private static String facts(JsonNode tensor) {
    boolean parameter = tensor.path("class").asText().endsWith("Parameter");
    return (parameter ? "Parameter " : "Tensor ")
        + tensor.path("dtype").asText()
        + " "
        + Inputs.dims(tensor.path("shape"))
        + " "
        + Inputs.dims(tensor.path("strides"))
        + " offset "
        + tensor.path("storage_offset")
        + " of "
        + tensor.path("storage_nbytes")
        + " bytes, requires_grad "
        + tensor.path("requires_grad")
        + ", neg "
        + tensor.path("neg").asBoolean();
  }

  private static String facts(TensorRecord tensor) {
    return (tensor.parameter() ? "Parameter " : "Tensor ")
        + tensor.dtype()
        + " "
        + dev.gradfn.core.Dims.of(tensor.shape())
        + " "
        + dev.gradfn.core.Dims.of(tensor.strides())
        + " offset "
        + tensor.offset()
        + " of "
        + tensor.storage().byteSize()
        + " bytes, requires_grad "
        + tensor.requiresGrad()
        + ", neg "
        + tensor.negative();
  }

  /// Two tensors share memory if, and only if, they name one storage.
  private String sharing(String place, JsonNode key, StorageRecord storage) {
    if (!key.isTextual()) return null;
    StorageRecord first = storages.putIfAbsent(key.asText(), storage);
    if (first != null && first != storage) {
      return place + ": expected the storage " + key + " once, got it twice";
    }
    return simple(place + " storage", key.asText(), storage.key());
  }
}
