package dev.gradfn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `./gradfn bench`: measures us and the peers in one run, and writes the ratios.
///
/// Each measurement has a JVM of its own; ours and the peer's alternate, so that whatever else the
/// machine does meanwhile meets both.
public final class BenchCommand {
  private static final String USAGE =
      """
      Usage: gradfn bench [--quick] [--only NAME] [--rounds N] [--list]
             gradfn bench jmh ARGS...

        --quick      the rows with a goal alone, three rounds
        --only NAME  the rows whose name contains NAME
        --rounds N   forks of each contestant per row (default 7)
        --list       names the rows and runs none
        jmh ARGS...  JMH itself, on our benchmarks (-h for its options)

      Writes bench/results/latest.json and latest.md; with --only, NAME.json and NAME.md.
      """;

  private final Path root = Path.of(System.getProperty("gradfn.root", "."));
  private boolean quick;
  private boolean lists;
  private String only = "";
  private int rounds;

  private BenchCommand() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length > 0 && arguments[0].equals("jmh")) {
      org.openjdk.jmh.Main.main(
          List.of(arguments).subList(1, arguments.length).toArray(new String[0]));
      return;
    }
    BenchCommand command = new BenchCommand();
    if (!command.reads(List.of(arguments))) {
      System.err.print(USAGE);
      System.exit(2);
    }
    command.run();
  }

  private boolean reads(List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      boolean last = i + 1 == arguments.size();
      switch (arguments.get(i)) {
        case "--quick" -> quick = true;
        case "--list" -> lists = true;
        case "--only" -> {
          if (last) return false;
          only = arguments.get(++i);
        }
        case "--rounds" -> {
          if (last || !arguments.get(++i).matches("[1-9][0-9]{0,3}")) return false;
          rounds = Integer.parseInt(arguments.get(i));
        }
        default -> {
          return false;
        }
      }
    }
    if (rounds == 0) rounds = quick ? 3 : 7;
    return true;
  }

  private void run() throws IOException, InterruptedException {
    List<Comparison> chosen =
        Comparison.all().stream()
            .filter(c -> c.name().contains(only) && (!quick || c.goal() != null))
            .toList();
    if (lists || chosen.isEmpty()) {
      Comparison.all().forEach(comparison -> System.out.println(comparison.name()));
      if (!lists) throw new IllegalArgumentException("no row is named like " + only);
      return;
    }
    Path folder = root.resolve("bench/results");
    Report report = new Report(Machine.facts(), rounds, new ArrayList<>());
    for (Comparison comparison : chosen) {
      Row row = measured(comparison);
      report.rows().add(row);
      System.out.println(Report.line(row));
      // After every row: a run takes long, and may be cut off.
      report.write(folder, only.isEmpty() ? "latest" : only);
    }
    System.out.println("written to " + folder.toAbsolutePath().normalize());
  }

  private Row measured(Comparison comparison) throws IOException, InterruptedException {
    int threads =
        comparison.threads() > 0
            ? comparison.threads()
            : Runtime.getRuntime().availableProcessors();
    Contestant ours = Contestant.ours();
    Contestant peer = peerOrNull();
    Row row = new Row(comparison);
    for (int round = 0; round < rounds; round++) {
      if (comparison.ours() != null) row.ours().add(ours.measure(comparison.ours(), threads));
      if (comparison.peer() != null && peer != null) {
        row.peer().add(peer.measure(comparison.peer(), threads));
      }
    }
    return row;
  }

  /// Null where libtorch is not published for this platform: then rows say only our times.
  private Contestant peerOrNull() throws IOException {
    Path classPath = root.resolve("bench/peers/target/classpath");
    return Files.exists(classPath) ? Contestant.libtorch(classPath) : null;
  }
}
