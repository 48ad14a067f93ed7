package dev.gradfn.picture;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

  /// The file is replaced when all is written; until then an old one stays.
  public void write(Picture picture, Path file) throws IOException {
    Path draft = file.resolveSibling("." + file.getFileName() + "." + System.nanoTime() + ".part");
    try {
      try (Writer out = Files.newBufferedWriter(draft, StandardCharsets.UTF_8)) {
        write(picture, out);
      }
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
