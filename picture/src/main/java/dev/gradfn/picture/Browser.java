package dev.gradfn.picture;

import java.awt.Desktop;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Shows a page to the person at the machine, if there is one.
final class Browser {
  private Browser() {}

  /// @return the page's file, which stays
  static Path show(Picture picture) {
    try {
      Path page = Files.createTempFile("gradfn-", ".html");
      picture.save(page);
      if (hasDesktop()) Desktop.getDesktop().browse(page.toUri());
      return page;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean hasDesktop() {
    return !GraphicsEnvironment.isHeadless()
        && Desktop.isDesktopSupported()
        && Desktop.getDesktop().isSupported(Desktop.Action.BROWSE);
  }
}
