package dev.gradfn.nn;

import dev.gradfn.autograd.Parameter;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import java.util.ArrayList;
import java.util.List;

/// Holds parameters by number; it cannot be called. A tensor becomes a parameter; other values are
/// held as they are.
public class ParameterList extends Module {
  private int size;

  @SuppressWarnings("this-escape")
  public ParameterList(List<?> values) {
    extend(values);
  }

  public ParameterList() {
    this(List.of());
  }

  public final int size() {
    return size;
  }

  /// @throws TorchException if there is no such place
  public final Object get(int index) {
    return attribute(name(index));
  }

  public final void set(int index, Object value) {
    setAttribute(name(index), asParameter(value));
  }

  private String name(int index) {
    if (index < -size || index >= size) {
      throw TorchException.index("index " + index + " is out of range");
    }
    return Integer.toString(index < 0 ? index + size : index);
  }

  static Object asParameter(Object value) {
    return value instanceof Tensor tensor ? parameterOrNull(tensor) : value;
  }

  public final ParameterList append(Object value) {
    size++;
    set(size - 1, value);
    return this;
  }

  public final ParameterList extend(Iterable<?> values) {
    for (Object value : values) append(value);
    return this;
  }

  @Override
  protected String extraRepr() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Object value = get(i);
      String type = value instanceof Tensor t ? "torch." + t.dtype().torchName() : "";
      lines.add(line(Integer.toString(i), value, type));
    }
    return String.join("\n", lines);
  }

  /// @param type how a tensor's type is named
  static String line(String name, Object value, String type) {
    String what = "Object of type: " + PythonNames.of(value);
    if (value instanceof Tensor tensor) {
      String kind = tensor instanceof Parameter ? "Parameter" : "Tensor";
      what = kind + " containing: [" + type + " of size " + sizes(tensor) + "]";
    }
    return "  (" + name + "): " + what;
  }

  private static String sizes(Tensor tensor) {
    List<String> sizes = new ArrayList<>();
    for (long size : tensor.shape().toArray()) sizes.add(Long.toString(size));
    return String.join("x", sizes);
  }
}
