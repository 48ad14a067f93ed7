package dev.gradfn.autograd;

import static dev.gradfn.autograd.Tensors.assertRaises;
import static dev.gradfn.autograd.Tensors.assertValues;
import static dev.gradfn.autograd.Tensors.leaf;
import static dev.gradfn.autograd.Tensors.ones;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.gradfn.core.Dims;
import dev.gradfn.nn.F;
import dev.gradfn.op.PickOne;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The nodes that backward itself records, what nodes know of their results, and in which order
/// they pack and unpack what they save: as PyTorch does.
class NodesOfBackwardTest {
  private static final Autograd.Options GRAPH = Autograd.Options.DEFAULT.withCreateGraph(true);

  private static Tensor gradient(Tensor output, Tensor input) {
    return Autograd.grad(List.of(output), List.of(input), null, GRAPH).getFirst();
  }

  private static List<String> next(Node node) {
    return node.nextFunctions().stream()
        .map(edge -> edge.isDefined() ? edge.node().typeName() : "null")
        .toList();
  }

  @Test
  void aPowersExponentIsANumberInItsFormula() {
    Tensor x = leaf(new long[] {2}, 1, 2);
    Node outer = gradient(x.pow(3).sum(), x).gradFn();
    assertEquals("MulBackward0", outer.typeName());
    assertEquals(List.of("null", "MulBackward1"), next(outer));
    assertEquals(List.of("PowBackward0"), next(outer.nextFunctions().get(1).node()));
  }

  @Test
  void theGradientOfAConvolutionHangsOnGradientInputAndWeight() {
    Tensor x = ones(1, 1, 3, 3);
    Tensor w = ones(2, 1, 2, 2);
    Dims one = Dims.of(1, 1);
    Tensor y = F.conv2d(x, w, null, one, Dims.of(0, 0), one, 1);
    Tensor squares = y.square().sum();
    for (Tensor input : List.of(x, w)) {
      Node node = gradient(squares, input).gradFn();
      assertEquals("ConvolutionBackwardBackward0", node.typeName());
      assertEquals(List.of("MulBackward0", "AccumulateGrad", "AccumulateGrad"), next(node));
      assertSame(x, ((AccumulateGrad) node.nextFunctions().get(1).node()).variable());
      assertSame(w, ((AccumulateGrad) node.nextFunctions().get(2).node()).variable());
    }
  }

  @Test
  void anAccumulatedGradientIsACopyInTheGraph() {
    Tensor x = leaf(new long[] {2}, 1, 2);
    x.pow(4).sum().backward(null, GRAPH);
    assertEquals("CopyBackwards", x.grad().gradFn().typeName());
    Tensor second = Autograd.grad(List.of(x.grad().sum()), List.of(x), null, GRAPH).getFirst();
    assertValues(second, 12, 48);
  }

  @Test
  void nodesKnowOnlyResultsThatHaveAGradient() {
    Tensor[] largest = Operations.applyAll(new PickOne(PickOne.Kind.MAX, 0, 1, false), ones(2, 3));
    assertEquals(2, largest.length);
    List<Node.InputMetadata> metadata = largest[0].gradFn().inputMetadata();
    assertEquals(1, metadata.size());
    assertEquals(Dims.of(2), metadata.getFirst().shape());
  }

  @Test
  void savedTensorsArePackedAndUnpackedInTheOrderOfTheirNames() {
    List<String> log = new ArrayList<>();
    Tensor a = ones(2);
    Tensor b = ones(3, 2);
    Tensor z;
    try (var _ =
        SavedTensorHooks.open(
            t -> {
              log.add("pack " + t.shape());
              return t;
            },
            t -> {
              log.add("unpack " + ((Tensor) t).shape());
              return (Tensor) t;
            })) {
      z = a.mul(b).exp();
    }
    z.sum().backward();
    assertEquals(
        List.of(
            "pack [3, 2]",
            "pack [2]",
            "pack [3, 2]",
            "unpack [3, 2]",
            "unpack [3, 2]",
            "unpack [2]"),
        log);
    assertValues(a.grad(), 3 * Math.E, 3 * Math.E);
  }

  @Test
  void batchedGradientsAreStacked() {
    Tensor x = leaf(new long[] {2}, 1, 2);
    Tensor y = x.pow(2);
    Tensor eye = Tensor.of(new double[] {1, 0, 0, 1, 1, 1}, 3, 2);
    Autograd.Options batched = Autograd.Options.DEFAULT.withGradsBatched(true);
    Tensor g = Autograd.grad(List.of(y), List.of(x), List.of(eye), batched).getFirst();
    assertEquals(Dims.of(3, 2), g.shape());
    assertValues(g, 2, 0, 0, 4, 2, 4);
    Tensor z = x.pow(2);
    assertRaises(
        "If `is_grads_batched=True`, we interpret the first dimension of each grad_output as the"
            + " batch dimension. The sizes of the remaining dimensions are expected to match the"
            + " shape of corresponding output, but a mismatch was detected: grad_output[0] has a"
            + " shape of torch.Size([2]) and output[0] has a shape of torch.Size([2]). If you only"
            + " want some tensors in `grad_output` to be considered batched, consider using vmap.",
        () -> Autograd.grad(List.of(z), List.of(x), List.of(Tensor.ones(2)), batched));
  }
}
