package dev.gradfn.picture;

import dev.gradfn.core.AtomicFile;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a picture can be written as; the ending of a file's name tells which.
public enum PictureFormat {
  /// One page that needs no network: boxes that open, search, step mode.
  HTML,
  /// An image: a small graph whole, of a large one its layers.
  SVG,
  /// For programs: docs/picture.md describes it.
  JSON,
  /// For Graphviz.
  DOT,
  /// A tree of boxes and nodes, indented.
  TXT;

  private static final int BUFFER = 1 << 16;

  /// @throws IllegalArgumentException if the name has another ending
  public static PictureFormat of(Path file) {
    String name = file.getFileName().toString();
    String ending = name.substring(name.lastIndexOf('.') + 1).toUpperCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(format -> format.name().equals(ending))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(name + ": expected a name that ends in " + endings()));
  }

  private static String endings() {
    return Arrays.stream(values())
        .map(format -> "." + format.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  /// Leaves `out` open.
  public void write(Picture picture, Writer out) throws IOException {
    switch (this) {
      case HTML -> PicturePage.write(picture, out);
      case SVG -> PictureSvg.write(picture, out);
      case JSON -> PictureJson.write(picture, out);
      case DOT -> PictureDot.write(picture, out);
      case TXT -> PictureText.write(picture, out);
    }
    out.flush();
  }

  /// The file is replaced when all is written and on the disk; until then an old one stays.
  public void write(Picture picture, Path file) throws IOException {
    AtomicFile.write(
        file,
        channel ->
            write(
                picture, Channels.newWriter(channel, StandardCharsets.UTF_8.newEncoder(), BUFFER)));
  }
}
