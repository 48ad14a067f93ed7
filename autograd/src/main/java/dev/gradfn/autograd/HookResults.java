package dev.gradfn.autograd;

import java.util.List;

/// PyTorch's checks of what hooks give back.
final class HookResults {
  private HookResults() {}

  /// The class of a hook; Python's word for one that has no name.
  static String nameOf(Object hook) {
    Class<?> type = hook.getClass();
    return type.isHidden() || type.isAnonymousClass() ? "<lambda>" : type.getSimpleName();
  }

  /// @return `result`, or `before` where the hook gave nothing
  static Tensor checked(Tensor before, Tensor result, String hook) {
    if (result == null || result == before) return before;
    if (before == null) {
      throw TorchException.runtime("can't replace a None gradient with a non-None value");
    }
    if (result.dtype() != before.dtype()) {
      throw TorchException.runtime(
          "hook '"
              + hook
              + "' has changed the type of value (was "
              + tensorType(before)
              + " got "
              + tensorType(result)
              + ")");
    }
    if (!result.shape().equals(before.shape())) {
      throw TorchException.runtime("hook '" + hook + "' has changed the size of value");
    }
    return result;
  }

  private static String tensorType(Tensor tensor) {
    return "torch." + tensor.dtype().scalarType() + "Tensor";
  }

  /// @param values replaced in place
  static void replace(Tensor[] values, List<Tensor> results, String hook) {
    if (results == null) return;
    if (results.size() != values.length) {
      throw TorchException.runtime(
          "hook '"
              + hook
              + "' has returned an incorrect number of values (got "
              + results.size()
              + ", but expected "
              + values.length
              + ")");
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = checked(values[i], results.get(i), hook);
    }
  }
}
