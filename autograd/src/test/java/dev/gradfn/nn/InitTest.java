package dev.gradfn.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.autograd.Generator;
import dev.gradfn.autograd.MatrixProducts;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.autograd.Warnings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class InitTest {
  private static Generator seeded() {
    return new Generator().manualSeed(4);
  }

  private static List<String> warnings(Runnable body) {
    List<String> heard = new ArrayList<>();
    Warnings.Handler before = Warnings.setHandler((_, message) -> heard.add(message));
    try {
      body.run();
    } finally {
      Warnings.setHandler(before);
    }
    return heard;
  }

  private static void assertSays(String words, org.junit.jupiter.api.function.Executable body) {
    TorchException error = assertThrows(TorchException.class, body);
    assertEquals(words, error.getMessage());
    assertEquals(TorchException.Kind.VALUE, error.kind());
  }

  @Test
  void gains_are_those_of_pytorch() {
    assertEquals(1, Init.calculateGain("conv2d", null));
    assertEquals(5.0 / 3, Init.calculateGain("tanh", null));
    assertEquals(Math.sqrt(2), Init.calculateGain("relu", null));
    assertEquals(Math.sqrt(2 / 1.04), Init.calculateGain("leaky_relu", 0.2));
    assertEquals(0.75, Init.calculateGain("selu", null));
    assertSays("Unsupported nonlinearity swish", () -> Init.calculateGain("swish", null));
  }

  @Test
  void fans_count_the_kernel() {
    assertEquals(new Init.Fans(36, 72), Init.Fans.of(Tensor.zeros(8, 4, 3, 3)));
    assertSays(
        "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions",
        () -> Init.kaimingUniform_(Tensor.ones(3), 0));
  }

  @Test
  void orthogonal_rows_have_length_gain_and_meet_at_right_angles() {
    Tensor x = Init.orthogonal_(Tensor.zeros(3, 5), 2, seeded());
    double[] product = MatrixProducts.matmul(x, x.transpose(0, 1)).toDoubleArray();
    assertArrayEquals(new double[] {4, 0, 0, 0, 4, 0, 0, 0, 4}, product, 1e-5);
  }

  @Test
  void truncated_numbers_stay_inside_and_lean_to_the_mean() {
    Tensor wide = Init.truncNormal_(Tensor.zeros(20_000), 0, 1, -1, 2, seeded());
    double[] inside = wide.toDoubleArray();
    assertTrue(Arrays.stream(inside).allMatch(x -> -1 <= x && x <= 2));
    assertEquals(0.229637, mean(wide), 0.02);
    // Here candidates are even: less than 0.3 of the bell lies between the bounds.
    Tensor narrow = Init.truncNormal_(Tensor.zeros(20_000), 0, 1, 1, 3, seeded());
    assertEquals(1.510, mean(narrow), 0.02);
  }

  private static double mean(Tensor x) {
    return Arrays.stream(x.toDoubleArray()).average().orElseThrow();
  }

  @Test
  void sparse_columns_have_their_zeros() {
    double[] x = Init.sparse_(Tensor.zeros(6, 3), 0.4, 1, seeded()).toDoubleArray();
    for (int column = 0; column < 3; column++) {
      int zeros = 0;
      for (int row = 0; row < 6; row++) zeros += x[row * 3 + column] == 0 ? 1 : 0;
      assertEquals(3, zeros);
    }
  }

  @Test
  void dirac_hands_on_the_input_of_each_group() {
    Tensor x = Init.dirac_(Tensor.ones(4, 2, 3), 2);
    double[] values = x.toDoubleArray();
    assertEquals(4, Arrays.stream(values).sum());
    for (int out = 0; out < 4; out++) assertEquals(1, values[out * 6 + out % 2 * 3 + 1]);
    assertSays(
        "Only tensors with 3, 4, or 5 dimensions are supported",
        () -> Init.dirac_(Tensor.ones(3), 1));
  }

  @Test
  void warns_in_the_words_of_pytorch() {
    assertEquals(
        List.of("Initializing zero-element tensors is a no-op"),
        warnings(() -> Init.kaimingUniform_(Tensor.ones(0, 3), 0)));
    assertEquals(
        List.of(
            "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of"
                + " values may be incorrect."),
        warnings(() -> Init.truncNormal_(Tensor.ones(2), 10, 1, -2, 2, seeded())));
  }

  @Test
  void a_parameter_is_set_without_a_record() {
    Tensor weight = Tensor.zeros(2, 3).requiresGrad_();
    Init.xavierNormal_(weight, 1, seeded());
    assertTrue(weight.isLeaf() && weight.requiresGrad());
  }
}
