package dev.gradfn.optim;

import static dev.gradfn.optim.Option.lambd;
import static dev.gradfn.optim.Option.lr;
import static dev.gradfn.optim.Option.stepSizes;
import static dev.gradfn.optim.Option.t0;
import static dev.gradfn.optim.Option.weightDecay;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gradfn.autograd.Parameter;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Optimisers without recorded cases. ASGD and Rprop: what PyTorch 1.13 computed, whose rules are
/// those of 2.13; Adafactor: its formulas in NumPy.
class RareOptimizersTest {
  private final List<Tensor> params =
      List.of(new Parameter(fill(0, 2, 3)), new Parameter(fill(1, 3)));

  private static Tensor fill(int k, long... shape) {
    double[] values = new double[(int) Dims.of(shape).product()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i % 2 == 0 ? 1 : -1) * ((389 * i + 17 * k) % 97 + 1) / 64.0;
    }
    return Tensor.of(values, shape);
  }

  /// Four steps; at the third, all gradients change their signs.
  private Map<String, Object> run(Function<List<Tensor>, Optimizer> constructor) {
    Optimizer optimizer = constructor.apply(params);
    for (int step = 0; step < 4; step++) {
      for (int i = 0; i < 2; i++) {
        Tensor param = params.get(i);
        Tensor gradient = fill(step + 2 * i + 3, param.shape().toArray());
        param.setGrad(step == 2 ? gradient.neg() : gradient);
      }
      optimizer.step();
    }
    return optimizer.state().get(params.get(1));
  }

  private void assertParams(double tolerance, double[] matrix, double[] vector) {
    assertArrayEquals(matrix, params.get(0).toDoubleArray(), tolerance);
    assertArrayEquals(vector, params.get(1).toDoubleArray(), tolerance);
  }

  private static double[] values(Map<String, Object> state, String name) {
    return ((Tensor) state.get(name)).toDoubleArray();
  }

  @Test
  void asgd_averages_the_weights() {
    var state = run(p -> new ASGD(p, lr(0.1), lambd(0.01), t0(1), weightDecay(0.1)));
    assertEquals(List.of("step", "eta", "mu", "ax"), new ArrayList<>(state.keySet()));
    assertParams(
        1e-9,
        new double[] {
          -0.0456843620897316,
          0.03378962163091437,
          -0.021894881172097064,
          0.01000014071327983,
          0.001894599745537446,
          -0.013789340204354706
        },
        new double[] {0.1030621298871917, -0.11495687034600896, 0.1268516108048262});
    double[] averages = {0.13515985405824676, -0.14790874009170754, 0.16065762612516832};
    assertArrayEquals(averages, values(state, "ax"), 1e-9);
    assertEquals(0.09970104694366455, values(state, "eta")[0]);
  }

  @Test
  void rprop_waits_where_the_sign_changes() {
    var state = run(p -> new Rprop(p, lr(0.1), stepSizes(0.01, 0.13)));
    assertEquals(List.of("step", "prev", "step_size"), new ArrayList<>(state.keySet()));
    assertParams(
        1e-12,
        new double[] {-0.264375, 0.24875, -0.233125, 0.2175, -0.201875, 0.18625},
        new double[] {0.00125, -0.016875, 0.0325});
    assertArrayEquals(new double[] {0.625, -0.640625, 0.65625}, values(state, "prev"));
    assertArrayEquals(new double[] {0.06, 0.06, 0.06}, values(state, "step_size"), 1e-15);
  }

  @Test
  void adafactor_keeps_rows_and_columns_of_a_matrix() {
    var state = run(p -> new Adafactor(p, lr(0.1), weightDecay(0.1)));
    assertEquals(List.of("step", "variance"), new ArrayList<>(state.keySet()));
    assertParams(
        1e-12,
        new double[] {
          0.008110473113386786,
          -0.023034017570023248,
          0.0379599155938727,
          -0.052892038369330534,
          0.06782970052543803,
          -0.08276928477973489
        },
        new double[] {0.2268904423189997, -0.2416721831043565, 0.25646089047584153});
    double[] variance = {0.4679499336702736, 0.4854254751109367, 0.5033892978015998};
    assertArrayEquals(variance, values(state, "variance"), 1e-12);
  }

  @Test
  void wrong_values_are_refused() {
    assertFails("Invalid eta values: 1.5, 1.2", () -> new Rprop(params, Option.etas(1.5, 1.2)));
    assertFails("Invalid learning rate: -1.0", () -> new ASGD(params, lr(-1)));
    assertFails(
        "beta2_decay should be <= 0 but is: 0.5",
        () -> new Adafactor(params, Option.beta2Decay(0.5)));
    assertFails(
        "Clipping threshold d should be >= 1 but is: 0.5",
        () -> new Adafactor(params, Option.d(0.5)));
  }

  @Test
  void pairs_print_as_tuples() {
    String text = new Adafactor(params).toString();
    assertEquals(
        "    eps: (None, 0.001)",
        text.lines().filter(line -> line.contains("eps:")).findFirst().orElseThrow());
  }

  private static void assertFails(String message, Runnable body) {
    assertEquals(message, assertThrows(TorchException.class, body::run).getMessage());
  }
}
