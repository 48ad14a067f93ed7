package dev.gradfn.autograd;

import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// `torch.autograd.functional`: derivatives of a function as a whole.
///
/// ```java
/// Tensor h = Functional.hessian(x -> x.pow(3).sum(), x);
/// ```
///
/// The function sees the inputs as leaves of their own, so whether they require grad does not
/// matter. There is no forward mode: a product with the Jacobian runs backward twice.
public final class Functional {
  private Functional() {}

  /// @param createGraph whether results can be differentiated further
  /// @param strict whether a result that cannot depend on an input is an error instead of zeros
  public record Options(boolean createGraph, boolean strict) {
    public static final Options DEFAULT = new Options(false, false);

    public Options withCreateGraph(boolean create) {
      return new Options(create, strict);
    }

    public Options withStrict(boolean value) {
      return new Options(createGraph, value);
    }
  }

  /// @param outputs what the function gave
  /// @param product one tensor per input ([#vjp], [#vhp], [#hvp]) or per output ([#jvp])
  public record Product(List<Tensor> outputs, List<Tensor> product) {
    public Product {
      outputs = List.copyOf(outputs);
      product = List.copyOf(product);
    }
  }

  /// The vector `v` times the Jacobian.
  ///
  /// @param v one tensor per output, of its shape; null stands for 1 if there is one of one element
  public static Product vjp(
      TensorFunction function, List<Tensor> inputs, List<Tensor> v, Options options) {
    return recording(() -> new DerivativeRun("vjp", function, inputs, options).vjp(v));
  }

  /// The Jacobian times the vector `v`.
  ///
  /// @param v one tensor per input, of its shape; null stands for 1 if there is one of one element
  public static Product jvp(
      TensorFunction function, List<Tensor> inputs, List<Tensor> v, Options options) {
    return recording(() -> new DerivativeRun("jvp", function, inputs, options).jvp(v));
  }

  /// @return per output, per input: a tensor whose shape is that of the output, then of the input
  public static List<List<Tensor>> jacobian(
      TensorFunction function, List<Tensor> inputs, Options options) {
    return recording(() -> new DerivativeRun("jacobian", function, inputs, options).jacobian());
  }

  public static Tensor jacobian(UnaryOperator<Tensor> function, Tensor input) {
    TensorFunction single = TensorFunction.of(function);
    return jacobian(single, List.of(input), Options.DEFAULT).getFirst().getFirst();
  }

  /// Second derivatives of a function with a single result of one element.
  ///
  /// @return per input, per input: a tensor whose shape is those of the two, one after the other
  public static List<List<Tensor>> hessian(
      TensorFunction function, List<Tensor> inputs, Options options) {
    TensorFunction gradients = given -> DerivativeRun.gradients(function, given, options);
    return jacobian(gradients, inputs, options);
  }

  public static Tensor hessian(UnaryOperator<Tensor> function, Tensor input) {
    TensorFunction single = TensorFunction.of(function);
    return hessian(single, List.of(input), Options.DEFAULT).getFirst().getFirst();
  }

  /// The vector `v` times the Hessian.
  ///
  /// @param v one tensor per input, of its shape; null stands for 1 if there is one of one element
  public static Product vhp(
      TensorFunction function, List<Tensor> inputs, List<Tensor> v, Options options) {
    return recording(() -> new DerivativeRun("vhp", function, inputs, options).vhp(v));
  }

  /// The Hessian times the vector `v`: the same numbers as [#vhp], where second derivatives are
  /// continuous, in one run more.
  public static Product hvp(
      TensorFunction function, List<Tensor> inputs, List<Tensor> v, Options options) {
    return recording(() -> new DerivativeRun("hvp", function, inputs, options).hvp(v));
  }

  private static <T> T recording(Supplier<T> body) {
    try (var _ = Autograd.enableGrad()) {
      return body.get();
    }
  }
}
