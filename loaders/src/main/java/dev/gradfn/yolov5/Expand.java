package dev.gradfn.yolov5;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Layer;
import java.util.Map;

/// Moves channels into width and height: `[n, c, h, w]` to `[n, c/s², h·s, w·s]`.
public final class Expand extends Layer {
  private final long gain;

  /// @param gain s
  public Expand(long gain) {
    this.gain = gain;
  }

  @Override
  protected Tensor forward(Tensor x) {
    Dims shape = x.shape();
    long n = shape.get(0);
    long c = shape.get(1) / (gain * gain);
    long h = shape.get(2);
    long w = shape.get(3);
    Tensor blocks = x.view(n, gain, gain, c, h, w).permute(0, 3, 4, 1, 5, 2).contiguous();
    return blocks.view(n, c, h * gain, w * gain);
  }

  @Override
  public Map<String, Object> attributes() {
    Map<String, Object> attributes = super.attributes();
    attributes.put("gain", gain);
    return attributes;
  }
}
