package dev.gradfn.yolov5;

import dev.gradfn.autograd.Shapes;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Several networks that see the same image; their boxes stand one after the other.
public final class Ensemble extends Module {
  @SuppressWarnings("this-escape")
  public Ensemble(List<? extends Module> networks) {
    for (int i = 0; i < networks.size(); i++) {
      registerModule(Integer.toString(i), networks.get(i));
    }
  }

  /// In eval mode `[boxes, null]`: there is no common raw head.
  @Override
  protected Object forward(Args args) {
    List<Tensor> boxes = new ArrayList<>();
    for (Slot<? extends Module> network : childSlots().values()) {
      boxes.add((Tensor) ((List<?>) network.get().callAll(args)).get(0));
    }
    return Arrays.asList(Shapes.cat(boxes, 1), null);
  }
}
