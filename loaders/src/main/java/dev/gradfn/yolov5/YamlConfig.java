package dev.gradfn.yolov5;

import dev.gradfn.pickle.CheckpointException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// Reads a [YoloConfig] from YOLOv5's yaml files. Values are data: nothing in them is evaluated.
final class YamlConfig {
  /// More than any config holds; aliases can make few bytes many values.
  private static final int MOST_VALUES = 100_000;

  private static final int DEEPEST = 20;
  private static final long LARGEST_FILE = 1 << 20;

  private final String file;
  private int values;

  private YamlConfig(String file) {
    this.file = file;
  }

  /// @throws CheckpointException in one line, with line and column where the file is no valid YAML
  static YoloConfig read(Path path) throws CheckpointException {
    String text;
    try {
      if (Files.size(path) > LARGEST_FILE) {
        throw new CheckpointException(path + ": too large for a config, expected up to 1 MiB");
      }
      text = Files.readString(path);
    } catch (CharacterCodingException e) {
      throw new CheckpointException(path + ": no text in UTF-8, expected a YAML file", e);
    } catch (FileSystemException e) {
      String reason = Files.exists(path) ? "cannot be read" : "no such file";
      throw new CheckpointException(path + ": " + reason, e);
    } catch (CheckpointException e) {
      throw e;
    } catch (IOException e) {
      throw new CheckpointException(path + ": " + e.getMessage(), e);
    }
    return parse(path.toString(), text);
  }

  /// @param file for error messages
  static YoloConfig parse(String file, String text) throws CheckpointException {
    Map<String, Object> values = new YamlConfig(file).mapping(text);
    try {
      return YoloConfig.of(file, values);
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(file + ": " + e.getMessage(), e);
    }
  }

  private Map<String, Object> mapping(String text) throws CheckpointException {
    LoadSettings settings =
        LoadSettings.builder().setLabel(file).setSchema(new CoreSchema()).build();
    Optional<Node> root;
    try {
      requireShallow(text, settings);
      root = new Compose(settings).composeString(text);
    } catch (MarkedYamlEngineException e) {
      throw wrong(e.getProblemMark(), e.getProblem());
    } catch (YamlEngineException e) {
      throw new CheckpointException(file + ": no valid YAML, " + e.getMessage(), e);
    }
    if (root.isEmpty() || !(root.get() instanceof MappingNode mapping)) {
      throw new CheckpointException(file + ": expected a YAML mapping with nc, backbone and head");
    }
    return mapping(mapping, 0);
  }

  /// The composer recurses, so the depth is counted before, event by event.
  private void requireShallow(String text, LoadSettings settings) throws CheckpointException {
    int depth = 0;
    for (Event event : new Parse(settings).parseString(text)) {
      if (event instanceof CollectionStartEvent && ++depth > DEEPEST) {
        throw wrong(event.getStartMark(), "lists in lists, more than " + DEEPEST + " deep");
      }
      if (event instanceof CollectionEndEvent) depth--;
    }
  }

  private Map<String, Object> mapping(MappingNode node, int depth) throws CheckpointException {
    Map<String, Object> mapping = new LinkedHashMap<>();
    for (NodeTuple entry : node.getValue()) {
      Object key = value(entry.getKeyNode(), depth + 1);
      mapping.put(String.valueOf(key), value(entry.getValueNode(), depth + 1));
    }
    return mapping;
  }

  private Object value(Node node, int depth) throws CheckpointException {
    if (depth > DEEPEST || ++values > MOST_VALUES) {
      throw wrong(node.getStartMark(), "more values than a config has");
    }
    return switch (node) {
      case MappingNode mapping -> mapping(mapping, depth);
      case SequenceNode sequence -> {
        List<Object> items = new ArrayList<>();
        for (Node item : sequence.getValue()) items.add(value(item, depth + 1));
        yield items;
      }
      case ScalarNode scalar -> scalar(scalar);
      default -> throw wrong(node.getStartMark(), "not a plain value");
    };
  }

  /// As Python's YAML 1.1 reads it, so far as configs go: `yes` and `on` are booleans too.
  private Object scalar(ScalarNode node) throws CheckpointException {
    String text = node.getValue();
    try {
      if (node.getTag().equals(Tag.INT)) return Long.decode(text.replaceFirst("^0+(?=\\d)", ""));
      if (node.getTag().equals(Tag.FLOAT)) return decimal(text);
    } catch (NumberFormatException e) {
      throw wrong(node.getStartMark(), "the number \"" + text + "\"");
    }
    if (node.getTag().equals(Tag.NULL)) return null;
    boolean plain = node.getScalarStyle() == ScalarStyle.PLAIN;
    return switch (plain ? text.toLowerCase(Locale.ROOT) : "") {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> text;
    };
  }

  private static double decimal(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case ".inf", "+.inf" -> Double.POSITIVE_INFINITY;
      case "-.inf" -> Double.NEGATIVE_INFINITY;
      case ".nan" -> Double.NaN;
      default -> Double.parseDouble(text);
    };
  }

  private CheckpointException wrong(Optional<Mark> mark, String problem) {
    String place =
        mark.map(at -> "line " + (at.getLine() + 1) + ", column " + (at.getColumn() + 1) + ": ")
            .orElse("");
    return new CheckpointException(file + ": " + place + problem);
  }
}
