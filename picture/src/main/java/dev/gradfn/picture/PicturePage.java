package dev.gradfn.picture;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A picture as one page of HTML that holds all it needs: style, layout, script and data.
final class PicturePage {
  private static final String DAGRE = "/META-INF/resources/webjars/dagre/0.8.4/dist/dagre.min.js";

  /// In the order in which one needs the other.
  private static final List<String> SCRIPTS =
      List.of(
          "graph", "view", "layout", "draw", "colours", "choose", "details", "search", "steps",
          "start");

  private PicturePage() {}

  static void write(Picture picture, Writer out) throws IOException {
    StringWriter data = new StringWriter();
    PictureJson.write(picture, data);
    String page = resource("page/page.html");
    out.write(
        page.replace("@TITLE@", escaped(picture.title()))
            .replace("@STYLE@", resource("page/page.css"))
            .replace("@DAGRE@", resource(DAGRE))
            .replace("@SCRIPT@", scripts())
            .replace("@DATA@", data.toString().replace("<", "\\u003c")));
  }

  private static String scripts() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String name : SCRIPTS) all.append(resource("page/" + name + ".js"));
    return all.toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = PicturePage.class.getResourceAsStream(name)) {
      if (in == null) throw new IOException("the class path lacks " + name);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
