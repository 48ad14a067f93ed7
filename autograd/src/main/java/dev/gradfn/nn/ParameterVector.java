package dev.gradfn.nn;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Shapes;
import dev.gradfn.autograd.Tensor;
import java.util.Collection;

/// All parameters as one vector and back: `torch.nn.utils.parameters_to_vector`.
public final class ParameterVector {
  private ParameterVector() {}

  /// The elements of all parameters, one after the other; recorded.
  public static Tensor parametersToVector(Collection<Tensor> parameters) {
    return Shapes.cat(parameters.stream().map(parameter -> parameter.view(-1)).toList(), 0);
  }

  /// Makes the pieces of `vector` the data of the parameters: they share its memory.
  ///
  /// @throws TorchException if the vector is too short
  public static void vectorToParameters(Tensor vector, Collection<Tensor> parameters) {
    try (var _ = Autograd.noGrad()) {
      long start = 0;
      for (Tensor parameter : parameters) {
        long end = start + parameter.numel();
        parameter.setData(vector.slice(0, start, end).view(parameter.shape()).data());
        start = end;
      }
    }
  }
}
