package dev.gradfn.nn;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The opposite of max pooling: called with its values and indices, and perhaps the `output_size`.
public abstract class MaxUnpool extends FunctionLayer {
  protected MaxUnpool(int rank, Attributes attributes) {
    super("nn.functional.max_unpool" + rank + "d", spread(rank, Windows.complete(attributes)));
  }

  private static Attributes spread(int rank, Attributes attributes) {
    for (String name : List.of("kernel_size", "stride", "padding")) attributes.spread(name, rank);
    return attributes;
  }

  @Override
  protected Object forward(Args args) {
    Map<String, Object> named = new LinkedHashMap<>(arguments());
    named.put("output_size", args.get(2, "output_size", null));
    List<Object> both = Arrays.asList(args.get(0, "input", null), args.get(1, "indices", null));
    return Functional.call(function(), both, named);
  }
}
