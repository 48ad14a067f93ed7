package dev.gradfn.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/// Writes a zip as PyTorch does: nothing compressed, contents at multiples of 64 bytes (a field of
/// filling before each), sizes and checksums in descriptors behind the contents and in the
/// directory at the end. No date, so that the same contents make the same file.
final class ZipWriter {
  private static final int ALIGNMENT = 64;
  private static final int FILLING = 0x4246; // FB

  /// Sizes come later, names are UTF-8.
  private static final int FLAGS = 0x808;

  private static final int HEADER = 30;
  private static final long LARGEST_OFFSET = 0xffff_ffffL;
  private static final int MOST_ENTRIES = 0xffff;

  private final FileChannel channel;
  private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
  private long position;
  private int count;

  ZipWriter(FileChannel channel) {
    this.channel = channel;
  }

  /// Writes a record and gives the checksum of its content.
  int add(String name, ByteBuffer content) throws IOException {
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    CRC32 crc = new CRC32();
    crc.update(content.duplicate());
    int checksum = (int) crc.getValue();
    int size = content.remaining();
    long offset = position;
    write(header(nameBytes));
    write(content.duplicate());
    write(little(16).putInt(0x08074b50).putInt(checksum).putInt(size).putInt(size).flip());
    directory.writeBytes(entry(nameBytes, checksum, size, offset));
    count++;
    return checksum;
  }

  int add(String name, String content) throws IOException {
    return add(name, ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
  }

  private ByteBuffer header(byte[] name) {
    long start = position + HEADER + name.length + 4;
    int filling = (int) (Math.ceilDiv(start, (long) ALIGNMENT) * ALIGNMENT - start);
    ByteBuffer header = little(HEADER + name.length + 4 + filling);
    header.putInt(0x04034b50).putShort((short) 0).putShort((short) FLAGS).putShort((short) 0);
    header.putInt(0).putInt(0).putInt(0).putInt(0);
    header.putShort((short) name.length).putShort((short) (4 + filling)).put(name);
    header.putShort((short) FILLING).putShort((short) filling);
    while (header.hasRemaining()) header.put((byte) 'Z');
    return header.flip();
  }

  /// An offset of 4 GiB and more stands in a field of its own.
  private static byte[] entry(byte[] name, int checksum, int size, long offset) {
    boolean far = offset >= LARGEST_OFFSET;
    ByteBuffer entry = little(46 + name.length + (far ? 12 : 0));
    entry.putInt(0x02014b50).putShort((short) 0).putShort((short) 0).putShort((short) FLAGS);
    entry.putShort((short) 0).putInt(0).putInt(checksum).putInt(size).putInt(size);
    entry.putShort((short) name.length).putShort((short) (far ? 12 : 0));
    entry.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0);
    entry.putInt(far ? -1 : (int) offset).put(name);
    if (far) entry.putShort((short) 1).putShort((short) 8).putLong(offset);
    return entry.array();
  }

  /// Writes the directory.
  void finish() throws IOException {
    long start = position;
    int size = directory.size();
    write(ByteBuffer.wrap(directory.toByteArray()));
    write(largeEnd(start, size));
    ByteBuffer end = little(22).putInt(0x06054b50).putShort((short) 0).putShort((short) 0);
    short entries = (short) Math.min(count, MOST_ENTRIES);
    end.putShort(entries).putShort(entries).putInt(size);
    write(end.putInt((int) Math.min(start, LARGEST_OFFSET)).putShort((short) 0).flip());
  }

  /// The end of a zip64 directory and the pointer to it; PyTorch writes them whether needed or not.
  private ByteBuffer largeEnd(long start, int size) {
    long here = position;
    ByteBuffer end = little(56 + 20).putInt(0x06064b50).putLong(44);
    end.putShort((short) 0x031e).putShort((short) 45).putInt(0).putInt(0);
    end.putLong(count).putLong(count).putLong(size).putLong(start);
    return end.putInt(0x07064b50).putInt(0).putLong(here).putInt(1).flip();
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void write(ByteBuffer bytes) throws IOException {
    position += bytes.remaining();
    while (bytes.hasRemaining()) channel.write(bytes);
  }
}
