package dev.gradfn.signature;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Attributes;
import dev.gradfn.op.BoolNumber;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The bound arguments of one call. Values are [Tensor], Long, Double, Boolean, String, [DType],
/// lists of these, or null for None.
public final class Arguments {
  private final CallWords words;
  private final Map<String, Object> values;
  private final List<String> placed;

  /// @param placed the names of those that were given by place
  Arguments(CallWords words, Map<String, Object> values, List<String> placed) {
    this.words = words;
    this.values = values;
    this.placed = placed;
  }

  /// The same with one argument more.
  Arguments with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(values);
    more.put(name, value);
    return new Arguments(words, more, placed);
  }

  public Object get(String name) {
    if (!values.containsKey(name))
      throw new AssertionError(words.name() + " has no argument " + name);
    return values.get(name);
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  /// All of them, as attributes of a module.
  Attributes attributes() {
    return Attributes.of(values);
  }

  /// All arguments by name, in order of the call, then of the signature.
  public Map<String, Object> values() {
    return Collections.unmodifiableMap(values);
  }

  public boolean isNone(String name) {
    return get(name) == null;
  }

  public Tensor tensor(String name) {
    if (get(name) instanceof Tensor tensor) return tensor;
    throw wrong(name, "Tensor");
  }

  public Tensor tensorOrNull(String name) {
    return isNone(name) ? null : tensor(name);
  }

  /// A tensor, or a number as one that gives way in type promotion.
  public Tensor tensorOrNumber(String name) {
    return switch (get(name)) {
      case Tensor tensor -> tensor;
      case Boolean flag -> Tensor.number(flag);
      case Number number -> Tensor.number(number);
      case null, default -> throw wrong(name, "Tensor");
    };
  }

  public List<Tensor> tensors(String name) {
    List<Tensor> tensors = new ArrayList<>();
    for (Object item : items(name)) {
      if (item instanceof Tensor tensor) tensors.add(tensor);
      else if (get(name) instanceof List<?>) throw words.element(tensors.size(), item);
      else throw wrong(name, "tuple of Tensors");
    }
    return tensors;
  }

  public Number number(String name) {
    if (get(name) instanceof Number number) return number;
    if (get(name) instanceof Boolean flag) return BoolNumber.of(flag);
    throw wrong(name, "Number");
  }

  public Number numberOrNull(String name) {
    return isNone(name) ? null : number(name);
  }

  public int integer(String name) {
    if (get(name) instanceof Long value) return Math.toIntExact(value);
    throw wrong(name, "int");
  }

  public boolean bool(String name) {
    if (get(name) instanceof Boolean flag) return flag;
    throw wrong(name, "bool");
  }

  public String text(String name) {
    if (get(name) instanceof String text) return text;
    throw wrong(name, "str");
  }

  public DType dtype(String name) {
    if (get(name) instanceof DType dtype) return dtype;
    throw wrong(name, "torch.dtype");
  }

  /// An int, a tuple of ints, or a variadic tail that is either.
  public Dims dims(String name) {
    List<?> items = items(name);
    if (items.size() == 1 && items.get(0) instanceof List<?> inner) items = inner;
    long[] dims = new long[items.size()];
    for (int i = 0; i < dims.length; i++) {
      if (!(items.get(i) instanceof Long value)) throw wrong(name, "tuple of ints");
      dims[i] = value;
    }
    return Dims.of(dims);
  }

  /// One number for all `count` dimensions, or one each.
  public Dims dims(String name, int count) {
    Dims dims = dims(name);
    return dims.rank() == 1 && count > 1 ? Dims.filled(count, dims.get(0)) : dims;
  }

  private List<?> items(String name) {
    return get(name) instanceof List<?> list ? list : List.of(get(name));
  }

  private IllegalArgumentException wrong(String name, String expected) {
    return words.type(name, placed.indexOf(name), expected, get(name));
  }
}
