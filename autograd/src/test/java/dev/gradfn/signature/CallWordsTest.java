package dev.gradfn.signature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gradfn.autograd.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Calls with wrong arguments, in the words of PyTorch's parser or of Python.
final class CallWordsTest {
  private static final Tensor ONES = Tensor.ones(2, 3);

  @Test
  void operationsSpeakAsTheParser() {
    says("transpose() missing 1 required positional arguments: \"dim1\"", "transpose", ONES, 0L);
    says("sigmoid() takes 1 positional argument but 2 were given", "sigmoid", ONES, 1L);
    says("exp(): argument 'input' (position 1) must be Tensor, not float", "exp", 1.0);
    says("topk(): argument 'k' (position 2) must be int, not NoneType", "topk", ONES, null);
    says("expected Tensor as element 1 in argument 0, but got int", "cat", List.of(ONES, 3L));
  }

  @Test
  void functionsOfLayersSpeakAsPython() {
    says(
        "pad(): argument 'pad' (position 2) must be tuple of ints, but found element of type float at"
            + " pos 0",
        "nn.functional.pad",
        ONES,
        List.of(1.5, 1L));
    says(
        "_max_pool2d() missing 2 required positional arguments: 'input' and 'kernel_size'",
        "nn.functional.max_pool2d");
    says(
        "avg_pool2d() missing 1 required positional arguments: \"kernel_size\"",
        "nn.functional.avg_pool2d",
        ONES);
  }

  @Test
  void theTensorOfAMethodIsNotCounted() {
    var operation = OperationTable.find("tril");
    var tooWide =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                operation.body().run(operation.signature().bind(List.of(ONES, 1.5), Map.of(), 1)));
    assertEquals(
        "tril(): argument 'diagonal' (position 1) must be int, not float", tooWide.getMessage());
  }

  @Test
  void layersSpeakAsPython() {
    var linear = Signature.parse("Linear(in_features, out_features, bias=True)");
    refuses(
        "Linear.__init__() missing 2 required positional arguments: 'in_features' and"
            + " 'out_features'",
        linear,
        List.of());
    refuses(
        "Linear.__init__() takes from 3 to 4 positional arguments but 5 were given",
        linear,
        List.of(1L, 2L, true, 4L));
  }

  private static void refuses(String words, Signature signature, List<?> args) {
    var refused =
        assertThrows(IllegalArgumentException.class, () -> signature.bind(args, Map.of()));
    assertEquals(words, refused.getMessage());
  }

  private static void says(String words, String name, Object... args) {
    var operation = OperationTable.find(name);
    var refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> operation.body().run(operation.signature().bind(Arrays.asList(args), Map.of())));
    assertEquals(words, refused.getMessage());
  }
}
