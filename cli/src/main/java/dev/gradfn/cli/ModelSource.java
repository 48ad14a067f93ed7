package dev.gradfn.cli;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Backends;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.nn.Args;
import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.torch.TorchFile;
import dev.gradfn.yolov5.Checkpoint;
import dev.gradfn.yolov5.DetectionModel;
import dev.gradfn.yolov5.YoloV5;
import dev.gradfn.yolov5.YoloVersion;
import java.nio.file.Path;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
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

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      converter = Converters.FileName.class,
      description = "a YOLOv5 checkpoint; without one, a freshly built yolov5n")
  private Path file;

  @Option(
      names = "--model",
      paramLabel = "CONFIG",
      description =
          "a freshly built network: a name as yolov5s, hub/yolov5s6 or segment/yolov5n-seg, or a"
              + " yaml file; with FILE, the weights in FILE, such as a state dict, are loaded"
              + " into it")
  private String config;

  @Mixin private ForwardOptions pass;

  @Option(
      names = "--mode",
      defaultValue = "eval",
      description = "train or eval (default: ${DEFAULT-VALUE})")
  private Mode mode;

  @Option(
      names = "--backend",
      paramLabel = "NAMES",
      converter = BackendNames.class,
      description = "kernel sets in order of preference: java, onednn, nd4j (default: java)")
  private String backend;

  @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
  private CommandLine.Model.CommandSpec spec;

  /// For the `checkpoint` field of a report.
  String name() {
    if (file != null) return file.getFileName().toString();
    return config == null ? "yolov5n" : config;
  }

  /// Side of the input in pixels.
  int size() {
    return pass.size();
  }

  /// The network in float32, in the chosen mode.
  DetectionModel load() throws CheckpointException {
    return load(pass.code());
  }

  /// The same, by these rules unless others are asked for.
  DetectionModel loadBy(YoloVersion standard) throws CheckpointException {
    return load(pass.code() == null ? standard : pass.code());
  }

  private DetectionModel load(YoloVersion rules) throws CheckpointException {
    DetectionModel model = file == null || config != null ? fresh(rules) : loaded(rules);
    if (file != null && config != null) model.loadStateDict(TorchFile.loadStateDict(file));
    model.to(DType.FLOAT32);
    model.train(mode == Mode.TRAIN);
    return model;
  }

  private DetectionModel fresh(YoloVersion rules) throws CheckpointException {
    YoloV5.Options options = YoloV5.Options.standard();
    if (rules != null) options = options.withRules(rules);
    return YoloV5.fromYaml(config == null ? "yolov5n" : config, options);
  }

  private DetectionModel loaded(YoloVersion rules) throws CheckpointException {
    return Checkpoint.load(file, Checkpoint.Options.standard().withRules(rules)).model();
  }

  /// What `run` makes of ones of the chosen size; see [ForwardOptions#forward].
  <T> T forward(DetectionModel model, int batch, Target target, Function<Args, T> run) {
    selectBackend(target);
    return pass.forward(model, batch, target == Target.META ? Device.META : Device.CPU, run);
  }

  /// The same for an image on the CPU.
  <T> T forward(DetectionModel model, Tensor image, Function<Args, T> run) {
    selectBackend(Target.CPU);
    return pass.forward(model, image, run);
  }

  /// Whether the user asked for kernels.
  boolean namesBackend() {
    return backend != null;
  }

  private void selectBackend(Target target) {
    if (target == Target.CUDA) {
      if (backend != null && !backend.contains("nd4j")) {
        throw usage("--device cuda needs --backend nd4j, got --backend " + backend);
      }
      Backends.use("nd4j,java", Device.CUDA);
    } else if (backend != null && target == Target.CPU) {
      Backends.use(backend, Device.CPU);
    }
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
