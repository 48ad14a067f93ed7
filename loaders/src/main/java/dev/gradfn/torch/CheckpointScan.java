package dev.gradfn.torch;

import dev.gradfn.pickle.ByteSource;
import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.PickleLimits;
import dev.gradfn.pickle.PickleScan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What Python would import and call if it opened a file: every class and function that the pickles
/// in it name. Nothing is run.
///
/// @param findings in the order of the file
/// @param problem why the file cannot be followed to its end, in one line; null if it can
/// @param otherKind whether the problem is only that the file is of another kind: an image, a text
public record CheckpointScan(Path path, List<Finding> findings, String problem, boolean otherKind) {
  /// A class or function that is named.
  ///
  /// @param record the part of the file that holds the pickle: `archive/data.pkl`
  /// @param offset of the instruction: in the record of a zip or tar, else in the file
  /// @param opcode `GLOBAL`, `STACK_GLOBAL`, `INST` or `EXT`
  /// @param module as written; empty if the pickle computes it
  /// @param allowed whether PyTorch takes it with `weights_only=True`
  public record Finding(
      String record, long offset, String opcode, String module, String name, boolean allowed) {

    private static Finding of(String record, long start, PickleScan.Use use) {
      boolean known = use.name() != null;
      return new Finding(
          record,
          start + use.offset(),
          use.opcode(),
          known ? use.name().module() : "",
          known ? use.name().name() : "",
          known && WeightsOnly.allows(use.name()));
    }

    /// `module.name` as written.
    public String global() {
      return module.isEmpty() && name.isEmpty() ? "a computed name" : module + "." + name;
    }
  }

  /// Looks through a file: zip (each record `*.pkl`), legacy, tar, a plain pickle; safetensors
  /// holds no pickle.
  public static CheckpointScan of(Path path) {
    List<Finding> findings = new ArrayList<>();
    try {
      String other = FileKind.scan(path, findings);
      return new CheckpointScan(path, List.copyOf(findings), other, other != null);
    } catch (CheckpointException e) {
      return new CheckpointScan(path, List.copyOf(findings), e.getMessage(), false);
    }
  }

  /// The findings that PyTorch would refuse with `weights_only=True`.
  public List<Finding> outsideAllowList() {
    return findings.stream().filter(finding -> !finding.allowed()).toList();
  }

  static void zip(FileBytes file, List<Finding> findings) throws CheckpointException {
    ZipRecords records = new ZipRecords(file);
    for (ZipRecord record : records.all()) {
      if (record.name().endsWith(".pkl")) {
        records.requireRoom(record, PickleLimits.DEFAULT.memory());
        ByteSource pickle = ByteSource.of(records.read(record));
        pickles(file.path(), record.name(), 0, pickle, Integer.MAX_VALUE, findings);
      }
    }
  }

  /// Goes through pickles that follow each other.
  static void pickles(
      Path path, String record, long start, ByteSource source, int most, List<Finding> findings)
      throws CheckpointException {
    PickleScan scan = new PickleScan(path.toString(), record, source);
    try {
      for (int i = 0; i < most && !scan.atEnd(); i++) {
        scan.next();
      }
    } finally {
      for (PickleScan.Use use : scan.uses()) {
        findings.add(Finding.of(record, start, use));
      }
    }
  }
}
