package dev.gradfn.python;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.prune.PruningMethod;
import java.util.Locale;
import java.util.function.BinaryOperator;

/// A method of pruning that a program defines.
///
/// @param name of its class
/// @param type `unstructured`, `structured` or `global`
/// @param body gives the mask, from the scores and the mask before
public record ProgramPruning(String name, String type, int dim, BinaryOperator<Tensor> body)
    implements PruningMethod {

  @Override
  public Scope scope() {
    return Scope.valueOf(type.toUpperCase(Locale.ROOT));
  }

  @Override
  public Tensor mask(Tensor scores, Tensor before) {
    return body.apply(scores, before);
  }

  @Override
  public String toString() {
    return name;
  }
}
