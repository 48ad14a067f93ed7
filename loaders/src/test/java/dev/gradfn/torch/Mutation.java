package dev.gradfn.torch;

import java.util.Arrays;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Damages files: bytes changed, taken away, put in, exchanged with those of another file.
final class Mutation {
  private static final int[] TELLING = {0, 1, 2, 0x7f, 0x80, 0xff, '(', 'R', 'b', 't', '.', 'c'};

  private final RandomGenerator random;

  Mutation(RandomGenerator random) {
    this.random = random;
  }

  /// @param other what bytes may be taken from
  byte[] of(byte[] content, byte[] other) {
    byte[] changed = content;
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      changed = once(changed, other);
    }
    return changed;
  }

  private byte[] once(byte[] content, byte[] other) {
    if (content.length == 0) return other.clone();
    int from = random.nextInt(content.length);
    int to = Math.min(content.length, from + 1 + random.nextInt(16));
    return switch (random.nextInt(8)) {
      case 0, 1 -> with(content, from, content[from] ^ 1 << random.nextInt(8));
      case 2, 3 -> with(content, from, TELLING[random.nextInt(TELLING.length)]);
      case 4 -> replaced(content, from, to, new byte[0]);
      case 5 -> replaced(content, to, to, Arrays.copyOfRange(content, from, to));
      case 6 -> replaced(content, from, to, part(other));
      default -> random.nextInt(4) == 0 ? Arrays.copyOf(content, from) : numbers(content, from);
    };
  }

  private byte[] part(byte[] other) {
    if (other.length == 0) return other;
    int from = random.nextInt(other.length);
    return Arrays.copyOfRange(other, from, Math.min(other.length, from + random.nextInt(64)));
  }

  private static byte[] with(byte[] content, int at, int value) {
    byte[] changed = content.clone();
    changed[at] = (byte) value;
    return changed;
  }

  /// Eight bytes that are a number beyond reason.
  private byte[] numbers(byte[] content, int at) {
    byte[] changed = content.clone();
    int end = Math.min(content.length, at + 1 + random.nextInt(8));
    Arrays.fill(changed, at, end, (byte) (random.nextBoolean() ? 0xff : 0x7f));
    return changed;
  }

  private static byte[] replaced(byte[] content, int from, int to, byte[] by) {
    byte[] changed = Arrays.copyOf(content, content.length - (to - from) + by.length);
    System.arraycopy(by, 0, changed, from, by.length);
    System.arraycopy(content, to, changed, from + by.length, content.length - to);
    return changed;
  }

  /// Damages the pickle in an archive that is whole.
  byte[] ofPickle(Map<String, byte[]> records, byte[] other) {
    ZipBytes zip = new ZipBytes();
    records.forEach(
        (name, record) -> zip.add(name, name.endsWith("data.pkl") ? of(record, other) : record));
    return zip.bytes();
  }
}
