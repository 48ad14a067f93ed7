package dev.gradfn.yolov5;

import dev.gradfn.nn.Identity;
import dev.gradfn.nn.LeakyReLU;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.ReLU;
import dev.gradfn.nn.SiLU;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Activations by what a config calls them. Python evaluates `nn.LeakyReLU(0.1)`; here it is looked
/// up in a closed list of names.
final class Activations {
  private static final Pattern CALL =
      Pattern.compile("\\s*(?:torch\\.)?nn\\.(\\w+)\\(\\s*([-+.eE\\d]*)\\s*\\)\\s*");

  private Activations() {}

  /// Whether this is meant as an activation.
  static boolean isCall(String text) {
    return CALL.matcher(text).matches();
  }

  /// A new one, in place as YOLOv5 switches those that it knows.
  ///
  /// @throws IllegalArgumentException for any other text
  static Module of(String text, YoloVersion rules) {
    Matcher call = CALL.matcher(text);
    if (call.matches()) {
      String argument = call.group(2);
      switch (call.group(1)) {
        case "SiLU":
          if (argument.isEmpty()) return new SiLU(rules.siluInPlace());
          break;
        case "ReLU":
          if (argument.isEmpty()) return new ReLU(true);
          break;
        case "Identity":
          if (argument.isEmpty()) return new Identity();
          break;
        case "LeakyReLU":
          return new LeakyReLU(argument.isEmpty() ? 0.01 : Double.parseDouble(argument), true);
        default:
      }
    }
    throw new IllegalArgumentException(
        "activation \""
            + text
            + "\" is not known, expected nn.SiLU(), nn.ReLU(), nn.LeakyReLU(slope) or nn.Identity()");
  }
}
