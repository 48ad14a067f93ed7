package dev.gradfn.bench;

import dev.gradfn.core.DType;
import dev.gradfn.torch.TorchFile;
import dev.gradfn.yolov5.DetectionModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `./gradfn bench`: measures us and the peers in one run, and writes the ratios.
///
/// Each measurement has a process of its own; ours and the peers' alternate.
public final class BenchCommand {
  private static final String USAGE =
      """
      Usage: gradfn bench [--quick] [--only NAME] [--backend NAMES] [--rounds N]
                           [--patience SECONDS] [--list]
             gradfn bench jmh ARGS...

        --quick          the cases with a goal alone, three rounds, without nd4j
        --only NAME      the cases whose name contains NAME, or the part NAME: forward, training,
                         scaling, chain, load, trace, ops
        --backend NAMES  ours to be measured, separated by commas (default: onednn,java,nd4j)
        --rounds N       processes of each contestant per case (default 5)
        --patience S     seconds to wait before each process until others are quiet (default 0)
        --list           names the cases and runs none
        jmh ARGS...      JMH itself, on our benchmarks (-h for its options)

      Writes latest.json, latest.md and latest.svg to bench/results; with --only, NAME.json and so on.
      """;

  private final Path root = Path.of(System.getProperty("gradfn.root", ".")).toAbsolutePath();
  private boolean quick;
  private boolean lists;
  private String only = "";
  private List<String> backends;
  private int rounds;
  private int patience;

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
      System.exit(64);
    }
    System.exit(command.run());
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
        case "--backend" -> {
          if (last) return false;
          backends = List.of(arguments.get(++i).split(","));
        }
        case "--rounds" -> {
          if (last || !arguments.get(++i).matches("[1-9][0-9]{0,3}")) return false;
          rounds = Integer.parseInt(arguments.get(i));
        }
        case "--patience" -> {
          if (last || !arguments.get(++i).matches("[0-9]{1,4}")) return false;
          patience = Integer.parseInt(arguments.get(i));
        }
        default -> {
          return false;
        }
      }
    }
    if (rounds == 0) rounds = quick ? 3 : 5;
    if (backends == null) {
      backends = quick ? List.of("onednn", "java") : List.of("onednn", "java", "nd4j");
    }
    return true;
  }

  private int run() throws IOException, InterruptedException {
    if (lists) {
      cases(backends).forEach(one -> System.out.println(one.name()));
      return 0;
    }
    BackendProbe probe = BackendProbe.of(backends);
    List<Case> chosen = cases(probe.available()).stream().filter(this::isChosen).toList();
    if (chosen.isEmpty()) {
      System.err.println("gradfn: bench: no case is named like " + only + ", see --list");
      return 64;
    }
    probe.missing().forEach(line -> System.err.println("gradfn: bench: " + line));
    return measure(chosen, probe.missing()) ? 0 : 1;
  }

  private boolean isChosen(Case one) {
    if (only.equals("scaling")) return Scaling.needs(one);
    return one.matches(only) && (!quick || Cases.isQuick(one));
  }

  private List<Case> cases(List<String> available) throws IOException {
    return Cases.all(available, checkpoint().toString());
  }

  /// @return whether all contestants could be measured
  private boolean measure(List<Case> chosen, List<String> missing)
      throws IOException, InterruptedException {
    Map<String, Object> machine = Machine.facts();
    Tournament tournament = new Tournament(root, rounds, patience);
    Machine.addMeasured(machine, tournament.peaks(), rounds);
    Path folder = root.resolve("bench/results");
    List<Row> rows = new ArrayList<>();
    for (Case one : chosen) {
      for (Row row : tournament.run(one)) {
        rows.add(row);
        System.out.println(Report.line(row));
      }
      // After every case: a run takes long, and may be cut off.
      List<String> notes = new ArrayList<>(missing);
      notes.addAll(tournament.notes());
      List<Row> all = new ArrayList<>(rows);
      all.addAll(Scaling.rows(rows, tournament::forward));
      new Report(machine, all, notes).write(folder, only.isEmpty() ? "latest" : only);
    }
    System.out.println("written to " + folder.normalize());
    return !tournament.hasFailed();
  }

  /// A yolov5n with random weights, as small as the official one: in float16.
  private Path checkpoint() throws IOException {
    Path file = root.resolve("bench/target/networks/yolov5n.pt");
    if (Files.exists(file)) return file;
    Files.createDirectories(file.getParent());
    DetectionModel model = new Subject("yolov5n", 640, 1).network();
    model.to(DType.FLOAT16).requiresGrad_(false);
    TorchFile.write(file, Map.of("model", model));
    return file;
  }
}
