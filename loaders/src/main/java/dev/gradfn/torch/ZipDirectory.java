package dev.gradfn.torch;

import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.Place;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The directory at the end of a zip archive, with 64-bit sizes where there are some.
///
/// Everything it says is checked against the size of the file, and no two records may share a byte,
/// so a small file cannot claim much.
final class ZipDirectory {
  private static final int END = 0x06054b50;
  private static final int END_SIZE = 22;
  private static final int WIDE_END = 0x06064b50;
  private static final int WIDE_END_SIZE = 56;
  private static final int LOCATOR = 0x07064b50;
  private static final int LOCATOR_SIZE = 20;
  private static final int ENTRY = 0x02014b50;
  private static final int ENTRY_SIZE = 46;
  private static final int WIDE_EXTRA = 1;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final long MASKED = 0xffff_ffffL;

  /// Checkpoints have a record for each tensor: some thousands, of less than 100 bytes.
  private static final long LARGEST = 16 << 20;

  private final FileBytes file;
  private final long start;
  private final List<ZipRecord> records = new ArrayList<>();

  private ZipDirectory(FileBytes file, long start) {
    this.file = file;
    this.start = start;
  }

  /// All records in the order of the directory, also those that share a name.
  static List<ZipRecord> read(FileBytes file) throws CheckpointException {
    Span span = Span.of(file);
    if (span.size > LARGEST) {
      throw file.refuse("zip directory of " + span.size + " bytes, limit is " + LARGEST);
    }
    ZipDirectory directory = new ZipDirectory(file, span.start);
    ByteBuffer bytes = bytes(file, span.start, span.size);
    while (bytes.hasRemaining()) {
      directory.records.add(directory.record(bytes));
    }
    if (directory.records.size() != span.count) {
      throw damaged(file, directory.records.size() + " records, expected " + span.count);
    }
    directory.refuseOverlap();
    return directory.records;
  }

  /// Where the directory lies and how many records it has.
  private record Span(long start, long size, long count) {
    static Span of(FileBytes file) throws CheckpointException {
      int tail = (int) Math.min(file.size(), END_SIZE + LONGEST_COMMENT);
      ByteBuffer bytes = bytes(file, file.size() - tail, tail);
      int at = tail - END_SIZE;
      while (at >= 0 && bytes.getInt(at) != END) {
        at--;
      }
      if (at < 0) {
        throw file.refuse(
            "zip archive is cut short, expected a directory at its end; the download or copy did"
                + " not finish, fetch the file again");
      }
      long end = file.size() - tail + at;
      long count = Short.toUnsignedLong(bytes.getShort(at + 10));
      long size = Integer.toUnsignedLong(bytes.getInt(at + 12));
      long start = Integer.toUnsignedLong(bytes.getInt(at + 16));
      boolean wide = at >= LOCATOR_SIZE && bytes.getInt(at - LOCATOR_SIZE) == LOCATOR;
      if (wide) {
        long wideEnd = bytes.getLong(at - LOCATOR_SIZE + 8);
        return wide(file, wideEnd, end, new Span(start, size, count));
      }
      return new Span(start, size, count).endingAt(file, end);
    }

    /// What does not fit into 16 or 32 bits is in a record of its own before the end.
    private static Span wide(FileBytes file, long at, long end, Span narrow)
        throws CheckpointException {
      if (at < 0 || at > end - LOCATOR_SIZE - WIDE_END_SIZE) {
        throw damaged(file, "its 64-bit end lies outside the file");
      }
      ByteBuffer bytes = bytes(file, at, WIDE_END_SIZE);
      if (bytes.getInt(0) != WIDE_END) {
        throw damaged(file, "its 64-bit end is not where it should be");
      }
      return new Span(
              narrow.start == MASKED ? bytes.getLong(48) : narrow.start,
              narrow.size == MASKED ? bytes.getLong(40) : narrow.size,
              narrow.count == 0xffff ? bytes.getLong(32) : narrow.count)
          .endingAt(file, at);
    }

    /// The directory ends where its end begins: there is nothing between, and nothing before the
    /// archive that would shift it.
    private Span endingAt(FileBytes file, long end) throws CheckpointException {
      if (start < 0 || size < 0 || start > end || size != end - start) {
        throw damaged(
            file, size + " bytes of directory from " + start + ", expected them to end at " + end);
      }
      return this;
    }
  }

  private ZipRecord record(ByteBuffer bytes) throws CheckpointException {
    int at = bytes.position();
    if (bytes.remaining() < ENTRY_SIZE || bytes.getInt(at) != ENTRY) {
      throw damaged(file, "no entry at offset " + (start + at));
    }
    int nameLength = Short.toUnsignedInt(bytes.getShort(at + 28));
    int extraLength = Short.toUnsignedInt(bytes.getShort(at + 30));
    int commentLength = Short.toUnsignedInt(bytes.getShort(at + 32));
    if (bytes.remaining() < ENTRY_SIZE + nameLength + extraLength + commentLength) {
      throw damaged(file, "entry at offset " + (start + at) + " is cut short");
    }
    byte[] name = new byte[nameLength];
    bytes.get(at + ENTRY_SIZE, name);
    int extra = at + ENTRY_SIZE + nameLength;
    bytes.position(extra + extraLength + commentLength);
    ZipRecord narrow =
        new ZipRecord(
            new String(name, StandardCharsets.UTF_8),
            Short.toUnsignedInt(bytes.getShort(at + 8)),
            Short.toUnsignedInt(bytes.getShort(at + 10)),
            Integer.toUnsignedLong(bytes.getInt(at + 20)),
            Integer.toUnsignedLong(bytes.getInt(at + 24)),
            Integer.toUnsignedLong(bytes.getInt(at + 42)));
    ZipRecord record = wide(narrow, bytes.slice(extra, extraLength).order(bytes.order()));
    record.check(file, start);
    return record;
  }

  /// Sizes that do not fit into 32 bits are in an extra field, in this order.
  private ZipRecord wide(ZipRecord narrow, ByteBuffer extra) throws CheckpointException {
    if (narrow.size() != MASKED && narrow.packed() != MASKED && narrow.header() != MASKED) {
      return narrow;
    }
    while (extra.remaining() >= 4) {
      int kind = Short.toUnsignedInt(extra.getShort());
      int length = Math.min(Short.toUnsignedInt(extra.getShort()), extra.remaining());
      if (kind == WIDE_EXTRA) {
        extra.limit(extra.position() + length);
        long size = wide(narrow.size(), extra);
        long packed = wide(narrow.packed(), extra);
        return narrow.with(packed, size, wide(narrow.header(), extra));
      }
      extra.position(extra.position() + length);
    }
    return narrow;
  }

  private long wide(long narrow, ByteBuffer extra) throws CheckpointException {
    if (narrow != MASKED) {
      return narrow;
    }
    if (extra.remaining() < Long.BYTES) {
      throw damaged(file, "64-bit sizes are cut short");
    }
    return extra.getLong();
  }

  private void refuseOverlap() throws CheckpointException {
    List<ZipRecord> sorted = new ArrayList<>(records);
    sorted.sort(Comparator.comparingLong(ZipRecord::header));
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i - 1).earliestEnd() > sorted.get(i).header()) {
        throw file.refuse(
            "zip records "
                + Place.excerpt(sorted.get(i - 1).name())
                + " and "
                + Place.excerpt(sorted.get(i).name())
                + " overlap; do not trust the file");
      }
    }
  }

  private static ByteBuffer bytes(FileBytes file, long start, long count)
      throws CheckpointException {
    return ByteBuffer.wrap(file.read(start, count)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static CheckpointException damaged(FileBytes file, String what) {
    return file.refuse("zip archive is damaged (" + what + "); fetch or save the file again");
  }
}
