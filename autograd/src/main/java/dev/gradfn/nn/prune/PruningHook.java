package dev.gradfn.nn.prune;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Subscript;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.ForwardPreHook;
import dev.gradfn.nn.Module;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Computes one pruned parameter of a module anew before each call, from `NAME_orig` and
/// `NAME_mask`.
///
/// @param methods in the order in which they pruned
public record PruningHook(String tensorName, List<PruningMethod> methods)
    implements ForwardPreHook {
  public PruningHook {
    methods = List.copyOf(methods);
  }

  PruningHook and(PruningMethod method) {
    List<PruningMethod> more = new ArrayList<>(methods);
    more.add(method);
    return new PruningHook(tensorName, more);
  }

  @Override
  public Args before(Module module, Args args) {
    module.setAttribute(tensorName, masked(module));
    return null;
  }

  /// What is left of the parameter; recorded.
  Tensor masked(Module module) {
    Tensor original = original(module);
    return ((Tensor) module.attribute(maskName())).to(original.dtype()).mul(original);
  }

  Tensor original(Module module) {
    return (Tensor) module.attribute(originalName());
  }

  String originalName() {
    return tensorName + "_orig";
  }

  String maskName() {
    return tensorName + "_mask";
  }

  /// What the last method makes of `before`. Where others have pruned already, it sees what they
  /// left.
  Tensor mask(Tensor scores, Tensor before) {
    PruningMethod method = methods.getLast();
    try (var _ = Autograd.noGrad()) {
      if (methods.size() == 1) return method.mask(scores.detach(), before);
      return among(method, scores.detach(), before.to(scores.dtype()).cloned());
    }
  }

  static Tensor among(PruningMethod method, Tensor scores, Tensor mask) {
    List<?> part =
        switch (method.scope()) {
          case UNSTRUCTURED -> List.of(mask.eq(1));
          case STRUCTURED -> Channels.subscript(mask, method.dim(), keptChannels(method, mask));
          case GLOBAL -> Collections.nCopies(mask.dim(), new Subscript.Range(null, null, null));
        };
    Tensor chosen = method.mask(Subscript.get(scores, part), Subscript.get(mask, part));
    Subscript.set(mask, part, chosen.to(mask.dtype()));
    return mask;
  }

  private static Tensor keptChannels(PruningMethod method, Tensor mask) {
    return mask.sum(Channels.others(mask, method.dim()), false).ne(0);
  }
}
