package dev.gradfn.bench;

import dev.gradfn.analysis.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Runs cases: all contestants of a case once per round, so that whatever else the machine does
/// meanwhile meets all of them. Before a peer is timed on a network, it must compute what we do.
final class Tournament {
  /// By name: to be loaded, it needs a module that only its own JVM has.
  private static final String PROBE = "dev.gradfn.bench.PeakProbe";

  private static final String CHECK = "dev.gradfn.bench.peers.Check";

  private final Path root;
  private final int rounds;
  private final int patience;
  private final int processors = Runtime.getRuntime().availableProcessors();
  private final Contestant ours = Contestant.ours();
  private final Contestant oursByDefault = Contestant.oursByDefault();
  private final Contestant peers;
  private final Networks networks;
  private final Peaks peaks;
  private final Map<Subject, Work> forward = new HashMap<>();
  private final Set<String> checked = new HashSet<>();

  /// Case and contestant.
  private final Set<String> failed = new TreeSet<>();

  private final List<String> notes = new ArrayList<>();

  /// @param patience seconds to wait, before each process, for others to leave the machine alone
  Tournament(Path root, int rounds, int patience) throws IOException, InterruptedException {
    this.root = root;
    this.rounds = rounds;
    this.patience = patience;
    this.networks = new Networks(root.resolve("bench/target/networks"));
    // libtorch is published for few platforms: elsewhere rows say our times alone.
    Path classPath = root.resolve("bench/peers/target/classpath");
    this.peers = Files.exists(classPath) ? Contestant.peers(classPath) : null;
    if (peers == null) notes.add("peers left out: bench/peers is not built on this platform");
    List<String> vectors = List.of("--add-modules=jdk.incubator.vector");
    this.peaks = Peaks.parse(ours.run(vectors, PROBE, List.of(), processors));
  }

  Peaks peaks() {
    return peaks;
  }

  /// What was left out, and how peers differ from us.
  List<String> notes() {
    return notes;
  }

  /// One row for each pair of a backend and a peer. A contestant that fails is left out, and a note
  /// says so.
  List<Row> run(Case one) throws InterruptedException {
    ProcessorTime start = ProcessorTime.now();
    Map<String, List<Sample>> our = new LinkedHashMap<>();
    Map<String, List<Sample>> their = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (var entry : one.ours().entrySet()) {
        Contestant who = one.part().equals("load") ? oursByDefault : ours;
        measure(who, entry.getKey(), entry.getValue(), one, our);
      }
      for (var entry : one.peers().entrySet()) {
        boolean needsPeers = entry.getValue() instanceof Run.Jmh;
        if (peers == null && needsPeers) continue;
        measure(peers, entry.getKey(), entry.getValue(), one, their);
      }
    }
    return rows(one, our, their, ProcessorTime.now().othersSince(start));
  }

  private void measure(
      Contestant who, String name, Run run, Case one, Map<String, List<Sample>> samples)
      throws InterruptedException {
    String place = one.name() + ", " + name;
    if (failed.contains(place)) return;
    try {
      Sample sample = measure(who, name, run, one);
      samples.computeIfAbsent(name, _ -> new ArrayList<>()).add(sample);
    } catch (IOException e) {
      // The others of the run are worth having: it may have taken an hour.
      failed.add(place);
      samples.remove(name);
      notes.add("FAILED: " + place + ": " + e.getMessage());
    }
  }

  /// Whether some contestant could not be measured.
  boolean hasFailed() {
    return !failed.isEmpty();
  }

  private Sample measure(Contestant who, String name, Run run, Case one)
      throws IOException, InterruptedException {
    Machine.awaitQuiet(patience);
    return switch (run) {
      case Run.Jmh jmh -> who.measure(jmh, networkFile(name, jmh, one), threads(one));
      case Run.Ours(Run.Jmh jmh) -> ours.measure(jmh, "", threads(one));
      case Run.Command command -> WholeProcess.measure(root, command.arguments());
      case Run.Recorded(double millis, double megabytes, _) ->
          new Sample(millis, millis, megabytes);
    };
  }

  private int threads(Case one) {
    return one.threads() > 0 ? one.threads() : processors;
  }

  private String networkFile(String peer, Run.Jmh run, Case one)
      throws IOException, InterruptedException {
    if (run.network() == null) return "";
    String file = networks.file(one.subject(), run.network()).toString();
    String library = peer.startsWith(Cases.LIBTORCH) ? Cases.LIBTORCH : peer;
    if (!checked.contains(library + " " + file)) {
      String said = peers.run(List.of(), CHECK, List.of(library, file), processors);
      String what = one.subject().name() + " " + run.network().name().toLowerCase(Locale.ROOT);
      // The libraries print warnings of their own before it.
      String difference = said.substring(said.lastIndexOf('\n') + 1);
      notes.add(peer + " computes " + what + " as we do: " + difference);
      checked.add(library + " " + file);
    }
    return file;
  }

  private List<Row> rows(
      Case one, Map<String, List<Sample>> our, Map<String, List<Sample>> their, double others) {
    List<Row> rows = new ArrayList<>();
    List<String> backends = our.isEmpty() ? nothing() : List.copyOf(our.keySet());
    List<String> names = their.isEmpty() ? nothing() : List.copyOf(their.keySet());
    String fastest = fastest(our);
    for (boolean memory : one.memoryRow() ? new boolean[] {false, true} : new boolean[] {false}) {
      for (String backend : backends) {
        for (String peer : names) {
          if (memory && one.peers().get(peer) instanceof Run.Ours) continue;
          rows.add(
              new Row(
                  one.name(),
                  backend,
                  threads(one),
                  our.getOrDefault(backend, List.of()),
                  peer,
                  their.getOrDefault(peer, List.of()),
                  goal(one, backend, peer, memory, fastest),
                  memory,
                  floors(one),
                  others));
        }
      }
    }
    return rows;
  }

  private static List<String> nothing() {
    List<String> one = new ArrayList<>();
    one.add(null);
    return one;
  }

  private static String fastest(Map<String, List<Sample>> our) {
    String fastest = null;
    double least = Double.POSITIVE_INFINITY;
    for (var entry : our.entrySet()) {
      double millis = Median.of(entry.getValue().stream().map(Sample::median).toList());
      if (millis < least) fastest = entry.getKey();
      least = Math.min(least, millis);
    }
    return fastest;
  }

  /// A goal of one backend goes before one of the fastest.
  private static Double goal(
      Case one, String backend, String peer, boolean memory, String fastest) {
    if (backend == null || peer == null) return null;
    Case.Goal goal = one.goal(backend, peer, memory);
    if (goal == null || (goal.backend() == null && !backend.equals(fastest))) return null;
    return goal.ratio();
  }

  private Floors floors(Case one) {
    if (one.subject() == null) return null;
    boolean training = one.part().equals("training");
    // Backward alone is what a step does without its forward part.
    if (one.name().endsWith("-backward")) return null;
    Work work = training ? Networks.work(one.subject(), true) : forward(one.subject());
    Floors floors = Floors.of(work, peaks);
    // The peaks are those of all processors.
    double slower = (double) processors / threads(one);
    return new Floors(
        floors.gigaflops(), floors.arithmeticMillis() * slower, floors.memoryMillis());
  }

  /// What a forward pass must do.
  Work forward(Subject subject) {
    return forward.computeIfAbsent(subject, s -> Networks.work(s, false));
  }
}
