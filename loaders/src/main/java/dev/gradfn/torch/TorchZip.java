package dev.gradfn.torch;

import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.Place;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// The records of the zip archive that `torch.save` writes.
///
/// Only the central directory counts, as for PyTorch: the local headers hold zeros where a data
/// descriptor follows. Checksums are not compared, because PyTorch can be told not to write them.
final class TorchZip implements AutoCloseable {
  private static final String PICKLE = "/data.pkl";

  /// PyTorch does not compress. Other tools may have, but weights do not shrink much.
  private static final long HIGHEST_RATIO = 100;

  private final Path path;
  private final long fileSize;
  private final ZipFile zip;
  private final Map<String, ZipEntry> entries = new HashMap<>();
  private final String prefix;
  private final boolean bigEndian;

  TorchZip(Path path, long fileSize) throws CheckpointException {
    this.path = path;
    this.fileSize = fileSize;
    this.zip = openZip();
    try {
      this.prefix = index();
      this.bigEndian = readByteOrder();
    } catch (CheckpointException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private ZipFile openZip() throws CheckpointException {
    try {
      return new ZipFile(path.toFile());
    } catch (ZipException e) {
      throw damaged(e);
    } catch (IOException e) {
      throw new CheckpointException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private CheckpointException damaged(ZipException e) {
    String reason = String.valueOf(e.getMessage());
    if (reason.contains("END header not found") || reason.contains("END size")) {
      return new CheckpointException(
          path
              + ": zip archive is cut short, expected a directory at its end; the download or copy"
              + " did not finish, fetch the file again",
          e);
    }
    if (reason.contains("encrypted")) {
      return new CheckpointException(
          path + ": zip archive is encrypted, expected a plain one; unpack it and save it again",
          e);
    }
    return new CheckpointException(
        path + ": zip archive is damaged (" + reason + "); fetch or save the file again", e);
  }

  /// Collects the entries and finds the one folder that holds a data.pkl.
  private String index() throws CheckpointException {
    String found = null;
    Enumeration<? extends ZipEntry> all = zip.entries();
    while (all.hasMoreElements()) {
      ZipEntry entry = all.nextElement();
      String name = entry.getName();
      if (entries.put(name, entry) != null) {
        throw refuse("zip record " + Place.excerpt(name) + " is there twice; do not trust it");
      }
      if (isPickle(name)) {
        if (found != null) {
          throw refuse(
              "zip holds two checkpoints, "
                  + Place.excerpt(found)
                  + " and "
                  + Place.excerpt(name)
                  + ", expected one");
        }
        found = name;
      }
    }
    if (found == null) {
      throw noPickle();
    }
    String folder = found.substring(0, found.length() - PICKLE.length());
    refuseTorchScript(folder);
    return folder;
  }

  private static boolean isPickle(String name) {
    return name.endsWith(PICKLE)
        && name.indexOf('/') == name.length() - PICKLE.length()
        && name.length() > PICKLE.length();
  }

  private CheckpointException noPickle() {
    if (entries.isEmpty()) {
      return refuse("zip archive is empty, expected a PyTorch checkpoint");
    }
    for (String name : entries.keySet()) {
      if (name.endsWith(".npy")) {
        return refuse("numpy archive (.npz), expected a PyTorch checkpoint saved by torch.save");
      }
    }
    return refuse(
        "zip archive without a data.pkl, expected a PyTorch checkpoint saved by torch.save");
  }

  private void refuseTorchScript(String folder) throws CheckpointException {
    boolean script = entries.containsKey(folder.concat("/constants.pkl"));
    if (!script) {
      String code = folder.concat("/code/");
      for (String name : entries.keySet()) {
        script |= name.startsWith(code);
      }
    }
    if (script) {
      throw refuse(
          "TorchScript archive (torch.jit.save) holds compiled code, expected a checkpoint; save"
              + " the original model with torch.save");
    }
  }

  private boolean readByteOrder() throws CheckpointException {
    String name = prefix.concat("/byteorder");
    if (!entries.containsKey(name)) {
      return false;
    }
    byte[] content = read(name);
    int length = Math.min(content.length, 32);
    String order = new String(content, 0, length, StandardCharsets.ISO_8859_1);
    if (order.equals("little")) {
      return false;
    }
    if (order.equals("big")) {
      return true;
    }
    throw refuse("byte order is " + order + ", expected little or big; the file is damaged");
  }

  String prefix() {
    return prefix;
  }

  boolean bigEndian() {
    return bigEndian;
  }

  long fileSize() {
    return fileSize;
  }

  byte[] readPickle() throws CheckpointException {
    return read(prefix.concat(PICKLE));
  }

  String storageRecord(String key) {
    return prefix.concat("/data/").concat(key);
  }

  /// The size that the directory claims for a record, or -1 if there is none of that name.
  long sizeOf(String name) {
    ZipEntry entry = entries.get(name);
    return entry == null ? -1 : entry.getSize();
  }

  /// Whether the record takes as many bytes of the file as it has.
  boolean isStored(String name) {
    return entries.get(name).getMethod() == ZipEntry.STORED;
  }

  /// The bytes of a record.
  byte[] read(String name) throws CheckpointException {
    ZipEntry entry = entries.get(name);
    if (entry == null) {
      throw refuse("record " + Place.excerpt(name) + " is missing");
    }
    checkClaims(entry);
    int size = (int) entry.getSize();
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] content = in.readNBytes(size);
      if (content.length != size || in.read() >= 0) {
        throw wrongLength(entry);
      }
      return content;
    } catch (ZipException e) {
      throw damaged(e);
    } catch (CheckpointException e) {
      throw e;
    } catch (IOException e) {
      throw new CheckpointException(
          path + ": record " + Place.excerpt(name) + " cannot be read: " + e.getMessage(), e);
    } catch (IllegalStateException e) {
      throw new CheckpointException(
          path + ": file was closed before its weights were read; read them first", e);
    }
  }

  private CheckpointException wrongLength(ZipEntry entry) {
    return refuse(
        "record "
            + Place.excerpt(entry.getName())
            + " has not the "
            + entry.getSize()
            + " bytes that the zip directory says; the file is damaged");
  }

  private void checkClaims(ZipEntry entry) throws CheckpointException {
    long size = entry.getSize();
    long packed = entry.getCompressedSize();
    if (size < 0 || packed < 0 || packed > fileSize) {
      throw wrongLength(entry);
    }
    if (size > Integer.MAX_VALUE - 64) {
      throw refuse(
          "record " + Place.excerpt(entry.getName()) + " has " + size + " bytes, limit is 2 GiB");
    }
    if (entry.getMethod() == ZipEntry.STORED) {
      if (size != packed) {
        throw wrongLength(entry);
      }
    } else if (size / HIGHEST_RATIO > packed) {
      throw refuse(
          "record "
              + Place.excerpt(entry.getName())
              + " unpacks from "
              + packed
              + " to "
              + size
              + " bytes; a checkpoint does not shrink that much, do not trust it");
    }
  }

  CheckpointException refuse(String what) {
    return new CheckpointException(path + ": " + what);
  }

  @Override
  public void close() {
    try {
      zip.close();
    } catch (IOException _) {
      // It was open for reading only: nothing can be lost.
    }
  }
}
