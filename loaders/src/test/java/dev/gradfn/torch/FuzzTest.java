package dev.gradfn.torch;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.PyDict;
import dev.gradfn.pickle.PyList;
import dev.gradfn.pickle.PyTuple;
import dev.gradfn.yolov5.Checkpoint;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever a file holds, nothing but a [CheckpointException] comes out of opening it.
///
/// `-Dgradfn.fuzz.cases=-1` goes on without end; `-Dgradfn.fuzz.seed` begins elsewhere.
class FuzzTest {
  private static final long CASES = Long.getLong("gradfn.fuzz.cases", 4000);
  private static final long FIRST_SEED = Long.getLong("gradfn.fuzz.seed", 1);
  private static final long LARGEST_SEED_FILE = 120_000;
  private static final long LONGEST_MILLIS = 5000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int MOST_VALUES = 200;

  /// How much more often a network is taken than another file.
  private static final int MODEL_WEIGHT = 20;

  @TempDir Path folder;
  private long opened;

  /// @param records of a zip; else empty
  private record Original(byte[] content, Map<String, byte[]> records) {}

  @Test
  void nothing_but_one_clear_error() throws IOException {
    List<Original> originals = originals();
    assertTrue(originals.size() > 100, "files to begin with");
    for (long i = 0; i != CASES; i++) {
      long seed = FIRST_SEED + i;
      check(content(new SplittableRandom(seed), originals), seed);
    }
    assertTrue(opened > CASES / 20, () -> "only " + opened + " files were opened at all");
  }

  private static byte[] content(SplittableRandom random, List<Original> originals) {
    Mutation mutation = new Mutation(random);
    Original original = originals.get(random.nextInt(originals.size()));
    byte[] other = originals.get(random.nextInt(originals.size())).content();
    int kind = random.nextInt(4);
    if (kind == 0) return Checkpoints.zip(PickleGrammar.pickle(random)).bytes();
    if (kind == 1) {
      return Checkpoints.zip(mutation.of(PickleGrammar.pickle(random), other)).bytes();
    }
    boolean inside = kind == 2 && !original.records().isEmpty();
    return inside
        ? mutation.ofPickle(original.records(), other)
        : mutation.of(original.content(), other);
  }

  private void check(byte[] content, long seed) throws IOException {
    Path path = Files.write(folder.resolve("fuzzed.pt"), content);
    long start = THREADS.getCurrentThreadCpuTime();
    try {
      openAndRead(path);
      CheckpointScan.of(path);
      refusedOrDone(() -> Safetensors.open(path).close());
      refusedOrDone(() -> Checkpoint.load(path));
      long millis = (THREADS.getCurrentThreadCpuTime() - start) / 1_000_000;
      assertTrue(millis < LONGEST_MILLIS, () -> "took " + millis + " ms");
    } catch (RuntimeException | Error e) {
      Path kept = Files.write(Path.of("target", "fuzz-" + seed + ".pt"), content);
      fail("gradfn.fuzz.seed=" + seed + ", kept as " + kept.toAbsolutePath(), e);
    }
  }

  private interface Action {
    void run() throws CheckpointException;
  }

  private static void refusedOrDone(Action action) {
    try {
      action.run();
    } catch (CheckpointException e) {
      assertTrue(e.getMessage().length() > 10 && !e.getMessage().contains("\n"), e.getMessage());
    }
  }

  private void openAndRead(Path path) {
    refusedOrDone(() -> {
      try (TorchFile file = TorchFile.open(path)) {
        opened++;
        List<Object> values = new ArrayList<>(List.of(String.valueOf(file.root())));
        if (file.root() != null) values.add(file.root());
        for (int i = 0; i < values.size() && i < MOST_VALUES; i++) read(values.get(i), values);
      }
    });
  }

  private static void read(Object value, List<Object> values) throws CheckpointException {
    switch (value) {
      case StorageRecord storage -> storage.bytes();
      case TensorRecord tensor -> values.add(tensor.storage());
      case PyList list -> {
        for (int i = 0; i < list.size(); i++) add(list.get(i), values);
      }
      case PyTuple tuple -> {
        for (int i = 0; i < tuple.size(); i++) add(tuple.get(i), values);
      }
      case PyDict dict -> {
        for (int i = 0; i < dict.size(); i++) {
          add(dict.keyAt(i), values);
          add(dict.valueAt(i), values);
        }
      }
      default -> assertTrue(value.toString().length() < 1 << 27);
    }
  }

  private static void add(Object value, List<Object> values) {
    if (value != null && values.size() < MOST_VALUES) values.add(value);
  }

  /// Files that PyTorch wrote, good and broken, and those of the project.
  private List<Original> originals() throws IOException {
    Path golden = Path.of("..", "parity", "golden");
    List<Path> paths = new ArrayList<>();
    for (String name : List.of("files/good", "files/broken", "models")) {
      try (Stream<Path> files = Files.list(golden.resolve(name))) {
        files.filter(file -> file.toString().matches(".*\\.(pt|safetensors)")).forEach(paths::add);
      }
    }
    paths.add(
        Files.write(
            folder.resolve("own.pt"), Checkpoints.zip(Checkpoints.parameterPickle()).bytes()));
    List<Original> originals = new ArrayList<>();
    for (Path path : paths.stream().sorted().toList()) {
      if (Files.size(path) <= LARGEST_SEED_FILE) {
        Original original = new Original(Files.readAllBytes(path), records(path));
        boolean model = path.getParent().endsWith("models");
        originals.addAll(Collections.nCopies(model ? MODEL_WEIGHT : 1, original));
      }
    }
    return originals;
  }

  private static Map<String, byte[]> records(Path path) throws IOException {
    Map<String, byte[]> records = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(path.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (entry.getSize() <= LARGEST_SEED_FILE) {
          records.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
        }
      }
    } catch (ZipException _) {
      // No zip, or a broken one: it is damaged as a whole.
    }
    return records;
  }
}
