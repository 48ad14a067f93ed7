package dev.gradfn.bench.network;

import dev.gradfn.autograd.Shapes;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.bench.network.Network.Array;
import dev.gradfn.bench.network.Network.Step;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.NdArray;
import dev.gradfn.nn.F;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Runs a network from its description alone, as a peer does.
final class Replay {
  private final Map<String, Tensor> values = new HashMap<>();

  private Replay() {}

  static Map<String, Tensor> run(Network network) {
    Replay replay = new Replay();
    network.arrays().forEach((name, array) -> replay.values.put(name, tensor(array)));
    network.steps().forEach(replay::run);
    return replay.values;
  }

  private static Tensor tensor(Array array) {
    return Tensor.of(NdArray.wrap(DType.FLOAT32, array.data().clone(), array.shape()));
  }

  private void run(Step step) {
    List<Tensor> in = new ArrayList<>();
    for (String name : step.inputs()) in.add(values.get(name));
    List<Tensor> out = results(step, in);
    for (int i = 0; i < out.size(); i++) values.put(step.outputs().get(i), out.get(i));
  }

  private static List<Tensor> results(Step step, List<Tensor> in) {
    Tensor x = in.getFirst();
    if (step.operator() == Operator.SPLIT) {
      return x.split(dims(step, "sizes"), (int) step.numbers("dim")[0]);
    }
    return List.of(
        switch (step.operator()) {
          case CONV2D ->
              F.conv2d(
                  x,
                  in.get(1),
                  in.get(2),
                  dims(step, "stride"),
                  dims(step, "padding"),
                  dims(step, "dilation"),
                  (int) step.numbers("groups")[0]);
          case BATCH_NORM ->
              F.batchNorm(
                  x,
                  in.get(3),
                  in.get(4),
                  in.get(1),
                  in.get(2),
                  step.numbers("training")[0] != 0,
                  step.number("momentum"),
                  step.number("eps"));
          case SILU -> F.silu(x, false);
          case SILU_ -> F.silu(x, true);
          case SIGMOID -> x.sigmoid();
          case ADD -> x.add(in.get(1));
          case MUL -> x.mul(in.get(1));
          case MUL_NUMBER -> x.mul(step.number("value"));
          case POW -> x.pow(step.number("value"));
          case MAX_POOL2D ->
              F.maxPool2d(
                  x,
                  dims(step, "kernel"),
                  dims(step, "stride"),
                  dims(step, "padding"),
                  Dims.of(1, 1),
                  false);
          case UPSAMPLE_NEAREST2D -> F.interpolateNearest(x, dims(step, "size"), null);
          case CAT -> Shapes.cat(in, (int) step.numbers("dim")[0]);
          case VIEW -> x.view(step.numbers("shape"));
          case PERMUTE -> x.permute(step.numbers("dims"));
          case CONTIGUOUS -> x.contiguous();
          case SPLIT -> throw new AssertionError("has several results");
        });
  }

  private static Dims dims(Step step, String name) {
    return Dims.of(step.numbers(name));
  }
}
