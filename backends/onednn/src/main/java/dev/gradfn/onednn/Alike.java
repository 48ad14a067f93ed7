package dev.gradfn.onednn;

import dev.gradfn.core.NdArray;
import java.lang.ref.Reference;

/// Runs pointwise work on arrays of one shape, all brought into one order: then it need not know
/// which.
final class Alike {
  /// What is done with the inputs and the output behind them, all dense and in one order.
  interface Work {
    void run(Operand... operands);
  }

  private Alike() {}

  /// @return false, and nothing is done, if there is no order for all of them
  static boolean run(Work work, NdArray out, NdArray... inputs) {
    boolean channelsLast = prefersChannelsLast(inputs) && Operands.takesChannelsLast(out);
    if (!channelsLast && !areContiguous(out, inputs)) return false;
    runIn(channelsLast, work, out, inputs);
    return true;
  }

  private static void runIn(boolean channelsLast, Work work, NdArray out, NdArray... inputs) {
    Operand[] operands = new Operand[inputs.length + 1];
    for (int i = 0; i < inputs.length; i++) {
      operands[i] = channelsLast ? Operands.channelsLast(inputs[i]) : Operands.flat(inputs[i]);
    }
    operands[inputs.length] =
        channelsLast ? Operands.channelsLastOutput(out) : Operands.flatOutput(out);
    work.run(operands);
    for (Operand operand : operands) operand.releaseTemporary();
    Reference.reachabilityFence(operands);
  }

  private static boolean prefersChannelsLast(NdArray... inputs) {
    for (NdArray input : inputs) {
      if (input.rank() < 3) return false;
    }
    for (NdArray input : inputs) {
      Block home = Operands.home(input);
      if (home != null && !home.order().isFlat()) return true;
    }
    return false;
  }

  private static boolean areContiguous(NdArray out, NdArray... inputs) {
    boolean contiguous = out.isContiguous();
    for (NdArray input : inputs) contiguous &= input.isContiguous();
    return contiguous;
  }
}
