package dev.gradfn.autograd;

import static java.util.stream.Collectors.joining;

import dev.gradfn.core.DType;
import dev.gradfn.nn.Repr;
import java.util.List;

/// Derivatives of a function beside their finite differences.
///
/// @param comparisons one for each differentiable result and each input that requires grad
public record GradCheckReport(List<Comparison> comparisons) {
  public GradCheckReport {
    comparisons = List.copyOf(comparisons);
  }

  /// One Jacobian, twice: a row for each element of the input, a column for each of the result.
  ///
  /// @param agrees whether they are equal within the tolerances asked for
  public record Comparison(
      int output, int input, Tensor numerical, Tensor analytical, boolean agrees) {

    static Comparison of(
        int output, int input, Tensor numerical, Tensor analytical, GradCheckOptions options) {
      boolean close = close(analytical, numerical, options.rtol, options.atol);
      return new Comparison(output, input, numerical, analytical, close);
    }

    static boolean close(Tensor analytical, Tensor numerical, double rtol, double atol) {
      DType common = DType.promote(analytical.dtype(), numerical.dtype());
      return analytical.to(common).allClose(numerical.to(common), rtol, atol, false);
    }

    /// In PyTorch's words.
    String mismatch() {
      return mismatch(output, input, numerical.toString(), analytical.toString());
    }

    static String mismatch(int output, int input, String numerical, String analytical) {
      return "Jacobian mismatch for output "
          + output
          + " with respect to input "
          + input
          + ",\nnumerical:"
          + numerical
          + "\nanalytical:"
          + analytical
          + "\n";
    }

    /// `output 0 by input 1: 6 x 2, agrees; largest difference 1.2e-10 at [3, 1]`.
    @Override
    public String toString() {
      String head = "output " + output + " by input " + input + ": ";
      double[] expected = numerical.toDoubleArray();
      double[] actual = analytical.toDoubleArray();
      if (expected.length == 0) return head + "no elements";
      int worst = worst(expected, actual);
      long columns = numerical.shape().get(1);
      return head
          + numerical.shape().get(0)
          + " x "
          + columns
          + (agrees ? ", agrees" : ", DIFFERS")
          + "; largest difference "
          + Repr.number(Math.abs(expected[worst] - actual[worst]))
          + " at ["
          + worst / columns
          + ", "
          + worst % columns
          + "]: numerical "
          + Repr.number(expected[worst])
          + ", analytical "
          + Repr.number(actual[worst]);
    }

    private static int worst(double[] expected, double[] actual) {
      int worst = 0;
      for (int i = 1; i < expected.length; i++) {
        double difference = Math.abs(expected[i] - actual[i]);
        // A nan is worse than any number.
        if (!(difference <= Math.abs(expected[worst] - actual[worst]))) worst = i;
      }
      return worst;
    }
  }

  public boolean agrees() {
    return comparisons.stream().allMatch(Comparison::agrees);
  }

  @Override
  public String toString() {
    return comparisons.stream().map(Comparison::toString).collect(joining("\n"));
  }
}
