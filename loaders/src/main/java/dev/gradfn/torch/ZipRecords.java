package dev.gradfn.torch;

import dev.gradfn.pickle.CheckpointException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// The records of a zip archive, read only as far as their claims can be true.
///
/// Only the central directory counts, as for PyTorch: the local headers hold zeros where a data
/// descriptor follows. Checksums are not compared, because PyTorch can be told not to write them.
final class ZipRecords implements AutoCloseable {
  private static final int LOCAL_HEADER = 0x04034b50;

  private final FileBytes file;
  private final List<ZipRecord> all;

  ZipRecords(FileBytes file) throws CheckpointException {
    this.file = file;
    this.all = ZipDirectory.read(file);
  }

  /// All records in the order of the directory, also those that share a name.
  List<ZipRecord> all() {
    return all;
  }

  long fileSize() {
    return file.size();
  }

  /// The bytes of a record.
  byte[] read(ZipRecord record) throws CheckpointException {
    if (record.size() > FileBytes.LARGEST_ARRAY) {
      throw record.refuse(file, "has " + record.size() + " bytes, limit is 2 GiB");
    }
    byte[] bytes = file.read(dataStart(record), record.packed());
    return record.stored() ? bytes : inflated(record, bytes);
  }

  /// The bytes lie behind the local header, which has a name and extra fields of its own.
  private long dataStart(ZipRecord record) throws CheckpointException {
    byte[] bytes = file.read(record.header(), ZipRecord.HEADER_SIZE);
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (header.getInt(0) != LOCAL_HEADER) {
      throw record.refuse(
          file, "has no header at offset " + record.header() + "; the file is damaged");
    }
    int name = Short.toUnsignedInt(header.getShort(26));
    int extra = Short.toUnsignedInt(header.getShort(28));
    long start = record.header() + ZipRecord.HEADER_SIZE + name + extra;
    if (start > file.size() - record.packed()) {
      throw record.refuse(file, "ends behind the file; the file is damaged");
    }
    return start;
  }

  private byte[] inflated(ZipRecord record, byte[] packed) throws CheckpointException {
    byte[] bytes = new byte[(int) record.size()];
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(packed);
      int count = inflater.inflate(bytes);
      // An empty record still has an end to be read.
      boolean more = !inflater.finished() && inflater.inflate(new byte[1]) > 0;
      if (count != bytes.length || more || !inflater.finished()) {
        throw record.wrongLength(file);
      }
      return bytes;
    } catch (DataFormatException e) {
      throw record.refuse(file, "cannot be unpacked; the file is damaged");
    }
  }

  /// For records that are read whole whatever they say.
  void requireRoom(ZipRecord record, long most) throws CheckpointException {
    if (record.size() > most) {
      throw record.refuse(file, "has " + record.size() + " bytes, limit is " + most);
    }
  }

  CheckpointException refuse(String what) {
    return file.refuse(what);
  }

  @Override
  public void close() {
    file.close();
  }
}
