package dev.gradfn.yolov5;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Layer;
import java.util.Map;

/// Moves width and height into channels: `[n, c, h, w]` to `[n, c·s², h/s, w/s]`.
public final class Contract extends Layer {
  private final long gain;

  /// @param gain s
  public Contract(long gain) {
    this.gain = gain;
  }

  @Override
  protected Tensor forward(Tensor x) {
    Dims shape = x.shape();
    long n = shape.get(0);
    long c = shape.get(1);
    long h = shape.get(2) / gain;
    long w = shape.get(3) / gain;
    Tensor blocks = x.view(n, c, h, gain, w, gain).permute(0, 3, 5, 1, 2, 4).contiguous();
    return blocks.view(n, c * gain * gain, h, w);
  }

  @Override
  public Map<String, Object> attributes() {
    Map<String, Object> attributes = super.attributes();
    attributes.put("gain", gain);
    return attributes;
  }
}
