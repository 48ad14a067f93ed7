package dev.gradfn.pickle;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The bytes of a pickle and how far they have been read. Every length is checked against what is
/// left before anything is allocated.
final class ByteCursor {
  private static final char REPLACEMENT = '\ufffd';

  private static final int FIRST_FETCH = 1 << 13;
  private static final int LARGEST_FETCH = 1 << 24;
  private static final int LONGEST_PICKLE = Integer.MAX_VALUE - 64;

  private final String file;
  private final String record;
  private final ByteSource source;
  private final long size;
  private byte[] bytes;
  private int loaded;
  private int position;
  private int opcodeOffset;

  ByteCursor(String file, String record, byte[] bytes) {
    this.file = file;
    this.record = record;
    this.source = null;
    this.size = bytes.length;
    this.bytes = bytes;
    this.loaded = bytes.length;
  }

  ByteCursor(String file, String record, ByteSource source) {
    this.file = file;
    this.record = record;
    this.source = source;
    this.size = source.size();
    this.bytes = new byte[0];
  }

  int position() {
    return position;
  }

  /// How many bytes are in memory.
  int loaded() {
    return loaded;
  }

  long remaining() {
    return size - position;
  }

  /// Makes the bytes up to `end`, which exist, readable in [#bytes].
  private void load(long end) throws CheckpointException {
    if (end <= loaded) {
      return;
    }
    if (end > LONGEST_PICKLE) {
      throw refuse("pickle is longer than 2 GiB");
    }
    long ahead = Math.max(FIRST_FETCH, loaded + Math.min(loaded, LARGEST_FETCH));
    int target = (int) Math.min(Math.min(size, LONGEST_PICKLE), Math.max(end, ahead));
    bytes = Arrays.copyOf(bytes, target);
    source.read(loaded, bytes, loaded, target - loaded);
    loaded = target;
  }

  /// The place of the instruction that is being carried out.
  Place place() {
    return new Place(file, record, opcodeOffset);
  }

  CheckpointException refuse(String what) {
    return place().refuse(what);
  }

  int opcode() throws CheckpointException {
    opcodeOffset = position;
    if (position >= loaded) {
      if (position >= size) {
        throw refuse("pickle ends without STOP; the file is cut short, fetch or save it again");
      }
      load(position + 1L);
    }
    return bytes[position++] & 0xff;
  }

  private void need(long count) throws CheckpointException {
    if (count > remaining()) {
      throw refuse(
          "instruction needs "
              + Long.toUnsignedString(count)
              + " more bytes, got "
              + remaining()
              + "; the file is cut short or damaged, fetch or save it again");
    }
    load(position + count);
  }

  int u1() throws CheckpointException {
    need(1);
    return bytes[position++] & 0xff;
  }

  int u2() throws CheckpointException {
    need(2);
    int value = (bytes[position] & 0xff) | (bytes[position + 1] & 0xff) << 8;
    position += 2;
    return value;
  }

  int i4() throws CheckpointException {
    need(4);
    int at = position;
    position = at + 4;
    return (bytes[at] & 0xff)
        | (bytes[at + 1] & 0xff) << 8
        | (bytes[at + 2] & 0xff) << 16
        | bytes[at + 3] << 24;
  }

  long u4() throws CheckpointException {
    return i4() & 0xffff_ffffL;
  }

  /// An unsigned length of eight bytes. Nothing is that long, so the sign bit is refused at once.
  long u8() throws CheckpointException {
    need(8);
    long low = u4();
    long value = (long) i4() << 32 | low;
    if (value < 0) {
      throw refuse("length of " + Long.toUnsignedString(value) + " bytes, got " + remaining());
    }
    return value;
  }

  double f8() throws CheckpointException {
    need(8);
    long bits = 0;
    for (int i = 0; i < 8; i++) {
      bits = bits << 8 | (bytes[position + i] & 0xff);
    }
    position += 8;
    return Double.longBitsToDouble(bits);
  }

  void skip(long count) throws CheckpointException {
    need(count);
    position += (int) count;
  }

  String text(long length, int limit) throws CheckpointException {
    int count = checked(length, limit);
    int from = position;
    position += count;
    return decode(from, count);
  }

  byte[] raw(long length, int limit) throws CheckpointException {
    int count = checked(length, limit);
    byte[] copy = new byte[count];
    System.arraycopy(bytes, position, copy, 0, count);
    position += count;
    return copy;
  }

  /// A little-endian two's complement integer: a Long, or a BigInteger if it does not fit.
  Object integer(long length, int limit) throws CheckpointException {
    int count = checked(length, limit);
    if (count == 0) {
      return 0L;
    }
    byte[] bigEndian = new byte[count];
    for (int i = 0; i < count; i++) {
      bigEndian[count - 1 - i] = bytes[position + i];
    }
    position += count;
    BigInteger value = new BigInteger(bigEndian);
    if (value.bitLength() <= 63) {
      return value.longValue();
    }
    return value;
  }

  /// A line of text without its end, as GLOBAL has them.
  String line(int limit) throws CheckpointException {
    int end = position;
    long last = Math.min(size, position + limit + 1L);
    load(last);
    while (end < last && bytes[end] != '\n') {
      end++;
    }
    if (end == size) {
      throw refuse("line without an end; the file is cut short or damaged");
    }
    if (end == last) {
      throw refuse("name is longer than the limit of " + limit + " bytes");
    }
    int from = position;
    position = end + 1;
    return decode(from, end - from);
  }

  private int checked(long length, int limit) throws CheckpointException {
    if (length <= remaining() && length > limit) {
      throw refuse("value of " + length + " bytes is over the limit of " + limit);
    }
    need(length);
    return (int) length;
  }

  /// The JDK decodes without a loop of ours, which matters before anything is compiled. One char
  /// for each byte and no replacement character: then it was ASCII.
  private String decode(int from, int count) throws CheckpointException {
    String text = new String(bytes, from, count, StandardCharsets.UTF_8);
    if (text.length() == count && text.indexOf(REPLACEMENT) < 0) {
      return text;
    }
    return decodeWide(from, from + count);
  }

  /// UTF-8 as Python's `surrogatepass` reads it: strict, but lone surrogates are let through.
  private String decodeWide(int from, int end) throws CheckpointException {
    StringBuilder text = new StringBuilder(end - from);
    int at = from;
    while (at < end) {
      int lead = bytes[at] & 0xff;
      int length = sequenceLength(lead);
      int code = length == 1 ? lead : lead & (0x7f >> length);
      if (length == 0 || at + length > end) {
        throw badText(at);
      }
      for (int i = 1; i < length; i++) {
        int next = bytes[at + i] & 0xff;
        if ((next & 0xc0) != 0x80) {
          throw badText(at);
        }
        code = code << 6 | (next & 0x3f);
      }
      if (code > Character.MAX_CODE_POINT || code < smallest(length)) {
        throw badText(at);
      }
      text.appendCodePoint(code);
      at += length;
    }
    return text.toString();
  }

  private static int sequenceLength(int lead) {
    if (lead < 0x80) {
      return 1;
    }
    if (lead < 0xc2 || lead > 0xf4) {
      return 0;
    }
    return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  }

  private static int smallest(int length) {
    return switch (length) {
      case 2 -> 0x80;
      case 3 -> 0x800;
      case 4 -> 0x10000;
      default -> 0;
    };
  }

  private CheckpointException badText(int at) {
    return refuse("text is not UTF-8 (byte at offset " + at + "); the file is damaged");
  }
}
