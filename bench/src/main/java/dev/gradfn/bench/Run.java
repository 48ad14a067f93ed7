package dev.gradfn.bench;

import java.util.ArrayList;
import java.util.List;

/// How one contestant is measured once.
sealed interface Run {
  /// A benchmark of JMH, in a JVM of its own.
  ///
  /// @param name `Forward.grad`
  /// @param parameters `name=value`
  /// @param network what a peer needs besides: the file of a network, made before the first run
  /// @param batch calls that are timed together
  /// @param warmUp batches that do not count; 0: the first call in a JVM is what is measured.
  ///   Counted in calls, not seconds: on a busy machine seconds may hold few of them
  /// @param measured batches that count
  record Jmh(
      String name,
      List<String> parameters,
      Networks.Form network,
      int batch,
      int warmUp,
      int measured)
      implements Run {
    Jmh(String name, List<String> parameters, int batch, int warmUp, int measured) {
      this(name, parameters, null, batch, warmUp, measured);
    }

    /// As the command line of JMH.
    List<String> arguments(String networkFile) {
      List<String> arguments = new ArrayList<>(List.of("[.]" + name.replace(".", "[.]") + "$"));
      for (String parameter : parameters) arguments.addAll(List.of("-p", parameter));
      if (network != null) arguments.addAll(List.of("-p", "network=" + networkFile));
      arguments.addAll(List.of("-wi", "" + warmUp, "-wbs", "" + batch));
      arguments.addAll(List.of("-i", "" + measured, "-bs", "" + batch));
      return arguments;
    }
  }

  /// A benchmark of our own that we stand beside, as if it were a peer's.
  record Ours(Jmh benchmark) implements Run {}

  /// A whole process: `./gradfn` with these arguments, from its start to its end.
  record Command(List<String> arguments) implements Run {}

  /// A number that somebody measured elsewhere and wrote down: it cannot be measured here.
  ///
  /// @param megabytes of peak memory; nan where nobody looked
  /// @param where in words
  record Recorded(double millis, double megabytes, String where) implements Run {}
}
