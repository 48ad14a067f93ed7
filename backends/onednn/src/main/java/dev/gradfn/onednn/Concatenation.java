package dev.gradfn.onednn;

import dev.gradfn.core.Dims;
import dev.gradfn.core.NdArray;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.dnnl.concat;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory_desc_vector;

/// Arrays side by side, channels last.
final class Concatenation {
  private record Key(List<Dims> inputs, int dim, Dims output) {}

  private final Primitives<Key, Compiled> made = new Primitives<>(Concatenation::make);

  boolean concat(NdArray[] inputs, int dim, NdArray out) {
    if (!Operands.areUsable(inputs) || !Operands.areUsable(out)) return false;
    if (out.rank() < 3 || out.rank() > 5 || !Operands.takesChannelsLast(out)) return false;
    boolean atHome = false;
    for (NdArray input : inputs) {
      if (input.rank() != out.rank()) return false;
      Block home = Operands.home(input);
      atHome |= home != null && !home.order().isFlat();
    }
    if (!atHome) return false;
    List<Dims> shapes = Stream.of(inputs).map(NdArray::shape).toList();
    Compiled compiled = made.find(new Key(shapes, dim, out.shape()));
    if (compiled == null) return false;
    Operand[] operands = new Operand[inputs.length + 1];
    for (int i = 0; i < inputs.length; i++) {
      operands[i] = Operands.channelsLast(inputs[i]);
    }
    operands[inputs.length] = Operands.channelsLastOutput(out);
    compiled.run(operands);
    return true;
  }

  private static Compiled make(Key key) {
    var arguments = new Compiled.Argument[key.inputs.size() + 1];
    memory_desc_vector sources = new memory_desc_vector(key.inputs.size());
    for (int i = 0; i < key.inputs.size(); i++) {
      Layout layout = Layout.channelsLast(key.inputs.get(i));
      sources.put(i, layout.desc());
      arguments[i] = new Compiled.Argument(dnnl.DNNL_ARG_MULTIPLE_SRC + i, layout);
    }
    Layout target = Layout.channelsLast(key.output);
    arguments[key.inputs.size()] = new Compiled.Argument(dnnl.DNNL_ARG_DST, target);
    var pd =
        new concat.primitive_desc(
            OneDnn.ENGINE, target.desc(), key.dim, sources, OneDnn.attributes(), false);
    return new Compiled(new concat(pd), pd.scratchpad_desc(), arguments);
  }
}
