package dev.gradfn.torch;

import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.Place;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// The records of a zip archive, read only as far as their claims can be true.
///
/// Only the central directory counts, as for PyTorch: the local headers hold zeros where a data
/// descriptor follows. Checksums are not compared, because PyTorch can be told not to write them.
final class ZipRecords implements AutoCloseable {
  /// PyTorch does not compress. Other tools may have, but weights do not shrink much.
  private static final long HIGHEST_RATIO = 100;

  private final Path path;
  private final long fileSize;
  private final ZipFile zip;

  ZipRecords(Path path, long fileSize) throws CheckpointException {
    this.path = path;
    this.fileSize = fileSize;
    this.zip = openZip();
  }

  /// All records in the order of the directory, also those that share a name.
  List<ZipEntry> entries() {
    return List.copyOf(Collections.list(zip.entries()));
  }

  long fileSize() {
    return fileSize;
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

  /// The bytes of a record.
  byte[] read(ZipEntry entry) throws CheckpointException {
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
          path
              + ": record "
              + Place.excerpt(entry.getName())
              + " cannot be read: "
              + e.getMessage(),
          e);
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
