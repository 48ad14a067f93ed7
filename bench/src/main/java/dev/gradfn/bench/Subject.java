package dev.gradfn.bench;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.Torch;
import dev.gradfn.yolov5.DetectionModel;
import dev.gradfn.yolov5.ModelFactory;
import dev.gradfn.yolov5.YoloConfig;
import dev.gradfn.yolov5.YoloVersion;

/// The network and the image that a benchmark runs on, the same in every process.
///
/// @param model a config's name; with `-deep` behind it, four times as many blocks in a row
/// @param size side of the image in pixels
record Subject(String model, int size, int batch) {
  private static final String DEEP = "-deep";
  private static final int CLASSES = 80;

  /// PyTorch's first weights let activations die out over sixty layers, and no comparison would see
  /// a mistake. With this factor they keep their size under SiLU.
  private static final double GAIN = 2.5;

  /// As in the names of cases: `yolov5s-640-b1`.
  String name() {
    return model + "-" + size + "-b" + batch;
  }

  /// With random weights, always the same; all of them require grad.
  DetectionModel network() {
    Torch.manualSeed(0);
    DetectionModel network = ModelFactory.create(config(), YoloVersion.V7_0);
    try (var _ = Autograd.noGrad()) {
      for (Tensor parameter : network.parameters()) {
        if (parameter.dim() == 4) parameter.mul_(GAIN);
      }
    }
    network.requiresGrad_(true);
    return network;
  }

  private YoloConfig config() {
    if (!model.endsWith(DEEP)) return YoloConfig.named(model, CLASSES);
    YoloConfig config =
        YoloConfig.named(model.substring(0, model.length() - DEEP.length()), CLASSES);
    // All of the nano and small networks have a third.
    return config.with("depth_multiple", 4 / 3.0);
  }

  /// `[batch, 3, size, size]` in 0…1.
  Tensor image() {
    Torch.manualSeed(1);
    return Tensor.rand(batch, 3, size, size);
  }
}
