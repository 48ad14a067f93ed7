package dev.gradfn.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gradfn.analysis.ChannelGraph;
import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Node;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.BatchNorm2d;
import dev.gradfn.nn.Conv2d;
import dev.gradfn.nn.Identity;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.ReLU;
import dev.gradfn.nn.Sequential;
import dev.gradfn.trace.AutogradGraph;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureTest {
  @TempDir Path folder;

  /// Two blocks that share one ReLU.
  static Module network() {
    ReLU shared = new ReLU();
    return new Sequential(
        new Sequential(new Conv2d(3, 4, 3), new BatchNorm2d(4), shared),
        new Sequential(new Conv2d(4, 5, 3), shared));
  }

  static Picture picture(Module network) {
    return Picture.of("two blocks", network, Args.of(Tensor.ones(1, 3, 8, 8)));
  }

  private static List<String> pathsOf(Picture picture, String node) {
    return picture.nodes().stream()
        .filter(n -> n.name().equals(node))
        .map(n -> picture.boxes().get(n.box()).path())
        .sorted()
        .toList();
  }

  @Test
  void a_node_stands_in_the_innermost_call_that_recorded_it() {
    Picture picture = picture(network());
    assertEquals(List.of("0.0", "1.0"), pathsOf(picture, "ConvolutionBackward0"));
    assertEquals(List.of("0.1"), pathsOf(picture, "NativeBatchNormBackward0"));
    assertEquals(List.of("0.2", "0.2"), pathsOf(picture, "ReluBackward0"), "one module");
  }

  @Test
  void a_shared_module_has_a_box_for_each_call_inside_its_caller() {
    Picture picture = picture(network());
    List<Box> calls = picture.boxes().stream().filter(b -> b.type().equals("ReLU")).toList();
    assertEquals(2, calls.size());
    assertEquals(List.of(1, 2), calls.stream().map(Box::call).toList());
    assertEquals(
        List.of("0", "1"),
        calls.stream().map(b -> picture.boxes().get(b.parent()).path()).toList());
  }

  @Test
  void a_leaf_stands_beside_its_user_and_has_its_parameter_s_name() {
    Picture picture = picture(network());
    for (PictureNode node : picture.nodes()) {
      if (!node.name().equals("AccumulateGrad")) continue;
      String module = node.variable().substring(0, node.variable().lastIndexOf('.'));
      assertEquals(module, picture.boxes().get(node.box()).path());
    }
  }

  @Test
  void the_hook_of_a_box_sees_the_last_node_in_it() {
    Picture picture = picture(network());
    Box conv = picture.boxes().stream().filter(b -> b.path().equals("1.0")).findFirst().get();
    assertEquals("ConvolutionBackward0", picture.nodes().get(conv.gradFn()).name());
    assertEquals(List.of("[1, 5, 4, 4]"), conv.outputs());
    assertEquals(4 * 5 * 9 + 5, conv.parameters());
    assertEquals(
        5L * 4 * 4 * 4 * 9, picture.nodes().get(conv.gradFn()).multiplyAdds(), "one per filter");
  }

  @Test
  void a_frozen_parameter_is_named() {
    Module network = network();
    network.getParameter("1.0.bias").requiresGrad_(false);
    Picture picture = picture(network);
    Box conv = picture.boxes().stream().filter(b -> b.path().equals("1.0")).findFirst().get();
    assertEquals(List.of("bias"), conv.frozen());
  }

  /// The first block and the second convolution's weight, so that only its bias is recorded.
  static Picture frozenFront() {
    Module network = network();
    network.getSubmodule("0").requiresGrad_(false);
    network.getParameter("1.0.weight").requiresGrad_(false);
    return picture(network);
  }

  private static int boxOf(Picture picture, String path) {
    return picture.boxes().stream().filter(b -> b.path().equals(path)).findFirst().get().id();
  }

  @Test
  void a_frozen_front_is_followed_from_call_to_call_to_the_first_node() {
    Picture picture = frozenFront();
    int first = boxOf(picture, "0.0");
    int norm = boxOf(picture, "0.1");
    int relu = boxOf(picture, "0.2");
    int convolution = picture.boxes().get(boxOf(picture, "1.0")).gradFn();
    assertEquals(
        List.of(
            new Flow(first, Flow.Target.BOX, norm, "[1, 4, 6, 6]"),
            new Flow(norm, Flow.Target.BOX, relu, "[1, 4, 6, 6]"),
            new Flow(relu, Flow.Target.NODE, convolution, "[1, 4, 6, 6]")),
        picture.flows());
  }

  @Test
  void every_format_shows_what_is_frozen() {
    Picture picture = frozenFront();
    assertEquals(
        """
        two blocks
        └─ Sequential  [1, 5, 4, 4]
           ├─ 0  Sequential  [1, 4, 6, 6]  frozen: no grad_fn
           │  ├─ 0.0  Conv2d  [1, 4, 6, 6]  frozen: no grad_fn
           │  ├─ 0.1  BatchNorm2d  [1, 4, 6, 6]  frozen: no grad_fn
           │  └─ 0.2  ReLU  [1, 4, 6, 6]  (call 1 of 2)  no grad_fn
           └─ 1  Sequential  [1, 5, 4, 4]
              ├─ 1.0  Conv2d  [1, 5, 4, 4]  2 nodes, frozen: weight
              │  ├─ AccumulateGrad #2 1.0.bias  [5] float32
              │  └─ ConvolutionBackward0 #1  [1, 5, 4, 4] float32  of None, None, 1.0.bias
              └─ 1.1  ReLU  [1, 5, 4, 4]  (call 2 of 2)
                 └─ ReluBackward0 #0  [1, 5, 4, 4] float32  of ConvolutionBackward0 #1
        """,
        picture.text().replaceAll("  = .*", ""));
    String svg = picture.svg();
    assertEquals(4, svg.split(" silent'", -1).length - 1, "the block and its three calls");
    assertEquals(3, svg.split("class='e u'", -1).length - 1, "dashed arrows");
    String dot = dot(picture);
    assertTrue(dot.contains("[label=\"0.0  Conv2d\\nfrozen: no grad_fn\", style=dashed]"), dot);
    assertTrue(dot.contains("n1 [label=\"[1, 4, 6, 6]\", style=dashed]"), dot);
  }

  private static String dot(Picture picture) {
    StringWriter out = new StringWriter();
    try {
      PictureFormat.DOT.write(picture, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  @Test
  void what_nothing_was_recorded_of_still_hangs_together_down_to_the_output() {
    Picture picture = Autograd.noGrad(() -> picture(network()));
    Flow last = picture.flows().getLast();
    assertEquals(Flow.Target.OUTPUT, last.to());
    assertEquals(2, picture.boxes().get(last.from()).call(), "the second call of the shared ReLU");
    assertTrue(picture.svg().contains("grad_fn = None"));
  }

  @Test
  void a_module_that_gives_back_what_it_got_is_on_the_way() {
    Module network = new Sequential(new Conv2d(3, 4, 3), new Identity(), new ReLU());
    Picture picture = Autograd.noGrad(() -> picture(network));
    int identity = boxOf(picture, "1");
    assertEquals(
        List.of(boxOf(picture, "0"), identity, boxOf(picture, "2")),
        picture.flows().stream().map(Flow::from).toList());
    assertEquals(identity, picture.flows().getFirst().number());
  }

  @Test
  void arrows_go_past_a_module_that_gives_on_what_it_got() {
    Picture picture = picture(new Sequential(new Conv2d(3, 4, 3), new Identity(), new ReLU()));
    assertTrue(picture.text().contains("1  Identity  [1, 4, 6, 6]  passed on"), picture.text());
    assertFalse(picture.svg().contains("Identity"), "it would stand alone");
    assertFalse(dot(picture).contains("Identity"));
  }

  /// Makes something of the constant that it is given, and gives its other argument on.
  private static final class Aside extends Module {
    @Override
    protected Object forward(Args args) {
      List<Object> given = args.positional();
      ((Tensor) given.get(1)).mul(2);
      return given.get(0);
    }
  }

  @Test
  void what_is_made_aside_has_no_arrow_to_a_box_that_is_not_drawn() {
    Conv2d frozen = new Conv2d(3, 4, 3);
    frozen.requiresGrad_(false);
    Conv2d trained = new Conv2d(3, 4, 3);
    Aside aside = new Aside();
    Module network =
        new Module() {
          {
            registerModule("frozen", frozen);
            registerModule("trained", trained);
            registerModule("aside", aside);
          }

          @Override
          protected Object forward(Args args) {
            Tensor image = (Tensor) args.positional().get(0);
            return aside.callAll(Args.of(trained.call(image), frozen.call(image)));
          }
        };
    Picture picture = picture(network);
    assertEquals(List.of(), picture.flows());
    assertTrue(picture.svg().contains("frozen: no grad_fn"), picture.svg());
  }

  @Test
  void the_backward_order_is_the_engine_s() {
    Tensor x = Tensor.of(1, 2, 3).requiresGrad_(true);
    Tensor y = x.mul(x);
    Tensor z = y.exp().add(y).sum();
    AutogradGraph graph = AutogradGraph.of(Map.of("out", z), Map.of());
    List<Integer> ran = new ArrayList<>();
    for (int i = 0; i < graph.nodes().size(); i++) {
      int number = i;
      Node node = graph.nodes().get(i).node();
      node.registerHook((in, out) -> {
        ran.add(number);
        return null;
      });
    }
    Picture picture = Picture.of(z);
    z.backward();
    assertEquals(ran, picture.backward());
  }

  @Test
  void small_saved_tensors_show_their_numbers() {
    Tensor x = Tensor.of(2, 3).requiresGrad_(true);
    Picture picture = Picture.of(x.mul(x).sum());
    PictureNode product =
        picture.nodes().stream().filter(n -> n.name().equals("MulBackward0")).findFirst().get();
    assertEquals("[2] float32 tensor([2., 3.])", product.saved().get("self"));
  }

  @Test
  void a_small_program_shows_its_values_and_gradients_and_leaves_no_grad() {
    Tensor x = Tensor.of(2, 3).requiresGrad_(true);
    Picture picture = Picture.run("y", () -> Map.of("y", x.mul(x).sum()), Map.of("x", x));
    assertEquals(
        List.of("tensor(13.)", "tensor([4., 9.])", "tensor([2., 3.])"),
        picture.nodes().stream().map(PictureNode::value).toList());
    assertEquals(
        List.of("tensor(1.)", "tensor([1., 1.])", "tensor([4., 6.])"),
        picture.nodes().stream().map(PictureNode::gradient).toList());
    assertEquals(null, x.grad());
  }

  @Test
  void a_saved_tensor_that_was_overwritten_is_said_to_be() {
    Tensor y = Tensor.of(2, 3).requiresGrad_(true).exp();
    y.add_(Tensor.of(1));
    Picture picture = Picture.of(y);
    PictureNode exp =
        picture.nodes().stream().filter(n -> n.name().equals("ExpBackward0")).findFirst().get();
    assertTrue(exp.saved().get("unreadable").contains("modified by an inplace operation"));
  }

  @Test
  void nothing_recorded_gives_boxes_without_nodes() {
    Picture picture = Autograd.noGrad(() -> picture(network()));
    assertEquals(0, picture.nodes().size());
    assertEquals(9, picture.boxes().size());
  }

  @Test
  void the_ending_of_the_name_tells_the_format() throws Exception {
    Picture picture = picture(network());
    for (String name : List.of("p.html", "p.svg", "p.json", "p.dot", "p.txt")) {
      Path file = folder.resolve(name);
      picture.save(file);
      String text = Files.readString(file);
      assertTrue(text.contains("ConvolutionBackward0"), name);
      assertTrue(text.contains("0.1"), name);
    }
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> picture.save(folder.resolve("p.bmp")));
    assertTrue(refused.getMessage().startsWith("p.bmp: expected a name that ends in .html"));
    try (var files = Files.list(folder)) {
      assertEquals(5, files.count(), "no drafts are left");
    }
  }

  @Test
  void json_has_the_documented_fields() throws Exception {
    Path file = folder.resolve("p.json");
    Module network = network();
    Args image = Args.of(Tensor.ones(1, 3, 8, 8));
    picture(network).withPrunability(ChannelGraph.of(network, image).prunability()).save(file);
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertEquals(1, json.path("format").asInt());
    JsonNode free = json.path("verdicts").path("0.0");
    assertTrue(free.path("prunable").asBoolean() && free.path("reason").isNull());
    assertEquals(
        "[[\"0.0\",\"out\"],[\"0.1\",\"out\"],[\"1.0\",\"in\"]]", free.path("group").toString());
    JsonNode last = json.path("verdicts").path("1.0");
    assertEquals("output", last.path("reason").asText());
    assertEquals("[\"out\"]", last.path("because").toString());
    assertEquals(json.path("nodes").size(), json.path("backward").size());
    frozenFront().save(file);
    json = new ObjectMapper().readTree(file.toFile());
    assertEquals("[3,\"box\",4,\"[1, 4, 6, 6]\"]", json.path("flows").path(0).toString());
    assertEquals("1.1", json.path("boxes").path(8).path("label").asText(), "the shared ReLU");
    assertEquals(0, json.path("boxes").path(7).path("begin").asInt(), "the first node");
  }

  @Test
  void the_page_needs_no_network_and_no_title_breaks_it() throws Exception {
    Path file = folder.resolve("p.html");
    Tensor y = Tensor.of(1).requiresGrad_(true).mul(Tensor.of(2));
    Picture.of("</script><b>&", Map.of("out", y), Map.of()).save(file);
    String page = Files.readString(file);
    assertFalse(page.contains("src="), "all of it is inside");
    assertFalse(page.contains("</script><b>"), "a title is text");
    assertTrue(page.contains("MulBackward0"));
  }
}
