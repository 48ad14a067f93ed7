package dev.gradfn.cli;

import dev.gradfn.yolov5.DetectionModel;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// The options by which commands choose the parameters that require grad.
final class Trainable {
  /// One of the two.
  static final class Choice {
    @Option(
        names = "--as-saved",
        description = "leave requires_grad as the file has it (default: set it on all parameters)")
    private boolean asSaved;

    @Option(
        names = "--freeze",
        paramLabel = "N|PATTERN",
        converter = Frozen.Converter.class,
        description =
            "freeze layers model.0 to model.N-1 (10 is the backbone), or the parameters whose"
                + " names fit, as '*.bn.*,model.0.*'")
    private Frozen frozen = Frozen.NONE;
  }

  @ArgGroup private Choice choice = new Choice();

  @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
  private CommandLine.Model.CommandSpec spec;

  boolean asSaved() {
    return choice.asSaved;
  }

  Frozen frozen() {
    return choice.frozen;
  }

  /// Sets `requires_grad` on the network's parameters.
  void apply(DetectionModel model) {
    if (choice.asSaved) return;
    Map<String, ?> parameters = model.namedParameters();
    if (!frozen().names().isEmpty() && parameters.keySet().stream().noneMatch(frozen()::contains)) {
      String example = parameters.keySet().iterator().next();
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "--freeze "
              + frozen().text()
              + ": no parameter has such a name; the first is called "
              + example);
    }
    model
        .namedParameters()
        .forEach((name, parameter) -> parameter.requiresGrad_(!frozen().contains(name)));
  }

  /// Whether every parameter requires grad.
  static boolean isWhole(DetectionModel model) {
    return model.parameters().stream().allMatch(parameter -> parameter.requiresGrad());
  }
}
