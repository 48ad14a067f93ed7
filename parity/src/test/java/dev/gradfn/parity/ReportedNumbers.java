package dev.gradfn.parity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The tables of a page that [ReportPage] wrote.
///
/// @param files by folder, the number of golden files
/// @param rows by folder and kind
record ReportedNumbers(Map<String, Integer> files, Map<String, Row> rows) {
  record Row(String folder, int passed, int failed, int skipped) {
    private int all() {
      return passed + failed + skipped;
    }

    /// Whether a page may say `claim` where a run gave this. The run may skip what needs more than
    /// the library, such as Python.
    private boolean allows(Row claim) {
      return claim.all() == all()
          && claim.failed == failed
          && (skipped == 0 ? claim.passed == passed : claim.passed >= passed);
    }
  }

  static ReportedNumbers read(Path page) throws IOException {
    ReportedNumbers numbers = new ReportedNumbers(new LinkedHashMap<>(), new LinkedHashMap<>());
    for (String line : Files.readAllLines(page)) {
      if (line.matches("\\|.*\\d \\|")) numbers.add(line.substring(2).split(" \\| | \\|"));
    }
    return numbers;
  }

  private void add(String[] cells) {
    if (cells[1].matches("\\d+")) {
      files.put(cells[0], Integer.valueOf(cells[1]));
    } else {
      rows.put(
          cells[0] + ", " + cells[1], new Row(cells[0], at(cells, 2), at(cells, 3), at(cells, 4)));
    }
  }

  private static int at(String[] cells, int index) {
    return Integer.parseInt(cells[index]);
  }

  /// What this page claims of folders that `run` saw whole, and `run` does not confirm.
  List<String> untrueBy(ReportedNumbers run) {
    List<String> untrue = new ArrayList<>();
    run.rows.forEach((name, row) -> {
      if (!run.files.get(row.folder).equals(files.get(row.folder))) return;
      Row claim = rows.get(name);
      if (claim == null || !row.allows(claim)) untrue.add(name + ": " + claim + ", but " + row);
    });
    return untrue;
  }
}
