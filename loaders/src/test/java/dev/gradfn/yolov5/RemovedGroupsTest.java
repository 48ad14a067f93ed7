package dev.gradfn.yolov5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.analysis.ChannelGraph;
import dev.gradfn.analysis.Member;
import dev.gradfn.analysis.Prunability;
import dev.gradfn.analysis.PruningGroup;
import dev.gradfn.analysis.Side;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.Conv2d;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.Slot;
import dev.gradfn.trace.Outputs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is called prunable is: without the first channel of a layer and all that goes with it, the
/// network still runs, and gives results of the same shapes.
class RemovedGroupsTest {
  private static final Args IMAGE =
      Args.of(Tensor.ones(DType.FLOAT32, Device.META, Dims.of(1, 3, 256, 256)));

  private final List<Runnable> undo = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yolov5n",
        "segment/yolov5n-seg",
        "hub/yolov3-tiny",
        "hub/yolov5-p34",
        "hub/yolov5s-ghost"
      })
  void a_network_runs_without_any_of_its_groups(String name) {
    YoloConfig config = YoloConfig.named(name, 3).with("width_multiple", 0.125);
    DetectionModel model = ModelFactory.create(config, YoloVersion.V7_0);
    model.eval();
    model.to(Device.META);
    String shapes = shapes(model);
    ChannelGraph graph = ChannelGraph.of(model, IMAGE);
    int removed = 0;
    for (Prunability layer : graph.prunability()) {
      if (!layer.prunable()) continue;
      PruningGroup group = graph.group(model.getSubmodule(layer.module()), List.of(0));
      if (!group.leavesChannels()) continue;
      for (Member member : group.members()) remove(member, model);
      assertEquals(shapes, shapes(model), layer.module());
      undo.reversed().forEach(Runnable::run);
      undo.clear();
      removed++;
    }
    assertTrue(removed > 20, removed + " layers");
  }

  private static String shapes(Module model) {
    StringBuilder shapes = new StringBuilder();
    Outputs.flatten(model.callAll(IMAGE))
        .forEach((path, output) -> shapes.append(path).append(output.shape()));
    return shapes.toString();
  }

  private void remove(Member member, Module model) {
    Module module = member.module();
    int count = member.channels().size();
    if (member.side() == Side.IN) {
      shorten(module.parameterSlots().get("weight"), 1, count);
    } else if (module instanceof Conv2d conv && conv.options().groups() > 1) {
      replaceDepthwise(member.path(), conv, conv.outChannels() - count, model);
    } else {
      module.parameterSlots().values().forEach(slot -> shorten(slot, 0, count));
      module.bufferSlots().values().forEach(slot -> shorten(slot, 0, count));
    }
  }

  /// A number, as of the batches seen, has no channels.
  private void shorten(Slot<Tensor> slot, int dim, int count) {
    Tensor before = slot.get();
    if (before == null || before.shape().rank() == 0) return;
    Dims shape = before.shape().with(dim, before.shape().get(dim) - count);
    set(slot, Tensor.ones(DType.FLOAT32, Device.META, shape));
  }

  private <T> void set(Slot<T> slot, T value) {
    T before = slot.get();
    undo.add(() -> slot.set(before));
    slot.set(value);
  }

  @SuppressWarnings("unchecked") // any module may stand in the place of a convolution
  private void replaceDepthwise(String path, Conv2d conv, int channels, Module model) {
    int dot = path.lastIndexOf('.');
    Map<String, Slot<? extends Module>> siblings =
        model.getSubmodule(path.substring(0, dot)).childSlots();
    Conv2d narrower =
        new Conv2d(channels, channels, conv.options().withGroups(channels).withBias(false));
    narrower.to(Device.META);
    narrower.eval();
    set((Slot<Module>) siblings.get(path.substring(dot + 1)), narrower);
  }
}
