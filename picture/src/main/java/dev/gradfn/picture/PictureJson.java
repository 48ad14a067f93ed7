package dev.gradfn.picture;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.gradfn.trace.AutogradGraph.Link;
import dev.gradfn.trace.AutogradGraph.Output;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A picture as one JSON object; docs/picture.md describes its fields.
public final class PictureJson {
  private static final int FORMAT = 1;

  private PictureJson() {}

  /// Leaves `out` open.
  public static void write(Picture picture, Writer out) throws IOException {
    JsonFactory factory = new JsonFactory().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    try (JsonGenerator json = factory.createGenerator(out)) {
      json.writeStartObject();
      json.writeNumberField("format", FORMAT);
      json.writeStringField("title", picture.title());
      json.writeArrayFieldStart("boxes");
      for (Box box : picture.boxes()) box(box, json);
      json.writeEndArray();
      json.writeArrayFieldStart("nodes");
      for (PictureNode node : picture.nodes()) node(node, json);
      json.writeEndArray();
      json.writeArrayFieldStart("flows");
      for (Flow flow : picture.flows()) flow(flow, json);
      json.writeEndArray();
      json.writeArrayFieldStart("outputs");
      for (Output output : picture.outputs()) output(output, json);
      json.writeEndArray();
      json.writeFieldName("backward");
      json.writeArray(
          picture.backward().stream().mapToInt(i -> i).toArray(), 0, picture.backward().size());
      json.writeObjectFieldStart("verdicts");
      for (Map.Entry<String, Verdict> entry : picture.verdicts().entrySet()) {
        json.writeFieldName(entry.getKey());
        verdict(entry.getValue(), json);
      }
      json.writeEndObject();
      json.writeEndObject();
    }
  }

  private static void verdict(Verdict verdict, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeBooleanField("prunable", verdict.prunable());
    json.writeStringField("reason", verdict.reason());
    texts("because", verdict.because(), json);
    json.writeArrayFieldStart("group");
    for (Verdict.Part part : verdict.group()) {
      json.writeStartArray();
      json.writeString(part.path());
      json.writeString(part.side());
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeStringField("text", verdict.text());
    json.writeEndObject();
  }

  private static void box(Box box, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", box.id());
    json.writeNumberField("parent", box.parent());
    json.writeStringField("label", box.label());
    json.writeStringField("path", box.path());
    json.writeStringField("type", box.type());
    json.writeStringField("repr", box.repr());
    json.writeNumberField("call", box.call());
    json.writeNumberField("calls", box.calls());
    texts("inputs", box.inputs(), json);
    texts("outputs", box.outputs(), json);
    json.writeNumberField("parameters", box.parameters());
    texts("frozen", box.frozen(), json);
    json.writeNumberField("begin", box.begin());
    json.writeBooleanField("requiresGrad", box.requiresGrad());
    json.writeFieldName("gradFn");
    number(box.gradFn(), json);
    json.writeEndObject();
  }

  private static void node(PictureNode node, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", node.id());
    json.writeStringField("name", node.name());
    json.writeNumberField("box", node.box());
    json.writeNumberField("order", node.order());
    json.writeArrayFieldStart("next");
    for (Link link : node.next()) {
      json.writeStartArray();
      number(link.node(), json);
      json.writeNumber(link.inputNr());
      json.writeEndArray();
    }
    json.writeEndArray();
    texts("shapes", node.shapes(), json);
    json.writeObjectFieldStart("saved");
    for (Map.Entry<String, String> field : node.saved().entrySet()) {
      json.writeStringField(field.getKey(), field.getValue());
    }
    json.writeEndObject();
    if (node.variable() != null) json.writeStringField("variable", node.variable());
    json.writeNumberField("multiplyAdds", node.multiplyAdds());
    if (node.value() != null) json.writeStringField("value", node.value());
    if (node.gradient() != null) json.writeStringField("gradient", node.gradient());
    json.writeEndObject();
  }

  private static void flow(Flow flow, JsonGenerator json) throws IOException {
    json.writeStartArray();
    json.writeNumber(flow.from());
    json.writeString(flow.to().name().toLowerCase(Locale.ROOT));
    json.writeNumber(flow.number());
    json.writeString(flow.shape());
    json.writeEndArray();
  }

  private static void output(Output output, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", output.path());
    json.writeFieldName("node");
    number(output.node(), json);
    json.writeNumberField("outputNr", output.outputNr());
    json.writeStringField("shape", output.shape().toString());
    json.writeEndObject();
  }

  private static void texts(String field, List<String> values, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String value : values) json.writeString(value);
    json.writeEndArray();
  }

  private static void number(Integer value, JsonGenerator json) throws IOException {
    if (value == null) json.writeNull();
    else json.writeNumber(value);
  }
}
