package dev.gradfn.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Something that is measured: of us with one or several backends, and of peers, all in one round.
///
/// @param part the group that it belongs to: `forward`, `training`, `ops`, …
/// @param name as in the results: `yolov5s-640-b1-grad`
/// @param subject the network that runs; null for other things
/// @param threads of the kernels; 0: as many as there are processors
/// @param ours by backend
/// @param peers by name; their libraries and what they can do are [Peer]'s
/// @param memoryRow whether peak memory has a row of its own
record Case(
    String part,
    String name,
    Subject subject,
    int threads,
    Map<String, Run> ours,
    Map<String, Run> peers,
    List<Goal> goals,
    boolean memoryRow) {
  /// A ratio to be reached.
  ///
  /// @param backend null: whichever we are fastest with
  /// @param memory whether it is of memory, else of time
  record Goal(String backend, String peer, double ratio, boolean memory) {
    boolean isFor(String ourBackend, String ourPeer, boolean ofMemory) {
      boolean ours = backend == null || backend.equals(ourBackend);
      return ours && peer.equals(ourPeer) && memory == ofMemory;
    }
  }

  /// Null if there is none.
  Goal goal(String backend, String peer, boolean memory) {
    for (Goal goal : goals) {
      if (goal.isFor(backend, peer, memory)) return goal;
    }
    return null;
  }

  boolean matches(String word) {
    return name.contains(word) || part.equals(word);
  }

  Case with(Goal goal) {
    List<Goal> all = new ArrayList<>(goals);
    all.add(goal);
    return new Case(part, name, subject, threads, ours, peers, all, memoryRow);
  }

  Case withMemoryRow() {
    return new Case(part, name, subject, threads, ours, peers, goals, true);
  }
}
