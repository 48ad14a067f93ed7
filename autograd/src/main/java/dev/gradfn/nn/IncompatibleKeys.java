package dev.gradfn.nn;

import static java.util.stream.Collectors.joining;

import java.util.List;

/// What `loadStateDict` found to differ. Hooks may change the lists.
///
/// @param missingKeys which the module has and the state has not
/// @param unexpectedKeys which the state has and the module has not
public record IncompatibleKeys(List<String> missingKeys, List<String> unexpectedKeys) {

  /// As Python prints it.
  @Override
  public String toString() {
    if (missingKeys.isEmpty() && unexpectedKeys.isEmpty()) return "<All keys matched successfully>";
    return "_IncompatibleKeys(missing_keys="
        + list(missingKeys)
        + ", unexpected_keys="
        + list(unexpectedKeys)
        + ")";
  }

  private static String list(List<String> keys) {
    return keys.stream().map(key -> "'" + key + "'").collect(joining(", ", "[", "]"));
  }
}
