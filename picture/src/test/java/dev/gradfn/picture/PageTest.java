package dev.gradfn.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.analysis.ChannelGraph;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.Conv2d;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.Sequential;
import dev.gradfn.nn.SiLU;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @BeforeEach
  void openNetwork() throws Exception {
    browser.open(folder.resolve("network.html"));
  }

  private static int count(String selector) throws Exception {
    return browser.run("document.querySelectorAll('" + selector + "').length").asInt();
  }

  private static String text(String selector) throws Exception {
    return browser.run("document.querySelector('" + selector + "').innerText").asText();
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
    assertTrue(text("#details").contains("not prunable: frozen (3.0.weight)"));
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
}
