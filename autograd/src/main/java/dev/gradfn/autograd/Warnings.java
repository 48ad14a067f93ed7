package dev.gradfn.autograd;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Where warnings go, in PyTorch's words. By default each is printed to standard error once per
/// process; whoever wants all of them, or none, sets a handler.
public final class Warnings {
  /// Python's warning classes.
  public enum Category {
    USER("UserWarning"),
    FUTURE("FutureWarning"),
    DEPRECATION("DeprecationWarning"),
    RUNTIME("RuntimeWarning");

    private final String pythonName;

    Category(String pythonName) {
      this.pythonName = pythonName;
    }

    public String pythonName() {
      return pythonName;
    }
  }

  /// Takes every warning, repeated ones too. What it throws goes to whoever caused the warning.
  @FunctionalInterface
  public interface Handler {
    void warn(Category category, String message);
  }

  private static final Set<String> SHOWN = ConcurrentHashMap.newKeySet();
  private static volatile Handler handler = Warnings::printOnce;

  private Warnings() {}

  /// @param newHandler null: the default
  /// @return the handler before
  public static Handler setHandler(Handler newHandler) {
    Handler before = handler;
    handler = newHandler == null ? Warnings::printOnce : newHandler;
    return before;
  }

  public static void warn(String message) {
    warn(Category.USER, message);
  }

  public static void warn(Category category, String message) {
    handler.warn(category, message);
  }

  private static void printOnce(Category category, String message) {
    if (SHOWN.add(message)) System.err.println(category.pythonName() + ": " + message);
  }
}
