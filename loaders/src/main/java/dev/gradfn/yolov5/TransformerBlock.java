package dev.gradfn.yolov5;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Layer;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.Slot;
import java.util.Map;

/// Attention among the pixels of an image: `[n, c, h, w]` as `[h·w, n, c]` and back, with a learnt
/// embedding of the places.
public final class TransformerBlock extends Layer {
  private final Slot<Module> conv;
  private final Slot<Module> linear;
  private final Slot<Module> tr;
  private final int channels;
  private final boolean transposes;

  /// @param conv to the block's channels; null where they are already right
  /// @param transposes whether the input is turned by transposing, as up to v6.0
  @SuppressWarnings("this-escape")
  public TransformerBlock(Module conv, Module linear, Module tr, int channels, boolean transposes) {
    this.conv = conv == null ? null : registerModule("conv", conv);
    this.linear = registerModule("linear", linear);
    this.tr = registerModule("tr", tr);
    this.channels = channels;
    this.transposes = transposes;
  }

  @Override
  protected Tensor forward(Tensor image) {
    Tensor x = conv == null ? image : Layer.call(conv.get(), image);
    Dims shape = x.shape();
    Tensor pixels = x.flatten(2, -1);
    Tensor rows =
        transposes ? pixels.unsqueeze(0).transpose(0, 3).squeeze(3) : pixels.permute(2, 0, 1);
    Tensor y = Layer.call(tr.get(), rows.add(Layer.call(linear.get(), rows)));
    Tensor back = transposes ? y.unsqueeze(3).transpose(0, 3) : y.permute(1, 2, 0);
    return back.reshape(shape.get(0), channels, shape.get(2), shape.get(3));
  }

  @Override
  public Map<String, Object> attributes() {
    Map<String, Object> attributes = super.attributes();
    if (conv == null) attributes.put("conv", null);
    attributes.put("c2", (long) channels);
    return attributes;
  }
}
