package dev.gradfn.parity;

import dev.gradfn.pickle.CheckpointException;
import java.nio.file.Path;

/// What makes an error about a file a clear one.
final class Refusal {
  private Refusal() {}

  /// Why the error is not clear, or null.
  static String unclear(CheckpointException e, Path path) {
    String message = e.getMessage();
    if (!message.startsWith(path + ": ")) {
      return "expected an error that begins with the file, got " + message;
    }
    boolean says = message.length() > path.toString().length() + 15;
    return says && message.indexOf('\n') < 0 ? null : "expected a clear line, got " + message;
  }
}
