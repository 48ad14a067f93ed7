package dev.gradfn.nn;

import static dev.gradfn.GoldenValues.assertValues;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Ports of the programs `convert` of `golden/modules/structure.json`.
class ConversionTest {
  @Test
  void batch_norms_become_synchronised_ones_with_their_parameters() {
    BatchNorm2d norm = new BatchNorm2d(2, new RunningNorm.Options(1e-3, 0.2, true, true));
    BatchNorm1d plain = new BatchNorm1d(3, new RunningNorm.Options(1e-5, 0.1, false, true));
    Module net = new Sequential(List.of(norm, new Sequential(List.of(plain))));
    Tensor weight = norm.weight().get();
    assertSame(net, SyncBatchNorm.convert(net));
    assertEquals(
        """
        Sequential(
          (0): SyncBatchNorm(2, eps=0.001, momentum=0.2, affine=True, bias=True, \
        track_running_stats=True)
          (1): Sequential(
            (0): SyncBatchNorm(3, eps=1e-05, momentum=0.1, affine=False, bias=False, \
        track_running_stats=True)
          )
        )\
        """,
        net.toString());
    assertSame(weight, net.getParameter("0.weight"));
  }

  @Test
  void learned_vectors_are_taken_as_they_are() {
    Tensor vectors = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
    Embedding embedding = Embedding.fromPretrained(vectors, true, Embedding.Options.DEFAULT);
    assertFalse(embedding.weight().get().requiresGrad());
    assertEquals("Embedding(2, 2)", embedding.toString());
    assertValues(embedding.call(Tensor.of(new long[] {1}, 1)), 3, 4);
    TorchException e =
        assertThrows(
            TorchException.class,
            () -> Embedding.fromPretrained(Tensor.of(1), true, Embedding.Options.DEFAULT));
    assertEquals("Embeddings parameter is expected to be 2-dimensional", e.getMessage());
  }
}
