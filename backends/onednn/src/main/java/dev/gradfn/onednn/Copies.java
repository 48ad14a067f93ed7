package dev.gradfn.onednn;

import dev.gradfn.core.Geometry;
import dev.gradfn.core.NdArray;

/// Copies of what lies in native memory.
final class Copies {
  private Copies() {}

  /// A view of native memory, written out densely in the view's order, or channels last where the
  /// channels are its innermost dimension.
  static boolean copy(NdArray from, NdArray to) {
    Block home = Operands.home(from);
    if (home == null || !Operands.areUsable(from, to)) return false;
    if (!from.shape().equals(to.shape()) || Operands.isExpanded(from)) return false;
    Geometry inside = home.order().through(from.geometry());
    if (inside == null) return false;
    boolean stays = to.rank() >= 3 && keepsChannels(inside, to) && Operands.takesChannelsLast(to);
    if (!stays && !to.isContiguous()) return false;
    Operand source = Operands.through(home, from.geometry());
    Operand target =
        stays
            ? Operands.channelsLastOutput(to)
            : Operands.flatOutput(to).as(Layout.contiguous(to.shape()));
    Reorder.run(source, target);
    return true;
  }

  /// Whether dimension 1 of the view is the innermost.
  private static boolean keepsChannels(Geometry inside, NdArray to) {
    return to.rank() <= 5 && inside.strides().get(1) == 1 && to.shape().get(1) > 1;
  }
}
