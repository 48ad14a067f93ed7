package dev.gradfn.signature;

import java.util.Map;

/// Second names that PyTorch has for its operations.
final class Aliases {
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("absolute", "abs"),
          Map.entry("absolute_", "abs_"),
          Map.entry("negative", "neg"),
          Map.entry("negative_", "neg_"),
          Map.entry("multiply", "mul"),
          Map.entry("multiply_", "mul_"),
          Map.entry("divide", "div"),
          Map.entry("divide_", "div_"),
          Map.entry("true_divide_", "div_"),
          Map.entry("subtract", "sub"),
          Map.entry("subtract_", "sub_"),
          Map.entry("clip", "clamp"),
          Map.entry("clip_", "clamp_"),
          Map.entry("fix", "trunc"),
          Map.entry("fix_", "trunc_"),
          Map.entry("arccos", "acos"),
          Map.entry("arccos_", "acos_"),
          Map.entry("arcsin", "asin"),
          Map.entry("arcsin_", "asin_"),
          Map.entry("arctan", "atan"),
          Map.entry("arctan_", "atan_"),
          Map.entry("arctan2", "atan2"),
          Map.entry("greater", "gt"),
          Map.entry("greater_equal", "ge"),
          Map.entry("less", "lt"),
          Map.entry("less_equal", "le"),
          Map.entry("not_equal", "ne"),
          Map.entry("concat", "cat"),
          Map.entry("concatenate", "cat"),
          Map.entry("row_stack", "vstack"));

  private Aliases() {}

  static void register() {
    NAMES.forEach(OperationTable::alias);
  }
}
