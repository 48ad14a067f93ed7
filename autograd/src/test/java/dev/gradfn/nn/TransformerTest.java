package dev.gradfn.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gradfn.autograd.Generator;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Stacks of layers; the layers themselves, and whole transformers, have golden cases.
class TransformerTest {
  private static final TransformerEncoderLayer.Options OPTIONS =
      new TransformerEncoderLayer.Options(6, 0.0, "relu", 1e-5, true, false, true);

  @BeforeEach
  void seed() {
    Generator.global().manualSeed(3);
  }

  private static Tensor random(long... shape) {
    return Tensor.randn(shape);
  }

  private static TransformerEncoder encoder(Module norm) {
    return new TransformerEncoder(new TransformerEncoderLayer(4, 2, OPTIONS), 2, norm);
  }

  private static double[] run(Module module, Args args) {
    return ((Tensor) module.callAll(args)).toDoubleArray();
  }

  @Test
  void an_encoder_is_its_layers_one_behind_the_other_and_a_norm() {
    TransformerEncoder encoder = encoder(new LayerNorm(4));
    Tensor x = random(2, 3, 4);
    List<Module> layers = encoder.layers();
    assertEquals(2, layers.size());
    assertNotSame(layers.get(0), layers.get(1));
    Object between = layers.get(1).callAll(Args.of(layers.get(0).callAll(Args.of(x))));
    double[] expected =
        ((Tensor) encoder.childSlots().get("norm").get().callAll(Args.of(between))).toDoubleArray();
    assertArrayEquals(expected, run(encoder, Args.of(x)), 1e-6);
  }

  @Test
  void a_causal_mask_is_recognised() {
    TransformerEncoder encoder = encoder(null);
    double minus = Double.NEGATIVE_INFINITY;
    Tensor causal =
        Tensor.of(new double[] {0, minus, minus, 0, 0, minus, 0, 0, 0}, 3, 3)
            .to(dev.gradfn.core.DType.FLOAT32);
    Tensor other = causal.t().contiguous();
    Tensor x = random(2, 3, 4);
    assertEquals(true, encoder.isCausal(causal, null, x));
    assertEquals(false, encoder.isCausal(other, null, x));
    assertEquals(false, encoder.isCausal(causal, false, x));
    assertEquals(true, encoder.isCausal(other, true, x));
    Args hinted = new Args(List.of(x), Map.of("mask", causal, "is_causal", true));
    assertArrayEquals(
        run(encoder, hinted), run(encoder, new Args(List.of(x), Map.of("mask", causal))), 1e-6);
  }

  @Test
  void sizes_that_do_not_fit_are_refused() {
    Transformer transformer = new Transformer(4, 2, 1, 1, OPTIONS);
    TorchException batch =
        assertThrows(
            TorchException.class,
            () -> transformer.callAll(Args.of(random(2, 3, 4), random(1, 3, 4))));
    assertEquals("the batch number of src and tgt must be equal", batch.getMessage());
    TorchException width =
        assertThrows(
            TorchException.class,
            () -> transformer.callAll(Args.of(random(2, 3, 5), random(2, 3, 4))));
    assertEquals("the feature number of src and tgt must be equal to d_model", width.getMessage());
  }
}
