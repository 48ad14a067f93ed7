package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.analysis.ChannelGraph;
import dev.gradfn.analysis.Member;
import dev.gradfn.analysis.PruningGroup;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Args;
import dev.gradfn.yolov5.DetectionModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The dependency groups of Torch-Pruning, channel by channel.
final class PruningGroupsJudge implements Judge {
  private static final Pattern SHAPE = Pattern.compile("\\(([0-9]+(?:, [0-9]+)+)\\)");

  private final Networks networks;

  PruningGroupsJudge(Networks networks) {
    this.networks = networks;
  }

  @Override
  public boolean takes(GoldenFile file) {
    return file.has("torch_pruning", "all_groups", "checkpoint");
  }

  @Override
  public void judge(GoldenFile file, Report report) throws java.io.IOException {
    JsonNode cases = file.json().path("cases");
    Networks.Source source = networks.source(file, classes(cases), report);
    if (source == null) {
      String reason = "checkpoint " + file.text("checkpoint") + " is not here";
      report.skipped(file, "group", cases.size() + 1, reason);
      return;
    }
    DetectionModel model = source.load();
    ChannelGraph graph = graph(model, file.text("input"));
    for (JsonNode golden : cases) {
      report.check(file, "group", golden.path("id").asText(), () -> problem(golden, graph, model));
    }
    report.check(
        file,
        "all groups",
        "all_groups",
        () -> problem(file.json().path("all_groups"), graph.groups(model::isPrediction)));
  }

  /// From the width of a prediction, three anchors of 5 + classes channels.
  private static int classes(JsonNode cases) {
    for (JsonNode golden : cases) {
      if (golden.path("reaches_output").asBoolean()) return golden.path("channels").asInt() / 3 - 5;
    }
    return 80;
  }

  private static ChannelGraph graph(DetectionModel model, String input) {
    Matcher shape = SHAPE.matcher(input);
    if (!shape.find()) {
      throw new IllegalArgumentException("input \"" + input + "\", expected \"(n, c, h, w)\"");
    }
    long[] sizes = Arrays.stream(shape.group(1).split(", ")).mapToLong(Long::parseLong).toArray();
    return ChannelGraph.of(model, Args.of(Tensor.ones(DType.FLOAT32, Device.META, Dims.of(sizes))));
  }

  private static String problem(JsonNode golden, ChannelGraph graph, DetectionModel model) {
    List<Integer> channels = new ArrayList<>();
    int last = golden.path("channels").asInt() - 1;
    if (!golden.has("idxs")) channels.addAll(last == 0 ? List.of(0) : List.of(0, last));
    golden.path("idxs").forEach(index -> channels.add(index.asInt()));
    PruningGroup group = graph.group(model.getSubmodule(golden.path("id").asText()), channels);
    if (group.width() != last + 1) {
      return "expected " + (last + 1) + " channels, got " + group.width();
    }
    boolean reaches = golden.path("reaches_output").asBoolean();
    if (reaches == group.outputs().isEmpty()) {
      return "expected " + (reaches ? "an output" : "no output") + ", got " + group.outputs();
    }
    if (reaches) return null;
    if (golden.path("ok").asBoolean() != group.leavesChannels()) {
      return "expected ok " + golden.path("ok") + ", got " + group.leavesChannels();
    }
    Set<String> expected = new TreeSet<>();
    for (JsonNode entry : golden.path("group")) {
      if (!entry.path(0).asText().startsWith("_")) expected.add(line(entry));
    }
    Set<String> found = new TreeSet<>();
    for (Member member : group.members()) found.add(line(member));
    return difference(expected, found);
  }

  private static String line(JsonNode entry) {
    Set<Integer> channels = new TreeSet<>();
    entry.path(3).forEach(index -> channels.add(index.asInt()));
    return entry.path(0).asText()
        + " "
        + entry.path(1).asText()
        + " "
        + entry.path(2).asText()
        + " "
        + channels;
  }

  private static String line(Member member) {
    return member.path()
        + " "
        + member.module().typeName()
        + " prune_"
        + member.side().code()
        + "_channels "
        + member.channels();
  }

  /// Roots and order follow Torch-Pruning's own walk and are left out.
  private static String problem(JsonNode golden, List<PruningGroup> groups) {
    Set<String> expected = new HashSet<>();
    for (JsonNode group : golden) {
      Set<String> members = new TreeSet<>();
      group
          .path("members")
          .forEach(m -> members.add(m.path(0).asText() + " " + m.path(1).asText()));
      expected.add(group.path("channels") + " channels " + members);
    }
    Set<String> found = new HashSet<>();
    for (PruningGroup group : groups) {
      Set<String> members = new TreeSet<>();
      group.members().forEach(m -> members.add(m.path() + " " + m.side().code()));
      found.add(group.width() + " channels " + members);
    }
    return difference(expected, found);
  }

  private static String difference(Set<String> expected, Set<String> found) {
    if (expected.equals(found)) return null;
    Set<String> missing = new TreeSet<>(expected);
    missing.removeAll(found);
    Set<String> added = new TreeSet<>(found);
    added.removeAll(expected);
    return "missing " + missing + ", not expected " + added;
  }
}
