package dev.gradfn.parity;

import dev.gradfn.autograd.Subscript;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.signature.Operation;
import dev.gradfn.signature.OperationTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A view as Python text: `.t()[::2]`, `.permute(2, 0, 1)`, `[1:4, 2:7]`.
final class PythonView {
  private static final Pattern STEP = Pattern.compile("\\.(\\w+)\\(([^()]*)\\)|\\[([^\\]]*)\\]");

  private PythonView() {}

  /// @throws IllegalArgumentException for text of another form
  static Tensor of(Tensor base, String text) {
    Tensor view = base;
    Matcher step = STEP.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (!step.find(at) || step.start() != at) {
        throw new IllegalArgumentException("view \"" + text + "\" is not known yet");
      }
      view =
          step.group(1) != null
              ? call(view, step.group(1), step.group(2))
              : Subscript.get(view, items(step.group(3)));
      at = step.end();
    }
    return view;
  }

  private static Tensor call(Tensor self, String method, String arguments) {
    Operation operation = OperationTable.find(method);
    if (operation == null) throw new IllegalArgumentException(method + " is not built yet");
    List<Object> args = new ArrayList<>(PythonCall.parse(arguments).args());
    boolean variadic = method.equals("permute") && !(args.get(0) instanceof List);
    if (variadic) args = new ArrayList<>(List.of(List.copyOf(args)));
    args.add(0, self);
    return (Tensor) operation.body().run(operation.signature().bind(args, Map.of()));
  }

  private static List<Object> items(String text) {
    List<Object> items = new ArrayList<>();
    for (String item : text.split(", ")) items.add(item(item));
    return items;
  }

  private static Object item(String text) {
    if (!text.contains(":")) return Long.valueOf(text);
    String[] parts = text.split(":", -1);
    return new Subscript.Range(
        bound(parts[0]), bound(parts[1]), parts.length > 2 ? bound(parts[2]) : null);
  }

  private static Long bound(String text) {
    return text.isEmpty() ? null : Long.valueOf(text);
  }
}
