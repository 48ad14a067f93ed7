package dev.gradfn.analysis;

import java.util.Locale;

/// Why a module cannot be pruned, in the order in which a reason is looked for.
public enum Reason {
  /// Forward did not call it.
  NOT_REACHED("forward does not call it"),
  /// It was called, but no gradient comes back to it: its output is unused, detached, or was
  /// computed without recording.
  NOT_DIFFERENTIABLE("no gradient comes back to its output"),
  /// A parameter of it does not require grad.
  FROZEN("frozen"),
  /// Its channels are an output of the network, whose width others rely on.
  OUTPUT("its channels are an output of the network"),
  /// Its channels meet an operation that mixes them in a way that is not followed, or a tensor of
  /// their number that no layer gives, as the image.
  UNKNOWN_OPERATION("its channels go through an operation that is not followed"),
  /// Its channels go in or out of a grouped convolution or norm, which can only lose as many in
  /// each of its groups.
  GROUP_CONSTRAINT("its channels belong to groups of equal size"),
  /// An add, a concat or another operation ties its channels to modules that cannot be pruned.
  COUPLED("its channels go together with modules that cannot be pruned");

  private final String words;

  Reason(String words) {
    this.words = words;
  }

  /// In JSON: `not_reached`.
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  String words() {
    return words;
  }
}
