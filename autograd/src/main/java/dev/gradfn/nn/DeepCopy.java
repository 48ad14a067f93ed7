package dev.gradfn.nn;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Parameter;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Backends;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.Storage;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// Copies modules as Python's `deepcopy` does: what occurs several times in the tree is copied once
/// and stays shared, gradients of parameters are left behind.
///
/// A module's own fields are found by reflection, so that no module class has to know how to copy
/// itself: modules, slots, tensors and collections of them become copies, everything else (numbers,
/// strings, records of options, functions) is kept.
final class DeepCopy {
  private final Map<Object, Object> made = new IdentityHashMap<>();

  Object of(Object value) {
    return switch (value) {
      case null -> null;
      case Module module -> module(module);
      case Slot<?> slot -> slot(slot);
      case Tensor tensor -> tensor(tensor);
      case List<?> list -> once(list, () -> list(list));
      case Set<?> set -> once(set, () -> set(set));
      case Map<?, ?> map -> once(map, () -> map(map));
      default -> value;
    };
  }

  private Object once(Object original, Supplier<Object> copy) {
    Object known = made.get(original);
    if (known == null) made.put(original, known = copy.get());
    return known;
  }

  // ---- modules -------------------------------------------------------------------------------

  @SuppressWarnings("unchecked") // a copy has the type of the original
  <M extends Module> M module(M original) {
    if (made.containsKey(original)) return (M) made.get(original);
    Module copy = original.shallowCopy();
    made.put(original, copy);
    for (Class<?> type = original.getClass(); type != Module.class; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) copyField(field, original, copy);
    }
    copy.completeCopy(original, this);
    return (M) copy;
  }

  private void copyField(Field field, Module original, Module copy) {
    if (Modifier.isStatic(field.getModifiers()) || field.getType().isPrimitive()) return;
    try {
      field.setAccessible(true);
      Object value = field.get(original);
      Object copied = of(value);
      if (copied != value) field.set(copy, copied);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("deepcopy of " + original.typeName() + ": " + field, e);
    }
  }

  @SuppressWarnings("unchecked") // a copy has the type of the original
  <T> Slot<T> slot(Slot<T> original) {
    if (made.containsKey(original)) return (Slot<T>) made.get(original);
    Slot<T> copy = new Slot<>(original.name(), null);
    made.put(original, copy);
    copy.set((T) of(original.get()));
    return copy;
  }

  // ---- collections ---------------------------------------------------------------------------

  private Object list(List<?> original) {
    List<Object> copy = new ArrayList<>();
    for (Object item : original) copy.add(of(item));
    return original instanceof ArrayList ? copy : Collections.unmodifiableList(copy);
  }

  private Object set(Set<?> original) {
    Set<Object> copy = new LinkedHashSet<>();
    for (Object item : original) copy.add(of(item));
    return copy;
  }

  private Object map(Map<?, ?> original) {
    Map<Object, Object> copy = new LinkedHashMap<>();
    original.forEach((key, value) -> copy.put(of(key), of(value)));
    return copy;
  }

  // ---- tensors -------------------------------------------------------------------------------

  private Tensor tensor(Tensor original) {
    if (made.containsKey(original)) return (Tensor) made.get(original);
    Tensor copy = original instanceof Parameter ? parameter(original) : plain(original);
    made.put(original, copy);
    return copy;
  }

  private static Parameter parameter(Tensor original) {
    Tensor data = Autograd.noGrad(() -> original.detach().cloned());
    return new Parameter(data.array(), original.requiresGrad());
  }

  private Tensor plain(Tensor original) {
    if (!original.isLeaf()) {
      throw TorchException.runtime(
          "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol"
              + " at the moment.  If you were attempting to deepcopy a module, this may be because"
              + " of a torch.nn.utils.weight_norm usage, see"
              + " https://github.com/pytorch/pytorch/pull/103001");
    }
    Storage storage = original.array().storage();
    Storage copied = (Storage) once(storage, () -> storage(storage));
    Tensor copy = Tensor.of(new NdArray(copied, original.geometry()));
    if (original.requiresGrad()) copy.requiresGrad_();
    if (original.grad() != null) copy.setGrad(tensor(original.grad()));
    return copy;
  }

  private static Storage storage(Storage original) {
    if (original.device() == Device.META) return Storage.meta(original.dtype(), original.size());
    Storage copy = Storage.allocate(original.dtype(), original.size());
    Geometry all = Geometry.contiguous(Dims.of(original.size()));
    Backends.kernels().copy(new NdArray(original, all), new NdArray(copy, all));
    return copy;
  }
}
