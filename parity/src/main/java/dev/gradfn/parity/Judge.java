package dev.gradfn.parity;

import java.io.IOException;

/// Knows one kind of golden file, by what it says.
interface Judge {
  boolean takes(GoldenFile file);

  /// Runs the cases of a file and reports each. Throws what the build throws: the caller reports
  /// that as a failure of the whole file.
  void judge(GoldenFile file, Report report) throws IOException;
}
