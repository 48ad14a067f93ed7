package dev.gradfn.picture;

import dev.gradfn.analysis.Member;
import dev.gradfn.analysis.Prunability;
import java.util.List;

/// May the output channels of a module be pruned? [Prunability] as text, which keeps no module
/// alive.
///
/// @param reason code of the reason why not, as docs/pruning.md lists them; null if they may
/// @param because what stands in the way
/// @param group what goes with all its channels, itself included
/// @param text the whole in a sentence
public record Verdict(
    boolean prunable, String reason, List<String> because, List<Part> group, String text) {

  /// @param side `out`: channels that the module gives; `in`: that it takes
  public record Part(String path, String side) {}

  static Verdict of(Prunability layer) {
    List<Member> members = layer.group() == null ? List.of() : layer.group().members();
    return new Verdict(
        layer.prunable(),
        layer.prunable() ? null : layer.reason().code(),
        layer.because(),
        members.stream().map(member -> new Part(member.path(), member.side().code())).toList(),
        layer.text());
  }
}
