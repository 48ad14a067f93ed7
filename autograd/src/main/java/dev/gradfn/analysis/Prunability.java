package dev.gradfn.analysis;

import java.util.List;

/// Whether the output channels of a module can be pruned.
///
/// @param module its path
/// @param reason why not; null if they can
/// @param because what stands in the way: paths of modules, parameters or outputs, or names of
///   nodes
/// @param group what goes with all its channels; null if that is not known
public record Prunability(String module, Reason reason, List<String> because, PruningGroup group) {
  public boolean prunable() {
    return reason == null;
  }

  /// In a sentence, without the module.
  public String text() {
    if (reason == null) {
      List<String> others =
          group.members().stream()
              .filter(member -> !member.path().equals(module))
              .map(member -> member.path() + " (" + member.side().code() + ")")
              .toList();
      return others.isEmpty() ? "prunable" : "prunable together with " + String.join(", ", others);
    }
    String words = "not prunable: " + reason.words();
    return because.isEmpty() ? words : words + " (" + String.join(", ", because) + ")";
  }
}
