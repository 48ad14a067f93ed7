package dev.gradfn.parity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.python.Interpreter;
import dev.gradfn.python.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;

/// Runs recorded Python programs, all in one interpreter, which starts with the first.
final class Programs {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final long STACK_BYTES = 1L << 29;

  /// What a program recorded. Tensors are named by their number in `tensors`.
  record Outcome(JsonNode json, List<Tensor> tensors) {}

  private Interpreter interpreter;

  /// @param extra the names that module and training programs see besides
  Outcome run(String source, Map<String, Tensor> inputs, boolean extra) throws IOException {
    return onLargeStack(() -> {
      Value outcome = recorder("run").execute(source, inputs, extra);
      List<Tensor> tensors = new ArrayList<>();
      Value recorded = outcome.getArrayElement(1);
      for (long i = 0; i < recorded.getArraySize(); i++) {
        tensors.add(recorded.getArrayElement(i).as(Tensor.class));
      }
      return new Outcome(parsed(outcome.getArrayElement(0).asString()), tensors);
    });
  }

  /// The text of `expression` after `source`.
  String printed(String source, String expression, Map<String, Tensor> inputs, JsonNode options)
      throws IOException {
    String chosen = options.isMissingNode() ? "{}" : options.toString();
    return onLargeStack(
        () -> recorder("printed").execute(source, expression, inputs, chosen).asString());
  }

  private static JsonNode parsed(String json) throws JsonProcessingException {
    return MAPPER.readTree(json);
  }

  private Value recorder(String function) throws IOException {
    if (interpreter == null) {
      interpreter = new Interpreter(new Sandbox(List.of()), System.out, System.err);
      try (InputStream in = Programs.class.getResourceAsStream("recorder.py")) {
        String source = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        interpreter.run(source, "recorder.py");
      }
    }
    return interpreter.globals().getMember(function);
  }

  /// Python's interpreter recurses deeply.
  private static <T> T onLargeStack(Callable<T> body) throws IOException {
    FutureTask<T> task = new FutureTask<>(body);
    new Thread(null, task, "python", STACK_BYTES).start();
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof PolyglotException error) {
        throw new IllegalStateException(error.getMessage(), error);
      }
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
