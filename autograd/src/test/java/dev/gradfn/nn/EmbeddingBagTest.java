package dev.gradfn.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gradfn.autograd.Parameter;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import org.junit.jupiter.api.Test;

class EmbeddingBagTest {
  private static final Tensor NUMBERS = Tensor.of(new long[] {0, 2, 1, 2}, 4);
  private static final Tensor OFFSETS = Tensor.of(new long[] {0, 2, 2}, 3);

  private static EmbeddingBag bag(String mode, Integer padding) {
    EmbeddingBag.Options options =
        new EmbeddingBag.Options(null, 2.0, false, mode, false, false, padding);
    EmbeddingBag bag = new EmbeddingBag(3, 2, options);
    float[] vectors = {1, 2, 3, 4, 5, -6};
    bag.weight().set(new Parameter(Tensor.of(vectors, 3, 2)));
    return bag;
  }

  private static void assertBags(EmbeddingBag bag, double... expected) {
    Tensor output = (Tensor) bag.callAll(Args.of(NUMBERS, OFFSETS));
    assertEquals("EmbeddingBagBackward0", output.gradFn().name());
    assertArrayEquals(expected, output.toDoubleArray(), 1e-6);
  }

  @Test
  void bags_are_summed_averaged_or_the_largest_is_taken() {
    assertBags(bag("sum", null), 6, -4, 0, 0, 8, -2);
    assertBags(bag("mean", null), 3, -2, 0, 0, 4, -1);
    assertBags(bag("max", null), 5, 2, 0, 0, 5, 4);
  }

  @Test
  void padding_counts_in_no_bag() {
    assertBags(bag("mean", -1), 1, 2, 0, 0, 3, 4);
    assertBags(bag("max", 2), 1, 2, 0, 0, 3, 4);
  }

  @Test
  void shows_itself_as_pytorch_does() {
    assertEquals("EmbeddingBag(3, 2, mode='mean')", new EmbeddingBag(3, 2).toString());
    assertEquals("EmbeddingBag(3, 2, mode='sum', padding_idx=2)", bag("sum", -1).toString());
  }

  @Test
  void refuses_weights_of_samples_in_a_mean() {
    Args args = Args.of(NUMBERS, OFFSETS, Tensor.of(1, 1, 1, 1));
    TorchException e = assertThrows(TorchException.class, () -> bag("mean", null).callAll(args));
    assertEquals(TorchException.Kind.NOT_IMPLEMENTED, e.kind());
  }
}
