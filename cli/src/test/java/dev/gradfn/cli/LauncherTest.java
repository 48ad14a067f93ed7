package dev.gradfn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The script that starts everything is read by bash without an error.
class LauncherTest {
  @Test
  void bash_can_read_it() throws Exception {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isRegularFile(folder.resolve("gradfn"))) folder = folder.getParent();
    Process bash =
        new ProcessBuilder("bash", "-n", folder.resolve("gradfn").toString())
            .redirectErrorStream(true)
            .start();
    String words = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals("", words);
    assertEquals(0, bash.waitFor());
  }
}
