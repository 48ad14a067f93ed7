package dev.gradfn.picture;

import dev.gradfn.autograd.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Saved fields as a reader wants them: of a tensor its shape, and its numbers if they are few.
final class SavedText {
  private SavedText() {}

  static Map<String, String> of(Map<String, Object> saved) {
    Map<String, String> text = new LinkedHashMap<>();
    saved.forEach((name, value) -> text.put(name, of(value)));
    return text;
  }

  static String of(Object value) {
    return switch (value) {
      case null -> "None";
      case Tensor tensor -> tensor(tensor);
      case List<?> list ->
          list.stream().map(SavedText::of).collect(Collectors.joining(", ", "[", "]"));
      default -> value.toString();
    };
  }

  private static String tensor(Tensor tensor) {
    String facts = tensor.shape() + " " + tensor.dtype().torchName();
    return Numbers.isSmall(tensor) ? facts + " " + Numbers.text(tensor) : facts;
  }
}
