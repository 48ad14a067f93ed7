package dev.gradfn.autograd;

import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// `torch.autograd.set_detect_anomaly`: nodes remember where they were made, so that backward can
/// say which line of forward an error comes from, and gradients that are nan are errors.
public final class Anomaly {
  private static final String TRACEBACK = "traceback_";
  private static final String PARENT = "parent_";

  private static volatile boolean enabled;
  private static volatile boolean checksNan = true;
  private static volatile Supplier<String> traceback = Anomaly::callersOfTheEngine;

  private Anomaly() {}

  public static boolean isEnabled() {
    return enabled;
  }

  public static boolean isCheckingNan() {
    return checksNan;
  }

  /// Switches the mode for the whole process, until the result is closed or for good.
  ///
  /// @param checkNan whether a nan in a gradient is an error
  public static Autograd.Scope setDetectAnomaly(boolean mode, boolean checkNan) {
    boolean modeBefore = enabled;
    boolean checkBefore = checksNan;
    enabled = mode;
    checksNan = checkNan;
    return () -> {
      enabled = modeBefore;
      checksNan = checkBefore;
    };
  }

  /// Switches the mode on within a scope, and warns that it is slow.
  public static Autograd.Scope detectAnomaly(boolean checkNan) {
    Warnings.warn(
        "Anomaly Detection has been enabled. This mode will increase the runtime and should only be"
            + " enabled for debugging.");
    return setDetectAnomaly(true, checkNan);
  }

  /// @param source gives the lines that nodes remember, each ended by a newline; null: the stack of
  ///   Java calls outside gradfn
  public static void setTraceback(Supplier<String> source) {
    traceback = source == null ? Anomaly::callersOfTheEngine : source;
  }

  private static String callersOfTheEngine() {
    return StackWalker.getInstance()
        .walk(frames ->
            frames
                .map(StackWalker.StackFrame::toStackTraceElement)
                .filter(frame -> !isEngine(frame.getClassName()))
                .map(frame -> "  at " + frame + "\n")
                .collect(Collectors.joining()));
  }

  private static boolean isEngine(String className) {
    return className.startsWith("dev.gradfn.autograd.") || className.startsWith("dev.gradfn.op.");
  }

  static void remember(Node node) {
    if (!enabled) return;
    node.metadata().put(TRACEBACK, traceback.get());
    Node parent = ThreadState.current().evaluating;
    if (parent != null) node.metadata().put(PARENT, parent);
  }

  /// Warns where `node` was made, and the nodes whose backward made it.
  static void report(Node node) {
    if (!enabled) return;
    warnOfOrigin(node, "Error detected in ", "caused the error");
    while (node.metadata().get(PARENT) instanceof Node parent) {
      node = parent;
      warnOfOrigin(
          node, "\n\nPrevious calculation was induced by ", "induced the previous calculation");
    }
  }

  private static void warnOfOrigin(Node node, String beginning, String what) {
    Map<String, Object> metadata = node.metadata();
    Object trace = metadata.get(TRACEBACK);
    Warnings.warn(
        trace == null
            ? "Error detected in "
                + node.name()
                + ". No forward pass information available. Enable detect anomaly during forward"
                + " pass for more information."
            : beginning + node.name() + ". Traceback of forward call that " + what + ":\n" + trace);
  }

  /// @throws TorchException if one of the results of `node` holds a nan
  static void requireNoNan(Node node, Tensor[] results) {
    if (!enabled || !checksNan) return;
    for (int i = 0; i < results.length; i++) {
      if (results[i] != null && hasNan(results[i])) {
        throw TorchException.runtime(
            "Function '" + node.name() + "' returned nan values in its " + i + "th output.");
      }
    }
  }

  private static boolean hasNan(Tensor tensor) {
    if (!tensor.dtype().isFloatingPoint()) return false;
    for (double value : tensor.toDoubleArray()) {
      if (Double.isNaN(value)) return true;
    }
    return false;
  }

  static String hintAfterChange() {
    return enabled
        ? "the backtrace further above shows the operation that failed to compute its gradient. The"
            + " variable in question was changed in there or anywhere later. Good luck!"
        : "enable anomaly detection to find the operation that failed to compute its gradient, with"
            + " torch.autograd.set_detect_anomaly(True, check_nan=False).";
  }
}
