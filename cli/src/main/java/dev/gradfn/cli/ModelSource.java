package dev.gradfn.cli;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Backends;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Args;
import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.yolov5.Checkpoint;
import dev.gradfn.yolov5.DetectionModel;
import dev.gradfn.yolov5.ModelFactory;
import dev.gradfn.yolov5.YoloConfig;
import dev.gradfn.yolov5.YoloVersion;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The options by which commands choose a network and where it runs.
final class ModelSource {
  enum Mode {
    TRAIN,
    EVAL
  }

  /// Devices by the names that people type.
  enum Target {
    CPU,
    META,
    CUDA
  }

  /// COCO's number of classes, which the embedded network has.
  private static final int DEFAULT_CLASSES = 80;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "a YOLOv5 checkpoint; without one, a freshly built yolov5n")
  private Path file;

  @Option(
      names = "--code",
      paramLabel = "VERSION",
      converter = VersionConverter.class,
      description = "whose rules decode the heads: v6.0, v6.2 or v7.0 (default: the file tells)")
  private YoloVersion code;

  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      defaultValue = "640",
      description = "height and width of the input (default: ${DEFAULT-VALUE})")
  private int size;

  @Option(
      names = "--mode",
      defaultValue = "eval",
      description = "train or eval (default: ${DEFAULT-VALUE})")
  private Mode mode;

  @Option(
      names = "--backend",
      paramLabel = "NAMES",
      description = "kernel sets in order of preference: java, nd4j (default: java)")
  private String backend;

  static final class VersionConverter implements picocli.CommandLine.ITypeConverter<YoloVersion> {
    @Override
    public YoloVersion convert(String value) {
      try {
        return YoloVersion.ofTag(value);
      } catch (IllegalArgumentException e) {
        throw new picocli.CommandLine.TypeConversionException(e.getMessage());
      }
    }
  }

  /// For the `checkpoint` field of a report.
  String name() {
    return file == null ? "yolov5n" : file.getFileName().toString();
  }

  Path file() {
    return file;
  }

  YoloVersion code() {
    return code;
  }

  /// The network in float32, in the chosen mode.
  DetectionModel load() throws CheckpointException {
    DetectionModel model = file == null ? fresh() : loaded();
    model.to(DType.FLOAT32);
    model.train(mode == Mode.TRAIN);
    return model;
  }

  private DetectionModel fresh() {
    YoloVersion rules = code == null ? YoloVersion.V7_0 : code;
    return ModelFactory.create(YoloConfig.named("yolov5n", DEFAULT_CLASSES), rules, 0);
  }

  private DetectionModel loaded() throws CheckpointException {
    return Checkpoint.load(file, Checkpoint.Options.standard().withRules(code)).model();
  }

  /// Ones of the chosen size. On `meta` nothing is computed, because the input has no data.
  Args input(int batch, Target target) {
    Device device = target == Target.META ? Device.META : Device.CPU;
    selectBackend(target);
    return Args.of(Tensor.ones(DType.FLOAT32, device, Dims.of(batch, 3, size, size)));
  }

  private void selectBackend(Target target) {
    if (target == Target.CUDA) Backends.use("nd4j,java", Device.CUDA);
    else if (backend != null && target == Target.CPU) Backends.use(backend, Device.CPU);
  }
}
