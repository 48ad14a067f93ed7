package dev.gradfn.nn.prune;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Parameter;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.nn.ForwardPreHook;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.ParameterVector;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Pruning by masks: `torch.nn.utils.prune`. The parameter `weight` becomes `weight_orig`, a buffer
/// `weight_mask` says what is left, and `weight` itself is computed from the two before each call.
///
/// ```java
/// Prune.l1Unstructured(linear, "weight", 0.5);   // half of the elements
/// Prune.lnStructured(conv, "weight", 2, 1, 0);   // two filters, by their L1 norm
/// Prune.remove(linear, "weight");                // what is pruned stays 0
/// ```
///
/// An amount is a whole number of elements (or channels), or, as a Double, a share of them.
public final class Prune {
  private Prune() {}

  public static <M extends Module> M identity(M module, String name) {
    return apply(module, name, new PruningMethod.Identity(), null);
  }

  public static <M extends Module> M randomUnstructured(M module, String name, Number amount) {
    return apply(module, name, new PruningMethod.RandomUnstructured(amount), null);
  }

  public static <M extends Module> M l1Unstructured(M module, String name, Number amount) {
    return l1Unstructured(module, name, amount, null);
  }

  /// @param scores how important the elements are; null: their magnitude
  public static <M extends Module> M l1Unstructured(
      M module, String name, Number amount, Tensor scores) {
    return apply(module, name, new PruningMethod.L1Unstructured(amount), scores);
  }

  /// @param dim of the channels that are pruned as a whole
  public static <M extends Module> M randomStructured(
      M module, String name, Number amount, int dim) {
    return apply(module, name, new PruningMethod.RandomStructured(amount, dim), null);
  }

  public static <M extends Module> M lnStructured(
      M module, String name, Number amount, Number n, int dim) {
    return lnStructured(module, name, amount, n, dim, null);
  }

  /// @param n order of the norm of a channel
  /// @param dim of the channels that are pruned as a whole
  /// @param scores of what the norm is taken; null: the parameter
  public static <M extends Module> M lnStructured(
      M module, String name, Number amount, Number n, int dim, Tensor scores) {
    return apply(module, name, new PruningMethod.LnStructured(amount, n, dim), scores);
  }

  public static <M extends Module> M customFromMask(M module, String name, Tensor mask) {
    return apply(module, name, new PruningMethod.CustomFromMask(mask), null);
  }

  /// A parameter of a module.
  public record Place(Module module, String name) {
    private Tensor value() {
      return (Tensor) module.attribute(name);
    }

    private Tensor mask() {
      String mask = name + "_mask";
      return module.hasAttribute(mask) ? (Tensor) module.attribute(mask) : ones(value());
    }
  }

  /// Prunes several parameters as if they were one.
  ///
  /// @param method an unstructured one
  /// @param scores how important the elements are; places that are missing go by their values
  public static void globalUnstructured(
      List<Place> places, PruningMethod method, Map<Place, Tensor> scores) {
    if (method.scope() != PruningMethod.Scope.UNSTRUCTURED) {
      throw TorchException.type(
          "Only \"unstructured\" PRUNING_TYPE supported for the `pruning_method`. Found method "
              + method
              + " of type "
              + method.scope().toString().toLowerCase(Locale.ROOT));
    }
    Tensor mask;
    try (var _ = Autograd.noGrad()) {
      Tensor all = vector(places.stream().map(p -> scores.getOrDefault(p, p.value())).toList());
      mask = PruningHook.among(method, all, vector(places.stream().map(Place::mask).toList()));
    }
    long start = 0;
    for (Place place : places) {
      long end = start + place.value().numel();
      Tensor part = mask.slice(0, start, end).view(place.value().shape());
      customFromMask(place.module(), place.name(), part);
      start = end;
    }
  }

  private static Tensor vector(List<Tensor> tensors) {
    return ParameterVector.parametersToVector(tensors);
  }

  private static Tensor ones(Tensor like) {
    return Tensor.ones(like.dtype(), like.device(), like.shape());
  }

  // ---- applying ------------------------------------------------------------------------------

  /// Prunes what `method` chooses, after what was pruned before.
  ///
  /// @param scores how important the elements are, null: the parameter itself
  /// @return `module`
  /// @throws TorchException if the module has no such parameter, or the amount does not fit it; the
  ///   module is then as before
  public static <M extends Module> M apply(
      M module, String name, PruningMethod method, Tensor scores) {
    PruningHook earlier = hookOf(module, name);
    PruningHook hook =
        earlier == null ? new PruningHook(name, List.of(method)) : earlier.and(method);
    Tensor current = (Tensor) module.attribute(name);
    Tensor relevant = scores == null ? current : scores;
    if (!relevant.shape().equals(current.shape())) {
      throw new TorchException(
          TorchException.Kind.ASSERTION,
          "importance_scores should have the same shape as parameter " + name + " of " + module);
    }
    Tensor before =
        earlier == null
            ? ones(current)
            : ((Tensor) module.attribute(hook.maskName())).detach().cloned();
    Tensor mask = hook.mask(relevant, before);
    if (earlier == null) {
      module.deleteAttribute(name);
      module.registerParameter(hook.originalName(), current);
    }
    module.registerBuffer(hook.maskName(), mask);
    module.setAttribute(name, hook.masked(module));
    if (earlier != null) module.removeForwardPreHook(earlier);
    module.registerForwardPreHook(hook);
    return module;
  }

  private static PruningHook hookOf(Module module, String name) {
    for (ForwardPreHook hook : module.forwardPreHooks()) {
      if (hook instanceof PruningHook pruning && pruning.tensorName().equals(name)) return pruning;
    }
    return null;
  }

  /// Makes pruning permanent: the parameter has its name again, with zeros where it was pruned.
  ///
  /// @throws TorchException if it was not pruned
  public static <M extends Module> M remove(M module, String name) {
    PruningHook hook = hookOf(module, name);
    if (hook == null) {
      throw TorchException.value(
          "Parameter '"
              + name
              + "' of module "
              + module
              + " has to be pruned before pruning can be removed");
    }
    Parameter original = (Parameter) hook.original(module);
    original.setData(hook.masked(module).data());
    module.deleteAttribute(name);
    module.deleteAttribute(hook.originalName());
    module.deleteAttribute(hook.maskName());
    module.setAttribute(name, original);
    module.removeForwardPreHook(hook);
    return module;
  }

  /// Whether anything in this tree is pruned.
  public static boolean isPruned(Module root) {
    return root.modules().stream()
        .flatMap(module -> module.forwardPreHooks().stream())
        .anyMatch(PruningHook.class::isInstance);
  }
}
