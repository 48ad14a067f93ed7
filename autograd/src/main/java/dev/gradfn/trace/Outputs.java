package dev.gradfn.trace;

import dev.gradfn.autograd.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Tensors in what a module returned, by their path: `1.0` is element 0 of element 1, `out` a
/// result that is one tensor.
public final class Outputs {
  private Outputs() {}

  public static Map<String, Tensor> flatten(Object output) {
    Map<String, Tensor> found = new LinkedHashMap<>();
    if (output instanceof Tensor tensor) found.put("out", tensor);
    else collect("", output, found);
    return found;
  }

  private static void collect(String path, Object value, Map<String, Tensor> found) {
    if (value instanceof Tensor tensor) found.put(path, tensor);
    if (!(value instanceof List<?> list)) return;
    for (int i = 0; i < list.size(); i++) {
      collect(path.isEmpty() ? "" + i : path + "." + i, list.get(i), found);
    }
  }
}
