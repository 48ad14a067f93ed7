package dev.gradfn.signature;

import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.Weights;
import java.util.List;
import java.util.Map;

/// A class of `torch.nn`: the arguments of its constructor, and how it is built.
public record ModuleType(Signature signature, Builder builder) {

  /// Builds a module from bound arguments.
  @FunctionalInterface
  public interface Builder {
    Module build(Arguments arguments);
  }

  /// Builds a module as Python's `nn.Name(*args, **kwargs)` does, drawing its first weights from
  /// the default generator.
  ///
  /// @throws IllegalArgumentException in Python's words for a missing, unknown or doubled argument
  public Module build(List<?> args, Map<String, ?> kwargs) {
    Arguments bound = signature.bind(args, kwargs);
    DType dtype = bound.has("dtype") && !bound.isNone("dtype") ? bound.dtype("dtype") : null;
    Module module =
        dtype == null ? builder.build(bound) : Weights.withType(dtype, () -> builder.build(bound));
    boolean onMeta = bound.has("device") && "meta".equals(String.valueOf(bound.get("device")));
    return onMeta ? module.to(Device.META) : module;
  }
}
