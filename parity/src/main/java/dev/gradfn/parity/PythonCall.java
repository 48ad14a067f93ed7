package dev.gradfn.parity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gradfn.core.DType;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The arguments of a Python call with literal values: `3, (1, 3), groups=2, dtype=torch.float64`.
/// Tuples become lists, whole numbers Longs.
record PythonCall(List<Object> args, Map<String, Object> kwargs) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS);
  private static final String DTYPE = "torch.";

  /// @param text what stands between the parentheses
  /// @throws IllegalArgumentException if it is no list of literals
  static PythonCall parse(String text) {
    List<Object> args = new ArrayList<>();
    Map<String, Object> kwargs = new LinkedHashMap<>();
    Iterator<Object> items = items(text).iterator();
    while (items.hasNext()) {
      Object item = items.next();
      boolean isKeyword = item instanceof String word && word.endsWith("=");
      if (isKeyword) kwargs.put(((String) item).replace("=", ""), value(items.next()));
      else args.add(value(item));
    }
    return new PythonCall(args, kwargs);
  }

  /// As JSON, where a keyword is a string before its value.
  private static List<Object> items(String text) {
    String json =
        text.replace('(', '[')
            .replace(')', ']')
            .replace('\'', '"')
            .replaceAll("\\bTrue\\b", "true")
            .replaceAll("\\bFalse\\b", "false")
            .replaceAll("\\bNone\\b", "null")
            .replaceAll("\\btorch\\.\\w+", "\"$0\"")
            .replaceAll("(\\w+)=", "\"$1=\", ");
    try {
      return JSON.readValue("[" + json + "]", new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("arguments \"" + text + "\" are not known yet", e);
    }
  }

  private static Object value(Object item) {
    boolean isDtype = item instanceof String text && text.startsWith(DTYPE);
    return isDtype ? DType.ofTorchName(((String) item).substring(DTYPE.length())) : item;
  }
}
