package dev.gradfn.bench.network;

import dev.gradfn.core.Dims;
import java.util.List;
import java.util.Map;

/// A network written down call by call, for peers to repeat: what our engine ran in one forward
/// pass, with the weights it ran on, and what came out.
///
/// Values have names: `x` is the input, parameters and buffers have theirs, `c1`, `c2`, … are
/// constants that do not depend on the input (grids, anchors), `v1`, `v2`, … are results.
///
/// @param arrays what exists before the first call, by name; first `x`
/// @param outputs names of what the network returns
/// @param expected what it returned, by name, and what must come out as well: gradients are
///   `grad.NAME` of the parameter
public record Network(
    Map<String, Array> arrays,
    List<Step> steps,
    List<String> outputs,
    Map<String, Array> expected) {
  /// One call.
  ///
  /// @param inputs names; `-` for an optional one that is not given
  /// @param attributes arguments by name: `long[]` or `Double`
  public record Step(
      Operator operator,
      List<String> inputs,
      List<String> outputs,
      Map<String, Object> attributes) {
    public long[] numbers(String name) {
      return (long[]) attributes.get(name);
    }

    public double number(String name) {
      return (Double) attributes.get(name);
    }
  }

  /// @param data float32, contiguous
  /// @param trained whether it is a parameter
  public record Array(Dims shape, float[] data, boolean trained) {}

  public Array input() {
    return arrays.get("x");
  }
}
