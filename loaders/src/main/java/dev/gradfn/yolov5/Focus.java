package dev.gradfn.yolov5;

import dev.gradfn.autograd.Shapes;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Layer;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.Slot;
import java.util.ArrayList;
import java.util.List;

/// Every second pixel, from four starts, as channels: width and height into depth.
public final class Focus extends Layer {
  private static final int[][] STARTS = {{0, 0}, {1, 0}, {0, 1}, {1, 1}};

  private final Slot<Module> conv;

  @SuppressWarnings("this-escape")
  public Focus(Module conv) {
    this.conv = registerModule("conv", conv);
  }

  @Override
  protected Tensor forward(Tensor x) {
    List<Tensor> parts = new ArrayList<>();
    for (int[] start : STARTS) {
      parts.add(x.slice(2, start[0], Long.MAX_VALUE, 2).slice(3, start[1], Long.MAX_VALUE, 2));
    }
    return Layer.call(conv.get(), Shapes.cat(parts, 1));
  }
}
