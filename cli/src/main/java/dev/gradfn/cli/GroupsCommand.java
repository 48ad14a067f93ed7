package dev.gradfn.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gradfn.analysis.ChannelGraph;
import dev.gradfn.analysis.Member;
import dev.gradfn.analysis.Prunability;
import dev.gradfn.analysis.PruningGroup;
import dev.gradfn.nn.ConvNd;
import dev.gradfn.yolov5.DetectionModel;
import dev.gradfn.yolov5.YoloVersion;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "groups",
    mixinStandardHelpOptions = true,
    description = "Prints which layers can be pruned, with what, and why the others cannot.")
final class GroupsCommand implements Callable<Integer> {
  enum Format {
    TEXT,
    JSON
  }

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;
  @Mixin private ModelSource source;
  @Mixin private Trainable trainable;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "text or json (default: ${DEFAULT-VALUE})")
  private Format format;

  @Override
  public Integer call() throws IOException {
    DetectionModel model = source.loadBy(YoloVersion.V7_0);
    trainable.apply(model);
    ChannelGraph graph =
        source.forward(model, 1, ModelSource.Target.META, input -> ChannelGraph.of(model, input));
    PrintWriter out = spec.commandLine().getParent().getOut();
    if (format == Format.JSON) {
      try (JsonGenerator json = Json.writer(out)) {
        write(model, graph, json);
      }
    } else {
      graph.prunability().forEach(one -> out.println(one.module() + "  " + one.text()));
    }
    return GradFn.OK;
  }

  private void write(DetectionModel model, ChannelGraph graph, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("checkpoint", source.name());
    json.writeArrayFieldStart("cases");
    for (ConvNd conv : graph.ungroupedConvolutions()) writeCase(conv, graph, json);
    json.writeEndArray();
    json.writeArrayFieldStart("all_groups");
    for (PruningGroup group : graph.groups(model::isPrediction)) writeGroup(group, json);
    json.writeEndArray();
    writePrunability(graph.prunability(), json);
    json.writeEndObject();
  }

  /// What goes with the first and the last channel.
  private static void writeCase(ConvNd conv, ChannelGraph graph, JsonGenerator json)
      throws IOException {
    int last = conv.outChannels() - 1;
    List<Integer> channels = last == 0 ? List.of(0) : List.of(0, last);
    PruningGroup group = graph.group(conv, channels);
    json.writeStartObject();
    json.writeStringField("id", group.root());
    json.writeNumberField("channels", group.width());
    if (group.outputs().isEmpty()) {
      writeNumbers("idxs", channels, json);
      json.writeArrayFieldStart("group");
      for (Member member : group.members()) {
        json.writeStartArray();
        json.writeString(member.path());
        json.writeString(member.module().typeName());
        json.writeString("prune_" + member.side().code() + "_channels");
        writeNumbers(null, member.channels(), json);
        json.writeEndArray();
      }
      json.writeEndArray();
      json.writeBooleanField("ok", group.leavesChannels());
    } else {
      json.writeBooleanField("reaches_output", true);
    }
    json.writeEndObject();
  }

  private static void writeNumbers(String name, List<Integer> numbers, JsonGenerator json)
      throws IOException {
    if (name != null) json.writeFieldName(name);
    json.writeStartArray();
    for (int number : numbers) json.writeNumber(number);
    json.writeEndArray();
  }

  private static void writeGroup(PruningGroup group, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("root", group.root());
    json.writeNumberField("channels", group.width());
    json.writeArrayFieldStart("members");
    for (Member member : group.members()) {
      json.writeStartArray();
      json.writeString(member.path());
      json.writeString(member.side().code());
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /// The field `prunability`.
  static void writePrunability(List<Prunability> all, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("prunability");
    for (Prunability one : all) {
      json.writeStartObject();
      json.writeStringField("module", one.module());
      writeFields(one, json);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /// Into an object that names the module.
  static void writeFields(Prunability one, JsonGenerator json) throws IOException {
    json.writeBooleanField("prunable", one.prunable());
    json.writeStringField("reason", one.prunable() ? null : one.reason().code());
    json.writeArrayFieldStart("because");
    for (String because : one.because()) json.writeString(because);
    json.writeEndArray();
    json.writeStringField("text", one.text());
  }
}
