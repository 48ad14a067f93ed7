package dev.gradfn.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Parameter;
import dev.gradfn.autograd.Shapes;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.BatchNorm2d;
import dev.gradfn.nn.Conv2d;
import dev.gradfn.nn.ConvNd;
import dev.gradfn.nn.GroupNorm;
import dev.gradfn.nn.Layer;
import dev.gradfn.nn.Linear;
import dev.gradfn.nn.MaxPool2d;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.Sequential;
import dev.gradfn.nn.ZeroPad2d;
import dev.gradfn.op.Cumsum;
import dev.gradfn.op.Mean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelGraphTest {
  /// Children by name, and what forward does with them.
  private static final class Net extends Layer {
    private final BiFunction<Net, Tensor, Tensor> forward;

    Net(Map<String, Module> children, BiFunction<Net, Tensor, Tensor> forward) {
      this.forward = forward;
      children.forEach(this::registerModule);
    }

    Tensor run(String name, Tensor x) {
      return Layer.call(getSubmodule(name), x);
    }

    @Override
    protected Tensor forward(Tensor x) {
      return forward.apply(this, x);
    }
  }

  private static Map<String, Module> children(Object... namesAndModules) {
    Map<String, Module> children = new LinkedHashMap<>();
    for (int i = 0; i < namesAndModules.length; i += 2) {
      children.put((String) namesAndModules[i], (Module) namesAndModules[i + 1]);
    }
    return children;
  }

  private static Conv2d conv(int in, int out) {
    return conv(in, out, 1);
  }

  private static Conv2d conv(int in, int out, int groups) {
    return new Conv2d(in, out, ConvNd.Options.kernel(Dims.of(1, 1)).withGroups(groups));
  }

  private static ChannelGraph graph(Module net) {
    return ChannelGraph.of(net, image(8));
  }

  private static Args image(long size) {
    return Args.of(Tensor.ones(DType.FLOAT32, Device.META, Dims.of(1, 3, size, size)));
  }

  /// `path side [channels]` of each member.
  private static List<String> group(Module net, String root, Integer... channels) {
    List<String> lines = new ArrayList<>();
    for (Member member : graph(net).group(net.getSubmodule(root), List.of(channels)).members()) {
      lines.add(member.path() + " " + member.side().code() + " " + member.channels());
    }
    return lines;
  }

  private static Prunability of(Module net, String path) {
    return graph(net).prunability().stream()
        .filter(one -> one.module().equals(path))
        .findFirst()
        .orElseThrow();
  }

  private static void assertReason(Reason reason, List<String> because, Module net, String path) {
    Prunability found = of(net, path);
    assertEquals(reason, found.reason(), found.text());
    assertEquals(because, found.because());
  }

  @Test
  void a_channel_goes_with_its_norm_and_with_what_takes_it() {
    Module net = new Sequential(conv(3, 4), new BatchNorm2d(4), new MaxPool2d(2), conv(4, 5));
    assertEquals(List.of("0 out [0, 3]", "1 out [0, 3]", "3 in [0, 3]"), group(net, "0", 0, 3));
    assertEquals("prunable together with 1 (out), 3 (in)", of(net, "0").text());
  }

  @Test
  void concatenated_channels_move_on() {
    Module net =
        new Net(
            children("a", conv(3, 4), "b", conv(3, 2), "c", conv(6, 1)),
            (n, x) -> n.run("c", Shapes.cat(List.of(n.run("a", x), n.run("b", x)), 1).sigmoid()));
    assertEquals(List.of("b out [1]", "c in [5]"), group(net, "b", 1));
  }

  @Test
  void a_tensor_that_is_concatenated_twice_goes_twice() {
    Module net =
        new Net(
            children("a", conv(3, 4), "c", conv(8, 1)),
            (n, x) -> {
              Tensor y = n.run("a", x);
              return n.run("c", Shapes.cat(List.of(y, y), 1));
            });
    assertEquals(List.of("a out [1]", "c in [1, 5]"), group(net, "a", 1));
  }

  @Test
  void slices_and_added_branches_hang_together() {
    Module net =
        new Net(
            children("a", conv(3, 8), "b", conv(4, 4), "c", conv(4, 1)),
            (n, x) -> {
              Tensor y = n.run("a", x);
              return n.run("c", y.narrow(1, 4, 4).add(n.run("b", y.narrow(1, 0, 4))));
            });
    assertEquals(List.of("a out [5]", "b out [1]", "c in [1]"), group(net, "b", 1));
    assertEquals(List.of("a out [1]", "b in [1]"), group(net, "a", 1));
  }

  @Test
  void a_flattened_channel_takes_all_its_places() {
    Module net =
        new Net(
            children("a", conv(3, 2), "fc", new Linear(2 * 64, 5)),
            (n, x) -> n.run("fc", n.run("a", x).flatten(1, -1)));
    List<String> group = group(net, "a", 1);
    assertEquals("a out [1]", group.get(0));
    assertTrue(group.get(1).startsWith("fc in [64, 65, ") && group.get(1).endsWith(" 127]"));
    assertFalse(graph(net).group(net.getSubmodule("a")).leavesChannels());
    assertTrue(graph(net).group(net.getSubmodule("a"), List.of(0)).leavesChannels());
  }

  @Test
  void depthwise_convolutions_pass_channels_on() {
    Module net = new Sequential(conv(3, 4), conv(4, 4, 4), conv(4, 1));
    assertEquals(List.of("0 out [2]", "1 out [2]", "2 in [2]"), group(net, "0", 2));
    List<String> roots = graph(net).groups(_ -> false).stream().map(PruningGroup::root).toList();
    assertEquals(List.of("0", "2"), roots);
  }

  @Test
  void groups_must_stay_of_equal_size() {
    Module net = new Sequential(conv(3, 4), conv(4, 4, 2), conv(4, 1));
    assertReason(Reason.GROUP_CONSTRAINT, List.of("1"), net, "0");
    assertReason(Reason.GROUP_CONSTRAINT, List.of("1"), net, "1");
    Module normed = new Sequential(conv(3, 4), new GroupNorm(2, 4), conv(4, 1));
    assertReason(Reason.GROUP_CONSTRAINT, List.of("1"), normed, "0");
  }

  @Test
  void channels_that_become_places_in_one_plane_go_together() {
    Module net =
        new Net(
            children("a", conv(3, 8), "b", conv(2, 1)),
            (n, x) -> {
              Tensor split = n.run("a", x).view(1, 2, 2, 2, 8, 8);
              return n.run("b", split.permute(0, 3, 4, 1, 5, 2).reshape(1, 2, 16, 16));
            });
    assertEquals(List.of("a out [1, 3, 5, 7]", "b in [1]"), group(net, "a", 3));
  }

  @Test
  void padding_belongs_to_no_channel() {
    Module net = new Sequential(conv(3, 4), new ZeroPad2d(1), new MaxPool2d(2), conv(4, 1));
    assertEquals(List.of("0 out [2]", "3 in [2]"), group(net, "0", 2));
  }

  @Test
  void a_module_that_is_called_twice_has_the_same_channels() {
    Module net =
        new Net(
            children("a", conv(3, 3), "b", conv(3, 1)),
            (n, x) -> n.run("b", n.run("a", n.run("a", x).sigmoid())));
    assertEquals(List.of("a in [1]", "a out [1]", "b in [1]"), group(net, "a", 1));
  }

  @Test
  void an_output_of_the_network_stays() {
    Module net = new Sequential(conv(3, 4), conv(4, 2), new BatchNorm2d(2));
    assertReason(Reason.OUTPUT, List.of("out"), net, "1");
    assertReason(Reason.OUTPUT, List.of("out"), net, "2");
    assertEquals(List.of("out"), graph(net).group(net.getSubmodule("1")).outputs());
    assertEquals(
        "not prunable: its channels are an output of the network (out)", of(net, "1").text());
  }

  @Test
  void frozen_layers_stay_and_so_does_what_hangs_on_them() {
    Module net =
        new Net(
            children("a", conv(3, 4), "b", conv(3, 4), "c", conv(4, 1)),
            (n, x) -> n.run("c", n.run("a", x).add(n.run("b", x))));
    net.getParameter("b.weight").requiresGrad_(false);
    assertReason(Reason.FROZEN, List.of("b.weight"), net, "b");
    assertReason(Reason.COUPLED, List.of("b"), net, "a");
    assertFalse(net.getParameter("b.weight").requiresGrad(), "left as it was");
    assertTrue(net.getParameter("a.weight").requiresGrad());
  }

  @Test
  void what_forward_or_gradients_do_not_reach_says_so() {
    Module net =
        new Net(
            children("unused", conv(3, 4), "cut", conv(3, 3), "c", conv(3, 1)),
            (n, x) -> n.run("c", n.run("cut", x).detach()));
    assertReason(Reason.NOT_REACHED, List.of(), net, "unused");
    assertReason(Reason.NOT_DIFFERENTIABLE, List.of(), net, "cut");
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> graph(net).group(net.getSubmodule("unused"), List.of(0)));
    assertEquals(
        "group: expected a layer that the outputs depend on, got unused", error.getMessage());
  }

  @Test
  void operations_that_are_not_followed_are_named() {
    Module net =
        new Net(
            children("a", conv(3, 4), "b", conv(4, 1)),
            (n, x) -> n.run("b", Operations.apply(new Cumsum(1, null, false), n.run("a", x))));
    assertReason(Reason.UNKNOWN_OPERATION, List.of("CumsumBackward0"), net, "a");
  }

  @Test
  void what_is_added_to_the_image_keeps_its_channels() {
    Module net =
        new Net(
            children("a", conv(3, 3), "b", conv(3, 1)), (n, x) -> n.run("b", n.run("a", x).add(x)));
    assertReason(Reason.UNKNOWN_OPERATION, List.of("AddBackward0"), net, "a");
  }

  @Test
  void a_constant_for_each_place_is_no_obstacle() {
    Tensor places = Tensor.ones(1, 1, 8, 8);
    Module net =
        new Net(
            children("a", conv(3, 4), "b", conv(4, 1)),
            (n, x) -> n.run("b", n.run("a", x).mul(places).add(2)));
    assertEquals(null, of(net, "a").reason());
  }

  @Test
  void a_loose_parameter_of_the_same_width_is_named() {
    Net net =
        new Net(
            children("a", conv(3, 4), "b", conv(4, 1)),
            (n, x) -> n.run("b", n.run("a", x).mul(n.getParameter("scale"))));
    net.registerParameter("scale", new Parameter(Tensor.ones(1, 4, 1, 1)));
    assertReason(Reason.UNKNOWN_OPERATION, List.of("scale"), net, "a");
  }

  @ParameterizedTest
  @ValueSource(longs = {8, 64})
  void the_size_of_the_image_does_not_matter(long size) {
    Module net =
        new Net(
            children("a", conv(3, 4), "b", conv(4, 4), "c", conv(8, 1)),
            (n, x) -> {
              Tensor y = n.run("a", x);
              Tensor both = Shapes.cat(List.of(y, n.run("b", y)), 1);
              return n.run("c", Operations.apply(new Mean(Dims.of(2, 3), true, null), both));
            });
    net.train();
    ChannelGraph graph = ChannelGraph.of(net, image(size));
    assertEquals(2, graph.groups(net.getSubmodule("c")::equals).size());
    assertEquals(3, graph.ungroupedConvolutions().size());
    assertTrue(net.isTraining(), "left as it was");
  }
}
