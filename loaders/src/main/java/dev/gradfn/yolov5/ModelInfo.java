package dev.gradfn.yolov5;

import dev.gradfn.analysis.Summary;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.AdaptiveAvgPool2d;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.BatchNorm;
import dev.gradfn.nn.ConvNd;
import dev.gradfn.nn.LayerNorm;
import dev.gradfn.nn.Linear;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.Upsample;

/// What YOLOv5 prints of a network: `157 layers, 7225885 parameters, 0 gradients, 16.4 GFLOPs`.
///
/// @param layers number of modules
/// @param parameters number of their elements
/// @param gradients those that require grad
/// @param gflops billions of operations for a square image, two for each multiply-add
public record ModelInfo(int layers, long parameters, long gradients, double gflops) {
  private static final long LEAST_SIDE = 32;

  /// Counts as YOLOv5 does, by the rules of thop: on one image of the largest stride, scaled by
  /// area; activations and concat are free. The network is put in eval mode.
  ///
  /// @param size side of the image in pixels
  public static ModelInfo of(DetectionModel model, int size) {
    model.eval();
    long stride = model.detect() == null ? LEAST_SIDE : (long) model.detect().largestStride();
    long side = Math.max(stride, LEAST_SIDE);
    Tensor image = Tensor.ones(DType.FLOAT32, Device.META, Dims.of(1, 3, side, side));
    Summary summary = Summary.of(model, Args.of(image));
    double multAdds = 0;
    for (Summary.Row row : summary.rows()) {
      for (Summary.Call call : row.calls()) multAdds += multAdds(row.module(), call);
    }
    double area = (double) size / side * size / side;
    Summary.Row total = summary.total();
    return new ModelInfo(
        summary.rows().size(), total.parameters(), total.trainable(), 2 * multAdds * area / 1e9);
  }

  private static double multAdds(Module module, Summary.Call call) {
    if (call.input() == null || call.output() == null) return 0;
    double results = call.output().product();
    return switch (module) {
      case ConvNd conv ->
          results
              * (call.input().get(1) / conv.options().groups())
              * conv.options().kernelSize().product();
      case BatchNorm _, LayerNorm _ -> 4.0 * call.input().product();
      case Linear linear -> results * linear.weight().get().shape().get(1);
      case AdaptiveAvgPool2d _ -> call.input().product() + results;
      case Upsample _ -> results;
      default -> 0;
    };
  }
}
