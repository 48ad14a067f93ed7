package dev.gradfn.cli;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Parameters that are told not to require grad: those of the first layers, or those whose names
/// fit a pattern.
///
/// @param text as it was typed
/// @param layers how many layers from `model.0` on
/// @param names patterns of whole names
record Frozen(String text, int layers, List<Pattern> names) {
  static final Frozen NONE = new Frozen("0", 0, List.of());

  /// The number of the layer that a parameter belongs to.
  private static final Pattern LAYER = Pattern.compile("model\\.(\\d{1,9})\\.");

  boolean contains(String parameter) {
    Matcher layer = LAYER.matcher(parameter);
    if (layer.lookingAt() && Integer.parseInt(layer.group(1)) < layers) return true;
    return names.stream().anyMatch(name -> name.matcher(parameter).matches());
  }

  /// `10`, or `*.bn.*,model.0.*`: a star stands for any letters, dots too.
  static final class Converter implements ITypeConverter<Frozen> {
    @Override
    public Frozen convert(String value) {
      if (value.isBlank()) {
        throw new TypeConversionException("expected a number of layers or a pattern, got \"\"");
      }
      if (!value.matches("[-+\\d].*")) return new Frozen(value, 0, patterns(value));
      return new Frozen(value, new Converters.NotNegative().convert(value), List.of());
    }

    private static List<Pattern> patterns(String value) {
      return Arrays.stream(value.split(","))
          .map(part -> "\\Q" + part.replace("*", "\\E.*\\Q") + "\\E")
          .map(Pattern::compile)
          .toList();
    }
  }
}
