package dev.gradfn.picture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A headless Chromium with one page, driven over its DevTools protocol.
final class Chromium implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SECONDS = 60;

  private final Process process;
  private final WebSocket socket;
  private final Map<Integer, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
  private final StringBuilder partial = new StringBuilder();
  private String session;
  private int last;

  /// The browser's program, if this machine has one.
  static Optional<Path> program() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .flatMap(folder ->
            Stream.of("chromium", "chromium-browser", "google-chrome")
                .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// @param profile a folder that outlives the test: the browser writes to it while it ends
  Chromium(Path program, Path profile, int width, int height) throws Exception {
    Path log = profile.resolve("log");
    process =
        new ProcessBuilder(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "--window-size=" + width + "," + height,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(address(log), new Answers())
            .get(SECONDS, TimeUnit.SECONDS);
    String target =
        call("Target.createTarget", Map.of("url", "about:blank")).path("targetId").asText();
    session =
        call("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .path("sessionId")
            .asText();
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /// Chromium prints where it listens.
  private static URI address(Path log) throws IOException, InterruptedException {
    for (int i = 0; i < SECONDS * 10; i++) {
      for (String line : Files.readAllLines(log)) {
        int at = line.indexOf("ws://");
        if (at >= 0) return URI.create(line.substring(at).strip());
      }
      Thread.sleep(100);
    }
    throw new IOException("chromium did not start: " + Files.readString(log));
  }

  private final class Answers implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean end) {
      partial.append(text);
      if (end) {
        try {
          JsonNode answer = JSON.readTree(partial.toString());
          CompletableFuture<JsonNode> waiting = pending.remove(answer.path("id").asInt(-1));
          if (waiting != null) waiting.complete(answer);
        } catch (IOException e) {
          pending.values().forEach(waiting -> waiting.completeExceptionally(e));
        }
        partial.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  private JsonNode call(String method, Map<String, ?> parameters) throws Exception {
    ObjectNode request = JSON.createObjectNode();
    request.put("id", ++last);
    request.put("method", method);
    request.set("params", JSON.valueToTree(parameters));
    if (session != null) request.put("sessionId", session);
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    pending.put(last, answer);
    socket.sendText(request.toString(), true).get(SECONDS, TimeUnit.SECONDS);
    JsonNode found = answer.get(SECONDS, TimeUnit.SECONDS);
    if (found.has("error")) throw new AssertionError(method + ": " + found.path("error"));
    return found.path("result");
  }

  void open(Path page) throws Exception {
    call("Page.navigate", Map.of("url", page.toUri().toString()));
    for (int i = 0; i < SECONDS * 20; i++) {
      boolean ready =
          run("document.readyState === 'complete' && location.protocol === 'file:'").asBoolean();
      if (ready) return;
      Thread.sleep(50);
    }
    throw new AssertionError("the page did not load");
  }

  /// What a JavaScript expression gives, by value.
  JsonNode run(String expression) throws Exception {
    JsonNode result =
        call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + result.path("exceptionDetails"));
    }
    return result.path("result").path("value");
  }

  /// Presses the left button in the middle of the first element that matches.
  void click(String selector) throws Exception {
    JsonNode at =
        run(
            "(() => { const r = document.querySelector("
                + JSON.writeValueAsString(selector)
                + ").getBoundingClientRect(); return [r.x + r.width / 2, r.y + Math.min(12, r.height"
                + " / 2)]; })()");
    for (String type : List.of("mousePressed", "mouseReleased")) {
      call(
          "Input.dispatchMouseEvent",
          Map.of(
              "type",
              type,
              "x",
              at.get(0).asDouble(),
              "y",
              at.get(1).asDouble(),
              "button",
              "left",
              "clickCount",
              1));
    }
  }

  /// @param key as in KeyboardEvent.key; a printable one types itself
  void press(String key) throws Exception {
    boolean printable = key.length() == 1;
    call(
        "Input.dispatchKeyEvent",
        printable
            ? Map.of("type", "keyDown", "key", key, "text", key)
            : Map.of("type", "keyDown", "key", key));
    call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key));
  }

  void type(String text) throws Exception {
    call("Input.insertText", Map.of("text", text));
  }

  /// @param medium `print` or `screen`
  void show(String medium) throws Exception {
    call("Emulation.setEmulatedMedia", Map.of("media", medium));
  }

  void screenshot(Path file) throws Exception {
    String data = call("Page.captureScreenshot", Map.of("format", "png")).path("data").asText();
    Files.write(file, Base64.getDecoder().decode(data));
  }

  @Override
  public void close() {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
