package dev.gradfn.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.analysis.ChannelGraph;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.Conv2d;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.Sequential;
import dev.gradfn.nn.SiLU;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The page in a real browser, as a reader uses it. Screenshots go to target/screenshots.
class PageTest {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final int LAYERS = 24;

  @TempDir static Path folder;
  private static Chromium browser;

  @BeforeAll
  static void startBrowser() throws Exception {
    Optional<Path> program = Chromium.program();
    Assumptions.assumeTrue(
        program.isPresent(), "no chromium on the PATH (Debian: apt-get install chromium)");
    Files.createDirectories(SCREENSHOTS);
    network().save(folder.resolve("network.html"));
    Tensor x = Tensor.of(2, 3).requiresGrad_(true);
    Picture.run("y = sum(x * x)", () -> Map.of("y", x.mul(x).sum()), Map.of("x", x))
        .save(folder.resolve("small.html"));
    frozenFront().save(folder.resolve("front.html"));
    browser =
        new Chromium(
            program.get(), Files.createTempDirectory(Path.of("target"), "chromium"), 1400, 900);
  }

  @AfterAll
  static void stopBrowser() throws Exception {
    if (browser != null) browser.close();
  }

  /// Layers of a convolution and an activation that they share; one weight is frozen.
  private static Picture network() {
    SiLU shared = new SiLU();
    Module[] layers = new Module[LAYERS];
    for (int i = 0; i < LAYERS; i++) layers[i] = new Sequential(new Conv2d(2, 2, 1), shared);
    Module network = new Sequential(layers);
    network.getParameter("3.0.weight").requiresGrad_(false);
    Args image = Args.of(Tensor.ones(1, 2, 4, 4));
    return Picture.of("24 layers", network, image)
        .withPrunability(ChannelGraph.of(network, image).prunability());
  }

  /// Four layers; nothing before the third requires grad, and of that its bias alone.
  private static Picture frozenFront() {
    Module[] layers = new Module[4];
    for (int i = 0; i < layers.length; i++) {
      layers[i] = new Sequential(new Conv2d(2, 2, 1), new SiLU());
    }
    Module network = new Sequential(layers);
    network.getSubmodule("0").requiresGrad_(false);
    network.getSubmodule("1").requiresGrad_(false);
    network.getParameter("2.0.weight").requiresGrad_(false);
    Args image = Args.of(Tensor.ones(1, 2, 4, 4));
    return Picture.of("frozen front", network, image)
        .withPrunability(ChannelGraph.of(network, image).prunability());
  }

  @BeforeEach
  void openNetwork() throws Exception {
    browser.open(folder.resolve("network.html"));
  }

  private static int count(String selector) throws Exception {
    return browser.run("document.querySelectorAll('" + selector + "').length").asInt();
  }

  private static String text(String selector) throws Exception {
    String element = "document.querySelector('" + selector + "')";
    return browser.run(element + ".innerText ?? " + element + ".textContent").asText();
  }

  private static boolean visible(String selector) throws Exception {
    return browser
        .run("document.querySelector('" + selector + "').getClientRects().length > 0")
        .asBoolean();
  }

  private static String boxOf(String path) throws Exception {
    return "[data-key="
        + browser.run("'box' + boxes.find(b => b.path === '" + path + "').id").asText()
        + "]";
  }

  @Test
  void it_opens_on_the_layers() throws Exception {
    assertEquals(LAYERS, count("svg .box:not(.open)"));
    assertEquals(0, count("svg .node"));
    assertTrue(text("#facts").contains("50 modules"), text("#facts"));
    browser.screenshot(SCREENSHOTS.resolve("layers.png"));
  }

  @Test
  void a_click_opens_a_box_down_to_its_nodes_and_a_click_on_its_head_closes_it() throws Exception {
    browser.click(boxOf("0"));
    assertEquals(1, count("svg .box.open " + boxOf("0.0")));
    browser.click(boxOf("0.0"));
    assertEquals(3, count("svg .node"), "convolution, weight, bias");
    assertTrue(text("#details").contains("Conv2d(2, 2, kernel_size=(1, 1), stride=(1, 1))"));
    browser.screenshot(SCREENSHOTS.resolve("opened.png"));
    browser.click(boxOf("0.0"));
    assertEquals(0, count("svg .node"));
  }

  @Test
  void a_node_tells_its_module_and_where_its_gradient_goes() throws Exception {
    browser.run("reveal({kind: 'node', id: nodes.find(n => n.variable === '5.0.weight').id})");
    assertTrue(text("#details h2").startsWith("AccumulateGrad"));
    assertTrue(text("#details").contains("5.0 Conv2d"), text("#details"));
    assertTrue(text("#details").contains("gradient comes from"));
  }

  @Test
  void search_finds_a_parameter_and_opens_what_is_around_it() throws Exception {
    browser.press("/");
    browser.type("23.0.weight");
    assertEquals(1, count("#hits li:not(.rest)"));
    browser.click("#hits li");
    assertEquals(1, count("svg .leaf.chosen"));
    assertTrue(visible("svg .leaf.chosen"));
    browser.screenshot(SCREENSHOTS.resolve("search.png"));
  }

  @Test
  void the_steps_play_forward_and_backward() throws Exception {
    browser.press("s");
    assertTrue(visible("#explanation"));
    browser.press("ArrowRight");
    assertTrue(text("#explanation").contains("ConvolutionBackward0 is recorded"));
    browser.press("ArrowRight");
    assertTrue(text("#explanation").contains("forward hook of 0.0"), text("#explanation"));
    assertEquals(1, count("#entries li"));
    assertEquals(1, count("svg .item.now"));
    browser.screenshot(SCREENSHOTS.resolve("step.png"));
    browser.run("goTo(steps.length - 1)");
    assertEquals(LAYERS, count("#entries li"), "the whole map");
    assertTrue(text("#explanation").contains(".grad"));
    int backward = browser.run("steps.filter(s => s.kind === 'backward').length").asInt();
    assertEquals(browser.run("nodes.length").asInt(), backward, "each node runs once");
    browser.run("goTo(0)");
    assertEquals(0, count("#entries li"), "and back");
  }

  @Test
  void colours_show_what_is_prunable_and_why_not() throws Exception {
    browser.run("$('colour').value = 'prunable'; $('colour').onchange()");
    assertEquals(LAYERS - 3, count("svg .box.yes"));
    assertEquals(3, count("svg .box.no"), "the frozen one, the one before it, and the output");
    browser.run("reveal({kind: 'box', id: boxes.find(b => b.path === '3.0').id})");
    assertTrue(text("#details").contains("not prunable: frozen"), text("#details"));
    browser.run("$('colour').value = 'frozen'; $('colour').onchange()");
    assertEquals(1, count("svg .box.no"));
    browser.screenshot(SCREENSHOTS.resolve("frozen.png"));
  }

  @Test
  void the_keyboard_alone_opens_a_box() throws Exception {
    browser.run(
        "document.querySelector(\""
            + boxOf("2").replace("[data-key=", "[data-key='").replace("]", "']")
            + "\").focus()");
    browser.press("Enter");
    assertEquals(
        "true", browser.run("document.activeElement.getAttribute('aria-expanded')").asText());
  }

  @Test
  void dark_and_light() throws Exception {
    String background = "getComputedStyle(document.body).backgroundColor";
    String before = browser.run(background).asText();
    browser.press("d");
    assertNotEquals(before, browser.run(background).asText());
    browser.screenshot(SCREENSHOTS.resolve("dark.png"));
  }

  @Test
  void a_small_program_is_open_from_the_start_and_shows_its_numbers() throws Exception {
    browser.open(folder.resolve("small.html"));
    assertEquals(3, count("svg .node"));
    browser.run("reveal({kind: 'node', id: nodes.find(n => n.name === 'MulBackward0').id})");
    assertTrue(text("#details").contains("tensor([2., 3.])"), text("#details"));
    browser.press("s");
    browser.press("ArrowRight");
    assertTrue(text("#explanation").contains("= tensor([4., 9.])"), text("#explanation"));
    browser.run("goTo(steps.length - 2)");
    assertTrue(text("#explanation").contains("= tensor([4., 6.])"), text("#explanation"));
    browser.screenshot(SCREENSHOTS.resolve("small.png"));
  }

  private static void reveal(String path) throws Exception {
    browser.run("reveal(theBox(firstCallOf.get('" + path + "')))");
  }

  private static String chosen() throws Exception {
    return browser
        .run("document.querySelector('svg .chosen')?.getAttribute('aria-label')")
        .asText();
  }

  /// Clicks the link of the details with just this text.
  private static void follow(String text) throws Exception {
    String find = "[...document.querySelectorAll('#details a')].find(a => a.innerText === '%s')";
    browser.run("(" + find.formatted(text) + ").id = 'followed'");
    browser.click("#followed");
  }

  @Test
  void frozen_layers_at_the_front_are_boxes_that_say_why() throws Exception {
    browser.open(folder.resolve("front.html"));
    assertEquals(6, count("svg .box.silent"), "two blocks of a convolution and an activation");
    assertTrue(text("#facts").endsWith("24 parameters (5 tensors frozen)"), text("#facts"));
    assertEquals(4, count("svg path.unrecorded"), "to the first node");
    reveal("0.0");
    assertTrue(text(boxOf("0.0")).contains("frozen"), text(boxOf("0.0")));
    assertTrue(text("#details").contains("not prunable: frozen"), text("#details"));
    assertTrue(text("#details").contains("None: nothing before its result"), text("#details"));
    follow("0.0.bias");
    assertEquals("module 0.0 Conv2d", chosen());
    browser.run("reveal(theNode(boxes[firstCallOf.get('2.0')].gradFn))");
    assertTrue(
        text("#details").contains("0: None, this input needs no gradient (made by 1.1 SiLU)"));
    assertTrue(text("#details").contains("1: None, this input needs no gradient (frozen: weight)"));
    assertEquals(1, count("svg path.unrecorded.near"), "no gradient goes there");
    browser.screenshot(SCREENSHOTS.resolve("front.png"));
  }

  @Test
  void the_steps_show_that_a_frozen_layer_gives_no_grad_fn() throws Exception {
    browser.open(folder.resolve("front.html"));
    browser.press("s");
    browser.press("ArrowRight");
    assertTrue(text("#explanation").contains("forward hook of 0.0"), text("#explanation"));
    assertTrue(text("#explanation").contains("None"), text("#explanation"));
    assertEquals("None → 0.0", text("#entries li"));
    browser.press("ArrowRight");
    assertEquals("None → 0.0", text("#entries .replaced"), "of the one key None the last stays");
    assertEquals("None → 1.0", text("#entries li:not(.replaced)"));
  }

  @Test
  void a_reason_and_a_group_are_links_to_what_they_name() throws Exception {
    reveal("2.0");
    assertTrue(text("#details").contains("cannot be pruned"), text("#details"));
    follow("3.0");
    assertEquals("module 3.0 Conv2d", chosen());
    assertTrue(visible("svg .chosen"));
    reveal("23.0");
    follow("output out");
    assertEquals("output out", chosen());
    assertTrue(text("svg .chosen").contains("backward starts here"), text("svg .chosen"));
  }

  @Test
  void a_box_tells_of_the_layers_in_it() throws Exception {
    reveal("3");
    assertTrue(text("#details").contains("0 of 1 layer in it prunable"), text("#details"));
    follow("3.0");
    assertEquals("module 3.0 Conv2d", chosen());
    reveal("7");
    assertTrue(text("#details").contains("the layer in it is prunable"), text("#details"));
  }

  @Test
  void gradients_are_followed_by_links_and_coloured_arrows() throws Exception {
    browser.open(folder.resolve("small.html"));
    browser.run("reveal(theOutput(0))");
    follow("SumBackward0 #0");
    assertEquals(1, count("svg path.comes"));
    assertEquals(1, count("svg path.goes"));
    follow("MulBackward0 #1");
    assertEquals("node MulBackward0", chosen());
    assertTrue(text("#details").contains("x (leaf)"), text("#details"));
  }

  @Test
  void a_tensor_that_is_used_twice_has_a_marked_arrow() throws Exception {
    browser.open(folder.resolve("small.html"));
    assertEquals(
        "[\"[2]\",\"2 × [2]\"]",
        browser
            .run("JSON.stringify([...svg.querySelectorAll('text.shape')].map(t => t.textContent))")
            .asText());
  }

  @Test
  void no_label_of_an_arrow_covers_anything() throws Exception {
    browser.open(folder.resolve("front.html"));
    String covered =
        """
        (() => {
          const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
          const labels = [...svg.querySelectorAll('text.shape')].map(label => label.getBoundingClientRect());
          const items = [...svg.querySelectorAll('.item:not(.open)')].map(item => item.getBoundingClientRect());
          return labels.filter((a, i) => [...items, ...labels.slice(i + 1)].some(b => !apart(a, b))).length;
        })()
        """;
    assertEquals(0, browser.run(covered).asInt());
    assertEquals(count("svg path.edge") - 1, count("svg text.shape"), "but to the output");
  }

  private static int seen(String kind) throws Exception {
    return count("svg text." + kind + ":not(.unknown)");
  }

  @Test
  void numbers_appear_on_the_nodes_as_the_steps_reach_them() throws Exception {
    browser.open(folder.resolve("small.html"));
    assertEquals(3, seen("value"));
    assertEquals(3, seen("gradient"));
    browser.press("s");
    assertEquals(1, seen("value"), "the leaf's");
    assertEquals(0, seen("gradient"));
    browser.press("ArrowRight");
    assertEquals(2, seen("value"));
    browser.run("goTo(steps.findIndex(at => at.kind === 'turn') + 2)");
    assertEquals(3, seen("value"));
    assertEquals(2, seen("gradient"), "of the sum and of the product");
    browser.screenshot(SCREENSHOTS.resolve("numbers.png"));
  }

  @Test
  void arrow_keys_walk_along_the_arrows_into_boxes_and_out() throws Exception {
    reveal("0");
    browser.press("ArrowDown");
    assertEquals("module 1 Sequential", chosen());
    browser.press("Enter");
    browser.press("ArrowDown");
    assertEquals("module 1.0 Conv2d", chosen());
    browser.press("ArrowDown");
    assertEquals("module 1.1 SiLU (call 2 of 24)", chosen());
    browser.press("ArrowDown");
    assertEquals("module 2 Sequential", chosen());
    browser.press("ArrowUp");
    browser.press("ArrowUp");
    assertEquals("module 1.0 Conv2d", chosen());
    browser.press("Enter");
    browser.run("choose(theNode(leafOf.get('1.0.weight')))");
    browser.press("ArrowRight");
    assertEquals("node AccumulateGrad 1.0.bias", chosen());
    browser.press("ArrowLeft");
    assertEquals("node AccumulateGrad 1.0.weight", chosen());
  }

  @Test
  void a_search_without_a_hit_says_so_and_enter_takes_the_first_hit() throws Exception {
    browser.press("/");
    browser.type("transformer");
    assertEquals(0, count("#hits li:not(.rest)"));
    assertTrue(text("#hits").contains("nothing is called “transformer”"), text("#hits"));
    browser.press("Escape");
    browser.type("7");
    assertTrue(text("#hits li").startsWith("7 "), "the name itself before 17 and 7.0");
    browser.press("Enter");
    assertEquals("module 7 Sequential", chosen());
    browser.run("searchFor('3.0.weight')");
    assertTrue(text("#hits").contains("frozen parameter"), text("#hits"));
  }

  /// The least contrast of a text with what is behind it, as WCAG 2 defines it.
  private static final String CONTRAST =
      """
      (() => {
        const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
        const light = colour => {
          pen.fillStyle = colour;
          pen.fillRect(0, 0, 1, 1);
          const [r, g, b] = [...pen.getImageData(0, 0, 1, 1).data].map(v => v / 255)
            .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const behind = at => {
          for (; at; at = at.parentElement) {
            const rect = at.matches('.item') && at.firstElementChild;
            const colour = rect ? getComputedStyle(rect).fill : getComputedStyle(at).backgroundColor;
            if (!/, 0[)]$|transparent/.test(colour)) return colour;
          }
          return 'white';
        };
        let worst = [99];
        const see = (element, colour) => {
          const [a, b] = [light(colour), light(behind(element))].sort((x, y) => y - x);
          const ratio = (a + 0.05) / (b + 0.05);
          if (ratio < worst[0]) worst = [ratio, element.textContent, colour, behind(element)];
        };
        for (const text of svg.querySelectorAll('text')) see(text, getComputedStyle(text).fill);
        for (const element of document.querySelectorAll('header *, aside *, footer *')) {
          const own = [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim());
          if (own && element.getClientRects().length) see(element, getComputedStyle(element).color);
        }
        return worst;
      })()
      """;

  @ParameterizedTest
  @ValueSource(strings = {"network.html", "front.html", "small.html"})
  void every_text_stands_out_by_4_5_to_1_light_and_dark(String page) throws Exception {
    browser.open(folder.resolve(page));
    for (String dark : List.of("false", "true")) {
      for (String colour : List.of("kind", "prunable", "frozen", "cost")) {
        browser.run("theme(" + dark + "); colourBy('" + colour + "'); searchFor('1')");
        browser.run("reveal(theNode(0)); setStepping(true); goTo(3)");
        JsonNode worst = browser.run(CONTRAST);
        assertTrue(worst.get(0).asDouble() >= 4.5, dark + " " + colour + " " + worst);
      }
    }
  }

  @Test
  void on_paper_only_the_picture_and_its_text_are_seen_light() throws Exception {
    browser.run("theme(true)");
    reveal("3.0");
    browser.show("print");
    try {
      assertTrue(!visible("header .tools") && visible("#graph") && visible("#details"));
      assertEquals(
          "rgb(255, 255, 255)",
          browser.run("getComputedStyle(document.body).backgroundColor").asText());
      JsonNode worst = browser.run(CONTRAST);
      assertTrue(worst.get(0).asDouble() >= 4.5, worst.toString());
      browser.screenshot(SCREENSHOTS.resolve("print.png"));
    } finally {
      browser.show("screen");
    }
  }
}
