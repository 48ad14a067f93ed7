package dev.gradfn.cli;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Args;
import dev.gradfn.yolov5.DetectionModel;
import dev.gradfn.yolov5.YoloVersion;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// The options of one forward pass: by whose rules, on how large an image.
final class ForwardOptions {
  @Option(
      names = "--code",
      paramLabel = "VERSION",
      converter = Converters.Version.class,
      description = "whose rules run the network: v1.0 to v7.0 (default: the file tells)")
  private YoloVersion code;

  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      converter = Converters.Positive.class,
      defaultValue = "640",
      description = "height and width of the input (default: ${DEFAULT-VALUE})")
  private int size;

  @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
  private CommandLine.Model.CommandSpec spec;

  /// Null if it was not given.
  YoloVersion code() {
    return code;
  }

  /// Side of the input in pixels.
  int size() {
    return size;
  }

  /// What `run` makes of ones of the chosen size. On `meta` nothing is computed, because the input
  /// has no data.
  ///
  /// @throws TorchException that names the size, if the network cannot take it
  <T> T forward(DetectionModel model, int batch, Device device, Function<Args, T> run) {
    requireAddressable(batch);
    Tensor ones = Tensor.ones(DType.FLOAT32, device, Dims.of(batch, 3, size, size));
    return forward(model, ones, run);
  }

  /// The same for an image.
  <T> T forward(DetectionModel model, Tensor image, Function<Args, T> run) {
    try {
      return run.apply(Args.of(image));
    } catch (TorchException e) {
      throw new TorchException(e.kind(), "--size " + size + ": " + withHint(e.getMessage(), model));
    } catch (IllegalArgumentException | ArithmeticException e) {
      // A network whose parts do not fit together.
      throw TorchException.runtime("forward: " + e.getMessage());
    }
  }

  /// Arrays in Java have fewer than 2^31 elements.
  private void requireAddressable(int batch) {
    if ((double) batch * 3 * size * size <= Integer.MAX_VALUE) return;
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "input of shape "
            + Dims.of(batch, 3, size, size)
            + " is too large, expected fewer than 2^31 elements");
  }

  private String withHint(String message, DetectionModel model) {
    long stride = model.detect() == null ? 1 : (long) model.detect().largestStride();
    if (stride < 1 || size % stride == 0) return message;
    return message.replaceFirst("\\.$", "")
        + "; this network takes multiples of its largest stride, "
        + stride;
  }
}
