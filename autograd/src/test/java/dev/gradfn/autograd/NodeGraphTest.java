package dev.gradfn.autograd;

import static dev.gradfn.autograd.Tensors.assertValues;
import static dev.gradfn.autograd.Tensors.leaf;
import static dev.gradfn.autograd.Tensors.ones;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.F;
import dev.gradfn.trace.AutogradGraph;
import dev.gradfn.trace.AutogradGraph.Link;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NodeGraphTest {
  private static final Dims ONE = Dims.of(1, 1);
  private static final Dims NONE = Dims.of(0, 0);

  // ---- names ---------------------------------------------------------------------------------

  @Test
  void nodes_have_pytorchs_names() {
    Tensor x = ones(2, 2);
    assertName("AddBackward0", x.add(1));
    assertName("SubBackward0", x.sub(1));
    assertName("MulBackward0", x.mul(2));
    assertName("DivBackward0", x.div(2));
    assertName("NegBackward0", x.neg());
    assertName("PowBackward0", x.pow(2));
    assertName("ExpBackward0", x.exp());
    assertName("SumBackward0", x.sum());
    assertName("SumBackward1", x.sum(Dims.of(0), false));
    assertName("CatBackward0", Shapes.cat(List.of(x, x), 0));
    assertName("CloneBackward0", x.cloned());
    assertName("PermuteBackward0", x.permute(1, 0));
    assertName("SqueezeBackward1", x.squeeze(0));
    assertName("ToCopyBackward0", x.to(DType.FLOAT64));
    assertName("ConstantPadNdBackward0", F.pad(x, Dims.of(1, 1), 0));
  }

  private static void assertName(String expected, Tensor tensor) {
    assertEquals(expected, tensor.gradFn().typeName());
    assertEquals(expected, tensor.gradFn().name());
    assertEquals(
        expected.substring(0, expected.indexOf("Backward")), tensor.gradFn().forwardName());
  }

  @Test
  void nodes_of_no_operation_have_two_names() {
    Tensor x = ones(2);
    Node accumulate = x.mul(2).gradFn().nextFunctions().get(0).node();
    assertEquals("AccumulateGrad", accumulate.typeName());
    assertEquals("torch::autograd::AccumulateGrad", accumulate.name());
    assertSame(x, ((AccumulateGrad) accumulate).variable());
    Node copy = x.mul(1).copy_(x).gradFn();
    assertEquals("CopyBackwards", copy.typeName());
    assertEquals("torch::autograd::CopyBackwards", copy.name());
    Tensor y = x.mul(1);
    y.select(0, 0).mul_(2);
    assertEquals("CopySlices", y.gradFn().typeName());
    assertEquals("torch::autograd::CopySlices", y.gradFn().name());
  }

  @Test
  void a_node_prints_as_python_prints_it() {
    assertTrue(ones(2).mul(2).gradFn().toString().matches("<MulBackward0 object at 0x[0-9a-f]+>"));
  }

  @Test
  void a_node_is_equal_to_itself_alone() {
    Tensor x = ones(2);
    Set<Node> nodes = new HashSet<>(List.of(x.mul(2).gradFn(), x.mul(2).gradFn()));
    assertEquals(2, nodes.size());
    Tensor y = x.mul(2);
    assertSame(y.gradFn(), y.gradFn());
  }

  @Test
  void later_nodes_have_higher_sequence_numbers_and_leaves_the_highest() {
    Tensor x = ones(2);
    Tensor a = x.mul(2);
    Tensor b = x.mul(3);
    assertTrue(b.gradFn().sequenceNr() > a.gradFn().sequenceNr());
    long leaf = x.gradientEdge().node().sequenceNr();
    assertTrue(Long.compareUnsigned(leaf, b.gradFn().sequenceNr()) > 0);
  }

  // ---- edges ---------------------------------------------------------------------------------

  @Test
  void operands_without_grad_have_an_empty_edge_in_their_place() {
    Tensor x = ones(2);
    Node mul = x.mul(2).gradFn();
    assertEquals(List.of(x.gradientEdge(), new Edge(null, 0)), mul.nextFunctions());
    Node reversed = Tensor.ones(2).mul(x).gradFn();
    assertEquals(List.of(new Edge(null, 0), x.gradientEdge()), reversed.nextFunctions());
  }

  @Test
  void a_leaf_has_one_accumulator() {
    Tensor x = ones(2);
    Node first = x.mul(2).gradFn().nextFunctions().get(0).node();
    assertSame(first, x.add(x).gradFn().nextFunctions().get(1).node());
  }

  @Test
  void edges_name_the_output_that_they_came_from() {
    List<Tensor> pieces = ones(4).split(Dims.of(1, 3), 0);
    Edge edge = pieces.get(1).mul(2).gradFn().nextFunctions().get(0);
    assertEquals(new Edge(pieces.get(0).gradFn(), 1), edge);
  }

  @Test
  void a_convolution_always_has_three_edges() {
    Tensor x = Tensor.ones(1, 1, 3, 3);
    Tensor weight = ones(1, 1, 2, 2);
    Node without = F.conv2d(x, weight, null, ONE, NONE, ONE, 1).gradFn();
    assertEquals(List.of(Edge.NONE, weight.gradientEdge(), Edge.NONE), without.nextFunctions());
    Tensor bias = ones(1);
    Node with = F.conv2d(x, weight, bias, ONE, NONE, ONE, 1).gradFn();
    assertEquals(
        List.of(Edge.NONE, weight.gradientEdge(), bias.gradientEdge()), with.nextFunctions());
  }

  @Test
  void a_batch_norm_always_has_three_edges() {
    Tensor x = ones(2, 3, 2, 2);
    Tensor mean = Tensor.zeros(3);
    Tensor variance = Tensor.ones(3);
    Node plain = F.batchNorm(x, mean, variance, null, null, true, 0.1, 1e-5).gradFn();
    assertEquals(List.of(x.gradientEdge(), Edge.NONE, Edge.NONE), plain.nextFunctions());
    Tensor weight = ones(3);
    Tensor bias = ones(3);
    Node affine = F.batchNorm(x, null, null, weight, bias, true, 0.1, 1e-5).gradFn();
    assertEquals(
        List.of(x.gradientEdge(), weight.gradientEdge(), bias.gradientEdge()),
        affine.nextFunctions());
  }

  @Test
  void a_node_describes_the_results_of_its_operation() {
    Node split = ones(4, 2).split(Dims.of(1, 3), 0).get(0).gradFn();
    assertEquals(
        List.of(
            new Node.InputMetadata(Dims.of(1, 2), DType.FLOAT32, Device.CPU),
            new Node.InputMetadata(Dims.of(3, 2), DType.FLOAT32, Device.CPU)),
        split.inputMetadata());
  }

  // ---- saved fields --------------------------------------------------------------------------

  @Test
  void a_product_saves_the_factors_that_are_needed() {
    Tensor x = leaf(1, 2);
    Tensor factor = Tensor.of(3, 4);
    Map<String, Object> saved = x.mul(factor).gradFn().saved();
    assertEquals(Set.of("self", "other"), saved.keySet());
    assertNull(saved.get("self"));
    assertSame(factor, saved.get("other"));
    Map<String, Object> reversed = factor.mul(x).gradFn().saved();
    assertSame(factor, reversed.get("self"));
    assertNull(reversed.get("other"));
  }

  @Test
  void saved_results_show_the_same_memory_and_hang_on_the_node() {
    Tensor y = leaf(0).sigmoid();
    Tensor saved = (Tensor) y.gradFn().saved().get("result");
    assertSame(y.gradFn(), saved.gradFn());
    assertSame(y.array().storage(), saved.array().storage());
  }

  @Test
  void parameters_are_saved_under_pytorchs_names() {
    Tensor x = ones(2, 3);
    assertEquals(Map.of("alpha", 2.5), x.add(x, 2.5).gradFn().saved());
    assertEquals(
        Map.of("dim", Dims.of(1), "keepdim", true, "self_sym_sizes", Dims.of(2, 3)),
        x.sum(Dims.of(1), true).gradFn().saved());
    assertEquals(Map.of("dim", 1L), Shapes.cat(List.of(x, x), 1).gradFn().saved());
    assertEquals(
        Map.of("dim", 0L, "start", 0L, "end", 1L, "step", 1L, "self_sym_sizes", Dims.of(2, 3)),
        x.slice(0, 0, 1).gradFn().saved());
    assertEquals(Map.of("pad", Dims.of(1, 2)), F.pad(x, Dims.of(1, 2), 0).gradFn().saved());
  }

  @Test
  void a_convolution_saves_what_pruning_reads() {
    Tensor x = Tensor.ones(1, 2, 5, 5);
    Tensor weight = ones(4, 1, 3, 3);
    Map<String, Object> saved =
        F.conv2d(x, weight, ones(4), Dims.of(2, 2), ONE, ONE, 2).gradFn().saved();
    assertEquals(
        Set.of(
            "bias_sym_sizes_opt",
            "dilation",
            "groups",
            "input",
            "output_padding",
            "padding",
            "stride",
            "transposed",
            "weight"),
        saved.keySet());
    assertSame(x, saved.get("input"));
    assertSame(weight, saved.get("weight"));
    assertEquals(2L, saved.get("groups"));
    assertEquals(Dims.of(4), saved.get("bias_sym_sizes_opt"));
    assertEquals(Dims.of(2, 2), saved.get("stride"));
  }

  @Test
  void a_batch_norm_saves_its_statistics() {
    Tensor x = leaf(new long[] {2, 1, 1, 1}, 1, 3);
    Tensor y = F.batchNorm(x, null, null, null, null, true, 0.1, 0);
    Map<String, Object> saved = y.gradFn().saved();
    assertValues((Tensor) saved.get("result1"), 2);
    assertValues((Tensor) saved.get("result2"), 1);
    assertEquals(true, saved.get("training"));
    assertNull(saved.get("weight"));
  }

  @Test
  void a_max_pool_saves_its_indices() {
    Tensor x = leaf(new long[] {1, 1, 2, 2}, 1, 4, 3, 2);
    Dims two = Dims.of(2, 2);
    Map<String, Object> saved = F.maxPool2d(x, two, two, NONE, ONE, false).gradFn().saved();
    assertEquals("[1]", Arrays.toString(((Tensor) saved.get("result1")).toLongArray()));
    assertSame(x, saved.get("self"));
    assertEquals(two, saved.get("kernel_size"));
    assertEquals(false, saved.get("ceil_mode"));
  }

  // ---- the whole graph -----------------------------------------------------------------------

  @Test
  void nodes_are_numbered_in_order_of_the_first_visit() {
    Tensor x = ones(2);
    Tensor w = ones(2);
    Tensor a = x.mul(2);
    Tensor b = a.exp();
    Tensor c = b.add(a);
    AutogradGraph graph =
        AutogradGraph.of(ordered("c", c.mul(w), "b", b, "plain", Tensor.ones(1)), Map.of("w", w));
    List<String> names = graph.nodes().stream().map(e -> e.node().typeName()).toList();
    assertEquals(
        List.of(
            "MulBackward0",
            "AddBackward0",
            "ExpBackward0",
            "MulBackward0",
            "AccumulateGrad",
            "AccumulateGrad"),
        names);
    assertEquals(List.of(new Link(1, 0), new Link(5, 0)), graph.nodes().get(0).next());
    assertEquals(List.of(new Link(2, 0), new Link(3, 0)), graph.nodes().get(1).next());
    assertEquals(List.of(new Link(4, 0), new Link(null, 0)), graph.nodes().get(3).next());
    assertEquals("?", graph.nodes().get(4).variable());
    assertEquals("w", graph.nodes().get(5).variable());
    assertNull(graph.nodes().get(0).variable());
    assertEquals(
        List.of(
            new AutogradGraph.Output("c", 0, 0, Dims.of(2)),
            new AutogradGraph.Output("b", 2, 0, Dims.of(2)),
            new AutogradGraph.Output("plain", null, 0, Dims.of(1))),
        graph.outputs());
    assertEquals(
        Map.of("AccumulateGrad", 2, "AddBackward0", 1, "ExpBackward0", 1, "MulBackward0", 2),
        graph.counts());
  }

  private static Map<String, Tensor> ordered(Object... entries) {
    Map<String, Tensor> map = new java.util.LinkedHashMap<>();
    for (int i = 0; i < entries.length; i += 2)
      map.put((String) entries[i], (Tensor) entries[i + 1]);
    return map;
  }

  @Test
  void a_deep_graph_is_numbered_without_recursion() {
    Tensor y = ones(1);
    for (int i = 0; i < 100_000; i++) y = y.neg();
    AutogradGraph graph = AutogradGraph.of(Map.of("y", y), Map.of());
    assertEquals(100_001, graph.nodes().size());
    assertNotEquals(graph.nodes().get(0).node(), graph.nodes().get(1).node());
  }
}
