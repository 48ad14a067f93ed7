package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.Subscript;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Decodes the arguments of a golden case: `{"tensor": 0}`, `{"ints": [2, 0]}`, `{"float": 0.5}`.
final class GoldenArguments {
  private final List<Tensor> inputs;

  GoldenArguments(List<Tensor> inputs) {
    this.inputs = inputs;
  }

  Map<String, Object> decodeAll(JsonNode fields) {
    Map<String, Object> decoded = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      decoded.put(field.getKey(), decode(field.getValue()));
    }
    return decoded;
  }

  Object decode(JsonNode value) {
    if (value.isNull()) return null;
    String kind = value.fieldNames().next();
    JsonNode content = value.get(kind);
    return switch (kind) {
      case "tensor" -> inputs.get(content.asInt());
      // A negative number is recorded as PyTorch shows it: unsigned.
      case "int" -> content.bigIntegerValue().longValue();
      case "float" -> number(content);
      case "bool" -> content.asBoolean();
      case "str" -> content.asText();
      case "dtype" -> DType.ofTorchName(content.asText());
      case "ints" -> longs(content);
      case "floats" -> list(content, GoldenArguments::number);
      case "tensors" -> list(content, index -> inputs.get(index.asInt()));
      case "slice" -> {
        List<Object> range = list(content, item -> item.isNull() ? null : item.asLong());
        yield new Subscript.Range((Long) range.get(0), (Long) range.get(1), (Long) range.get(2));
      }
      case "ellipsis" -> Subscript.ELLIPSIS;
      case "null" -> null;
      case "list", "tuple" -> list(content, this::decode);
      default ->
          throw new IllegalArgumentException("argument of kind \"" + kind + "\" is not known yet");
    };
  }

  static Double number(JsonNode content) {
    return content.isTextual()
        ? switch (content.asText()) {
          case "inf" -> Double.POSITIVE_INFINITY;
          case "-inf" -> Double.NEGATIVE_INFINITY;
          default -> Double.NaN;
        }
        : content.asDouble();
  }

  private static List<Object> longs(JsonNode content) {
    return list(content, item -> item.bigIntegerValue().longValue());
  }

  private static List<Object> list(
      JsonNode content, java.util.function.Function<JsonNode, Object> decode) {
    List<Object> items = new ArrayList<>();
    for (JsonNode item : content) items.add(decode.apply(item));
    return items;
  }
}
