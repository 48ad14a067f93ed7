package dev.gradfn.torch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Writes a zip the way PyTorch does: nothing compressed, sizes only in data descriptors and in the
/// directory at the end. And ways in which it does not.
public final class ZipBytes {
  private static final int FLAGS = 0x808;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
  private int count;
  private int extraFlags;
  private int last;

  public ZipBytes add(String name, byte[] content) {
    return add(name, content, content, 0);
  }

  public ZipBytes add(String name, String content) {
    return add(name, content.getBytes(StandardCharsets.UTF_8));
  }

  ZipBytes addDeflated(String name, byte[] content) {
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(content);
    deflater.finish();
    byte[] packed = new byte[content.length + 100];
    int length = deflater.deflate(packed);
    deflater.end();
    return add(name, content, java.util.Arrays.copyOf(packed, length), 8);
  }

  /// Says of the records that follow that they are encrypted.
  ZipBytes encrypted() {
    extraFlags = 1;
    return this;
  }

  ZipBytes add(String name, byte[] content, byte[] stored, int method) {
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    CRC32 crc = new CRC32();
    crc.update(content);
    int offset = out.size();
    last = offset;
    out.writeBytes(
        record(30)
            .putInt(0x04034b50)
            .putShort((short) 20)
            .putShort((short) (FLAGS | extraFlags))
            .putShort((short) method)
            .putInt(0)
            .putInt(0)
            .putInt(0)
            .putInt(0)
            .putShort((short) nameBytes.length)
            .putShort((short) 0)
            .array());
    out.writeBytes(nameBytes);
    out.writeBytes(stored);
    out.writeBytes(
        record(16)
            .putInt(0x08074b50)
            .putInt((int) crc.getValue())
            .putInt(stored.length)
            .putInt(content.length)
            .array());
    list(nameBytes, method, (int) crc.getValue(), stored.length, content.length, offset);
    return this;
  }

  /// One more name for the bytes of the last record.
  ZipBytes again(String name, int size) {
    list(name.getBytes(StandardCharsets.UTF_8), 0, 0, size, size, last);
    return this;
  }

  private void list(byte[] name, int method, int crc, int packed, int size, int offset) {
    directory.writeBytes(
        record(46)
            .putInt(0x02014b50)
            .putShort((short) 20)
            .putShort((short) 20)
            .putShort((short) (FLAGS | extraFlags))
            .putShort((short) method)
            .putInt(0)
            .putInt(crc)
            .putInt(packed)
            .putInt(size)
            .putShort((short) name.length)
            .putShort((short) 0)
            .putShort((short) 0)
            .putShort((short) 0)
            .putShort((short) 0)
            .putInt(0)
            .putInt(offset)
            .array());
    directory.writeBytes(name);
    count++;
  }

  private static ByteBuffer record(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  public byte[] bytes() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(out.toByteArray());
    all.writeBytes(directory.toByteArray());
    all.writeBytes(
        record(22)
            .putInt(0x06054b50)
            .putInt(0)
            .putShort((short) count)
            .putShort((short) count)
            .putInt(directory.size())
            .putInt(out.size())
            .putShort((short) 0)
            .array());
    return all.toByteArray();
  }
}
