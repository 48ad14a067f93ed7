package dev.gradfn.yolov5;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.BatchNorm;
import dev.gradfn.nn.BatchNorm2d;
import dev.gradfn.nn.Conv2d;
import dev.gradfn.nn.ConvNd;
import dev.gradfn.nn.Identity;
import dev.gradfn.nn.LeakyReLU;
import dev.gradfn.nn.MaxPool2d;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.ModuleList;
import dev.gradfn.nn.ReLU;
import dev.gradfn.nn.Sequential;
import dev.gradfn.nn.SiLU;
import dev.gradfn.nn.Upsample;
import dev.gradfn.nn.ZeroPad2d;
import dev.gradfn.pickle.CheckpointException;
import java.util.Map;

/// The `torch.nn` classes that YOLOv5 checkpoints contain.
final class TorchModules {
  private TorchModules() {}

  static void register(Map<String, ModuleRegistry.Builder> builders) {
    String nn = "torch.nn.modules.";
    builders.put(nn + "conv.Conv2d", TorchModules::conv2d);
    builders.put(nn + "batchnorm.BatchNorm2d", TorchModules::batchNorm2d);
    builders.put(nn + "activation.SiLU", saved -> new SiLU(saved.bool("inplace", false)));
    builders.put(nn + "activation.ReLU", saved -> new ReLU(saved.bool("inplace", false)));
    builders.put(
        nn + "activation.LeakyReLU",
        saved -> new LeakyReLU(saved.number("negative_slope"), saved.bool("inplace", false)));
    builders.put(nn + "linear.Identity", _ -> new Identity());
    builders.put(nn + "pooling.MaxPool2d", TorchModules::maxPool2d);
    builders.put(nn + "upsampling.Upsample", TorchModules::upsample);
    builders.put(nn + "padding.ZeroPad2d", saved -> new ZeroPad2d(saved.dims("padding", 4, 4)));
    builders.put(
        nn + "container.Sequential", saved -> named(new Sequential(java.util.List.of()), saved));
    builders.put(
        nn + "container.ModuleList", saved -> named(new ModuleList(java.util.List.of()), saved));
  }

  private static Module named(Module container, SavedModule saved) throws CheckpointException {
    for (String name : saved.childNames()) container.registerModule(name, saved.child(name));
    return container;
  }

  private static Module conv2d(SavedModule saved) throws CheckpointException {
    if (saved.attribute("padding") instanceof String text) {
      throw saved.error("padding \"" + text + "\" is not supported yet, expected numbers");
    }
    ConvNd.Options options =
        new ConvNd.Options(
            saved.dims("kernel_size", 2, 2),
            saved.dims("stride", 2, 2),
            saved.dims("padding", 2, 2),
            saved.dims("dilation", 2, 2),
            saved.integer("groups"),
            saved.text("padding_mode", "zeros"));
    Tensor weight = saved.parameter("weight");
    if (weight == null) throw saved.wrong("weight", "a tensor", null);
    return new Conv2d(
        saved.integer("in_channels"),
        saved.integer("out_channels"),
        options,
        weight,
        saved.parameter("bias"));
  }

  private static Module batchNorm2d(SavedModule saved) throws CheckpointException {
    Double momentum = saved.attribute("momentum") == null ? null : saved.number("momentum");
    BatchNorm.Options options =
        new BatchNorm.Options(
            saved.number("eps"),
            momentum,
            saved.bool("affine", true),
            saved.bool("track_running_stats", true));
    return new BatchNorm2d(
        saved.integer("num_features"),
        options,
        saved.parameter("weight"),
        saved.parameter("bias"),
        saved.buffer("running_mean"),
        saved.buffer("running_var"),
        saved.buffer("num_batches_tracked"));
  }

  private static Module maxPool2d(SavedModule saved) throws CheckpointException {
    return new MaxPool2d(
        new MaxPool2d.Options(
            saved.dims("kernel_size", 1, 2),
            saved.dims("stride", 1, 2),
            saved.dims("padding", 1, 2),
            saved.dims("dilation", 1, 2),
            saved.bool("ceil_mode", false)));
  }

  /// Files before PyTorch 1.11 lack `recompute_scale_factor`, which nearest resampling does not
  /// need.
  private static Module upsample(SavedModule saved) throws CheckpointException {
    Dims size = saved.attribute("size") == null ? null : saved.dims("size", 1, 2);
    double[] factors = saved.numbersOrNull("scale_factor");
    boolean oneOfThem = (size == null) != (factors == null);
    if (!oneOfThem || (factors != null && (factors.length < 1 || factors.length > 2))) {
      throw saved.error("expected a size or a scale_factor, of 1 or 2 numbers");
    }
    return new Upsample(size, factors, saved.text("mode", "nearest"));
  }
}
