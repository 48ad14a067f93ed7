package dev.gradfn.signature;

import static dev.gradfn.signature.OperationTable.row;

/// Operations that change their first argument.
final class InPlaceRows {
  private InPlaceRows() {}

  static void register() {
    row("mul_(input, other)", a -> a.tensor("input").mul_(a.tensorOrNumber("other")));
    row("copy_(input, src)", a -> a.tensor("input").copy_(a.tensor("src")));
  }
}
