package dev.gradfn.yolov5;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.ModuleList;
import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.Place;
import dev.gradfn.pickle.PyDict;
import dev.gradfn.pickle.PyList;
import dev.gradfn.pickle.PyObject;
import dev.gradfn.pickle.PyTuple;
import dev.gradfn.torch.TensorRecord;
import java.util.ArrayList;
import java.util.List;

/// A module as the file has it, read attribute by attribute. Every error names file, path, class
/// and attribute.
public final class SavedModule {
  private final ModuleBuilder builder;
  private final PyObject object;
  private final String path;
  private final PyDict state;

  SavedModule(ModuleBuilder builder, PyObject object, String path) throws CheckpointException {
    this.builder = builder;
    this.object = object;
    this.path = path;
    if (!(object.state() instanceof PyDict dict)) {
      throw wrong("its state", "a dict of attributes", object.state());
    }
    this.state = dict;
  }

  /// `models.common.Conv`.
  public String className() {
    return object.name().qualifiedName();
  }

  /// `Conv`.
  public String simpleName() {
    return object.name().name();
  }

  public String path() {
    return path;
  }

  PyObject object() {
    return object;
  }

  public YoloVersion rules() {
    return builder.rules();
  }

  // ---- attributes ----------------------------------------------------------------------------

  public boolean has(String name) {
    return state.containsKey(name);
  }

  /// As the pickle has it; null if it is None or absent.
  public Object attribute(String name) {
    return state.get(name);
  }

  public int integer(String name) throws CheckpointException {
    if (attribute(name) instanceof Long value && value == value.intValue()) return value.intValue();
    throw wrong(name, "an integer", attribute(name));
  }

  public int integer(String name, int absent) throws CheckpointException {
    return has(name) ? integer(name) : absent;
  }

  public double number(String name) throws CheckpointException {
    if (attribute(name) instanceof Number value) return value.doubleValue();
    throw wrong(name, "a number", attribute(name));
  }

  public boolean bool(String name) throws CheckpointException {
    if (attribute(name) instanceof Boolean flag) return flag;
    throw wrong(name, "True or False", attribute(name));
  }

  public boolean bool(String name, boolean absent) throws CheckpointException {
    return has(name) ? bool(name) : absent;
  }

  public String text(String name, String absent) throws CheckpointException {
    Object value = attribute(name);
    if (value == null && !has(name)) return absent;
    if (value instanceof String text) return text;
    throw wrong(name, "a string", value);
  }

  /// An integer, or a tuple or list of `fewest` to `most` of them.
  public Dims dims(String name, int fewest, int most) throws CheckpointException {
    List<Object> items = items(attribute(name));
    if (items.size() < fewest || items.size() > most) {
      String count = fewest == most ? "" + most : fewest + " or " + most;
      throw wrong(name, count + " integers", attribute(name));
    }
    long[] values = new long[items.size()];
    for (int i = 0; i < values.length; i++) {
      if (!(items.get(i) instanceof Long value)) throw wrong(name, "integers", items.get(i));
      values[i] = value;
    }
    return Dims.of(values);
  }

  /// A number, or a tuple or list of them; null if it is None or absent.
  public double[] numbersOrNull(String name) throws CheckpointException {
    if (attribute(name) == null) return null;
    List<Object> items = items(attribute(name));
    double[] values = new double[items.size()];
    for (int i = 0; i < values.length; i++) {
      if (!(items.get(i) instanceof Number value)) throw wrong(name, "numbers", items.get(i));
      values[i] = value.doubleValue();
    }
    return values;
  }

  static boolean isSequence(Object value) {
    return value instanceof PyList || value instanceof PyTuple;
  }

  /// The items of a list or tuple; a single value is a list of one.
  static List<Object> items(Object value) {
    List<Object> items = new ArrayList<>();
    switch (value) {
      case PyList list -> {
        for (int i = 0; i < list.size(); i++) items.add(list.get(i));
      }
      case PyTuple tuple -> {
        for (int i = 0; i < tuple.size(); i++) items.add(tuple.get(i));
      }
      case null, default -> items.add(value);
    }
    return items;
  }

  // ---- parameters, buffers, children ---------------------------------------------------------

  private PyDict dict(String name) throws CheckpointException {
    Object value = attribute(name);
    if (value == null) return null;
    if (value instanceof PyDict dict) return dict;
    throw wrong(name, "a dict", value);
  }

  static List<String> names(PyDict dict) {
    List<String> names = new ArrayList<>();
    for (int i = 0; dict != null && i < dict.size(); i++) names.add(String.valueOf(dict.keyAt(i)));
    return names;
  }

  List<String> parameterNames() throws CheckpointException {
    return names(dict("_parameters"));
  }

  List<String> bufferNames() throws CheckpointException {
    return names(dict("_buffers"));
  }

  public List<String> childNames() throws CheckpointException {
    return names(dict("_modules"));
  }

  /// A parameter; null if the file has None or nothing.
  public Tensor parameter(String name) throws CheckpointException {
    return tensor("_parameters", name);
  }

  /// A buffer; null if the file has None or nothing.
  public Tensor buffer(String name) throws CheckpointException {
    return tensor("_buffers", name);
  }

  /// A plain attribute that is a tensor; null if the file has None or nothing.
  public Tensor tensorAttribute(String name) throws CheckpointException {
    return attribute(name) instanceof TensorRecord saved ? builder.tensor(saved, this, name) : null;
  }

  private Tensor tensor(String kind, String name) throws CheckpointException {
    PyDict dict = dict(kind);
    Object value = dict == null ? null : dict.get(name);
    if (value == null) return null;
    if (value instanceof TensorRecord saved) return builder.tensor(saved, this, name);
    throw wrong(kind + "[\"" + name + "\"]", "a tensor", value);
  }

  /// A child; null if the file has None or nothing.
  public Module childOrNull(String name) throws CheckpointException {
    PyDict dict = dict("_modules");
    Object value = dict == null ? null : dict.get(name);
    if (value == null) return null;
    String childPath = path.isEmpty() ? name : path + "." + name;
    if (value instanceof PyObject child) return builder.build(child, childPath);
    throw wrong("_modules[\"" + name + "\"]", "a module", value);
  }

  public Module child(String name) throws CheckpointException {
    Module child = childOrNull(name);
    if (child != null) return child;
    throw error(
        "child \"" + name + "\", expected a module, got None; the children are " + childNames());
  }

  public <M extends Module> M child(String name, Class<M> type) throws CheckpointException {
    Module child = child(name);
    if (type.isInstance(child)) return type.cast(child);
    throw error(
        "child \"" + name + "\", expected a " + type.getSimpleName() + ", got " + child.typeName());
  }

  /// All children, in order.
  public List<Module> children() throws CheckpointException {
    List<Module> children = new ArrayList<>();
    for (String name : childNames()) children.add(child(name));
    return children;
  }

  public ModuleList childList(String name) throws CheckpointException {
    return child(name, ModuleList.class);
  }

  /// The saved form of a child, for what forward needs to know of it (`f`, `i`).
  SavedModule savedChild(String name) throws CheckpointException {
    PyDict dict = dict("_modules");
    if (dict != null && dict.get(name) instanceof PyObject child) {
      return new SavedModule(builder, child, path.isEmpty() ? name : path + "." + name);
    }
    throw error("child \"" + name + "\", expected a module, got None");
  }

  // ---- errors --------------------------------------------------------------------------------

  CheckpointException wrong(String what, String expected, Object got) {
    return error(what + ", expected " + expected + ", got " + describe(got));
  }

  static String describe(Object value) {
    if (value == null) return "None";
    return switch (value) {
      case String text -> "\"" + Place.excerpt(text) + "\"";
      case Boolean flag -> flag ? "True" : "False";
      case PyTuple tuple -> "a tuple of " + tuple.size();
      case PyList list -> "a list of " + list.size();
      default -> value.toString();
    };
  }

  public CheckpointException error(String what) {
    String place = path.isEmpty() ? "the root module" : path;
    return new CheckpointException(
        builder.file() + ": " + place + " (" + className() + "): " + what);
  }
}
