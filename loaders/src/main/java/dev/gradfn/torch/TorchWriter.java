package dev.gradfn.torch;

import dev.gradfn.core.AtomicFile;
import dev.gradfn.pickle.PickleWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;

/// Writes the zip archive that `torch.save` writes: record by record what [TorchZip] reads.
final class TorchWriter {
  private final String folder;
  private final byte[] pickle;
  private final List<StorageRecord> storages;
  private final CRC32 names = new CRC32();
  private long checksums;

  private TorchWriter(String folder, Object root) {
    this.folder = folder + "/";
    TorchReductions tensors = new TorchReductions();
    this.pickle = PickleWriter.write(root, tensors);
    this.storages = tensors.storages();
  }

  static void write(Path path, Object root) throws IOException {
    TorchWriter writer = new TorchWriter(folder(path), root);
    AtomicFile.write(path, writer::records);
  }

  /// The name of the file without its ending; PyTorch, too, has its own for what is not ASCII.
  private static String folder(Path path) {
    String name = path.getFileName().toString();
    int dot = name.lastIndexOf('.');
    String stem = dot < 0 ? name : name.substring(0, dot);
    boolean plain = !stem.isEmpty() && StandardCharsets.US_ASCII.newEncoder().canEncode(stem);
    return plain ? stem : "archive";
  }

  private void records(FileChannel channel) throws IOException {
    ZipWriter zip = new ZipWriter(channel);
    add(zip, "data.pkl", ByteBuffer.wrap(pickle));
    add(zip, ".format_version", "1");
    add(zip, ".storage_alignment", "64");
    add(zip, "byteorder", "little");
    for (int i = 0; i < storages.size(); i++) add(zip, "data/" + i, storages.get(i).bytes());
    add(zip, "version", "3\n");
    zip.add(folder + ".data/serialization_id", serializationId());
    zip.finish();
  }

  private void add(ZipWriter zip, String name, String content) throws IOException {
    add(zip, name, ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
  }

  private void add(ZipWriter zip, String name, ByteBuffer content) throws IOException {
    int checksum = zip.add(folder + name, content);
    names.update(name.getBytes(StandardCharsets.UTF_8));
    checksums = checksums * 31 + Integer.toUnsignedLong(checksum);
  }

  /// 20 digits for the names of the records and 20 for their contents. It tells files apart;
  /// nothing checks it.
  private String serializationId() {
    return digits(names.getValue()) + digits(checksums);
  }

  private static String digits(long number) {
    String digits = Long.toUnsignedString(number);
    return "0".repeat(20 - digits.length()) + digits;
  }
}
