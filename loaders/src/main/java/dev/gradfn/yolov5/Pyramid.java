package dev.gradfn.yolov5;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Writes the rows of a network that halves the image stage by stage, climbs back up, joined by
/// what each stage gave, and goes down again, joined by what the climb gave.
final class Pyramid {
  /// An output that a later layer joins.
  private record Level(int index, long channels) {}

  private final String conv;
  private final String stack;
  private final List<YoloConfig.Row> backbone = new ArrayList<>();
  private final List<YoloConfig.Row> head = new ArrayList<>();
  private final ArrayDeque<Level> stages = new ArrayDeque<>();
  private final ArrayDeque<Level> laterals = new ArrayDeque<>();
  private final List<Integer> outputs = new ArrayList<>();
  private long deepest;
  private boolean inHead;

  /// @param conv class of its convolutions
  /// @param stack class of its stacks of bottlenecks
  Pyramid(String conv, String stack) {
    this.conv = conv;
    this.stack = stack;
  }

  List<YoloConfig.Row> backbone() {
    return backbone;
  }

  List<YoloConfig.Row> head() {
    return head;
  }

  // ---- single rows ---------------------------------------------------------------------------

  Pyramid row(int number, String module, Object... args) {
    return add(List.of(-1), false, number, module, args);
  }

  /// Reads the layer before the one before.
  Pyramid rowBefore(String module, Object... args) {
    return add(List.of(-2), false, 1, module, args);
  }

  Pyramid join(Integer... layers) {
    return add(List.of(layers), true, 1, "Concat", 1L);
  }

  private Pyramid add(
      List<Integer> from, boolean asList, int number, String module, Object... args) {
    (inHead ? head : backbone)
        .add(new YoloConfig.Row(from, asList, number, module, Arrays.asList(args)));
    return this;
  }

  private int last() {
    return backbone.size() + head.size() - 1;
  }

  // ---- backbone ------------------------------------------------------------------------------

  Pyramid stage(int repeats, long channels) {
    return stage(stack, repeats, channels);
  }

  Pyramid stage(String kind, int repeats, long channels) {
    row(1, conv, channels, 3L, 2L).row(repeats, kind, channels);
    stages.push(new Level(last(), channels));
    return this;
  }

  /// The last stage of the earlier form, with the pooling inside.
  ///
  /// @param shortcut of the stack, if it says one
  Pyramid pooledStage(
      String kind, int repeats, long channels, List<Long> kernels, Object... shortcut) {
    row(1, conv, channels, 3L, 2L).row(1, "SPP", channels, kernels);
    List<Object> args = new ArrayList<>(List.of(channels));
    args.addAll(List.of(shortcut));
    row(repeats, kind, args.toArray());
    stages.push(new Level(last(), channels));
    return this;
  }

  // ---- head ----------------------------------------------------------------------------------

  /// From here on rows belong to the head, which starts at the deepest stage.
  Pyramid beginHead() {
    inHead = true;
    deepest = stages.isEmpty() ? 0 : stages.pop().channels();
    return this;
  }

  Pyramid upsample() {
    return row(1, "nn.Upsample", null, 2L, "nearest");
  }

  /// Up to the next larger stage.
  Pyramid climb(int repeats) {
    Level stage = stages.pop();
    row(1, conv, stage.channels(), 1L, 1L);
    laterals.push(new Level(last(), stage.channels()));
    upsample().join(-1, stage.index());
    return row(repeats, stack, stage.channels(), false);
  }

  /// A stack without shortcuts, as heads have.
  Pyramid stack(long channels) {
    return row(3, stack, channels, false);
  }

  /// The output of this layer is one of the network's.
  Pyramid output() {
    outputs.add(last());
    return this;
  }

  /// Down to the next smaller level, and its output.
  ///
  /// @param more layers that are joined too
  Pyramid descend(Integer... more) {
    Level lateral = laterals.pop();
    row(1, conv, lateral.channels(), 3L, 2L);
    List<Integer> joined = new ArrayList<>(List.of(-1, lateral.index()));
    joined.addAll(List.of(more));
    join(joined.toArray(Integer[]::new));
    long channels = laterals.isEmpty() ? deepest : laterals.peek().channels();
    return stack(channels).output();
  }

  /// Puts the outputs that were found climbing into the order that heads want: smallest cells
  /// first.
  Pyramid finestFirst() {
    Collections.reverse(outputs);
    return this;
  }

  /// The head's last row, which reads all outputs.
  Pyramid detect() {
    return detect("Detect", "nc", "anchors");
  }

  Pyramid detect(String module, Object... args) {
    return add(List.copyOf(outputs), true, 1, module, args);
  }
}
