package dev.gradfn.autograd;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/// The drawn graph behind a tensor, as [GradFn#draw] gives it. Its `toString` is [#text], so a
/// shell shows it.
public interface Drawing {
  /// The graph as an indented tree.
  String text();

  /// The graph as an image.
  String svg();

  /// Writes the drawing in the format that the name of the file asks for: `.html` (a page that
  /// opens, searches and plays the steps), `.svg`, `.json`, `.dot` or `.txt`. An old file is
  /// replaced whole or not at all.
  ///
  /// @throws IllegalArgumentException if the name has another ending
  void save(Path file);

  /// Writes the page into a temporary file and shows it in the browser, where there is a desktop.
  ///
  /// @return the file, for those who must open it by hand
  Path show();

  /// Who draws: found on the class path, because autograd itself knows no picture.
  interface Artist {
    /// @param leaves names of leaf tensors; the others are shown as `?`
    Drawing draw(Map<String, Tensor> outputs, Map<String, Tensor> leaves);

    /// Runs the program forward and backward and draws it with its numbers.
    Drawing run(Supplier<Map<String, Tensor>> program, Map<String, Tensor> leaves);
  }
}
