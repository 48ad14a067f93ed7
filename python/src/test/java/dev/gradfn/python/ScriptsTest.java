package dev.gradfn.python;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gradfn.core.DType;
import dev.gradfn.torch.TorchFile;
import dev.gradfn.yolov5.DetectionModel;
import dev.gradfn.yolov5.ModelFactory;
import dev.gradfn.yolov5.YoloConfig;
import dev.gradfn.yolov5.YoloVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Scripts as strangers write them, in many manners; beside each what it prints.
class ScriptsTest {
  private static final ByteArrayOutputStream OUT = new ByteArrayOutputStream();
  private static final ByteArrayOutputStream ERR = new ByteArrayOutputStream();

  @TempDir static Path folder;

  private static Interpreter interpreter;

  @BeforeAll
  static void start() throws IOException {
    Path checkpoint = folder.resolve("yolov5n-two.pt");
    DetectionModel model = ModelFactory.create(YoloConfig.named("yolov5n", 2), YoloVersion.V7_0);
    model.to(DType.FLOAT16).requiresGrad_(false);
    TorchFile.write(checkpoint, Map.of("model", model));
    Path output = Files.createDirectory(folder.resolve("out"));
    interpreter =
        new Interpreter(
            new Sandbox(List.of(folder), List.of(output)),
            OUT,
            ERR,
            "script.py",
            "--weights",
            checkpoint.toString(),
            output.toString());
  }

  @AfterAll
  static void close() {
    interpreter.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "argparse_map",
        "asks_for_what_is_missing",
        "backward_hooks",
        "classes_and_closures",
        "own_function",
        "prune_and_count",
        "save_and_resume",
        "the_script",
        "training_loop",
        "walk_graph",
        "wrong_calls"
      })
  void a_script_prints_what_stands_beside_it(String name) {
    OUT.reset();
    ERR.reset();
    int code = interpreter.main(read(name + ".py"), "script.py");
    String errors = ERR.toString(StandardCharsets.UTF_8);
    assertEquals(0, code, errors);
    assertEquals(read(name + ".txt"), OUT.toString(StandardCharsets.UTF_8), errors);
  }

  private static String read(String file) {
    try (InputStream in = ScriptsTest.class.getResourceAsStream("scripts/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
