package dev.gradfn.torch;

import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.Place;

/// A record of a zip archive, as its directory describes it.
///
/// @param packed bytes in the archive
/// @param size bytes when unpacked
/// @param header where its local header begins
record ZipRecord(String name, int flags, int method, long packed, long size, long header) {
  /// Of a local header, without name and extra fields.
  static final int HEADER_SIZE = 30;

  private static final int STORED = 0;
  private static final int DEFLATED = 8;

  /// Of the flags: the record or the directory is encrypted.
  private static final int ENCRYPTED = 0x2041;

  /// PyTorch does not compress. Other tools may have, but weights do not shrink much.
  private static final long HIGHEST_RATIO = 100;

  ZipRecord with(long newPacked, long newSize, long newHeader) {
    return new ZipRecord(name, flags, method, newPacked, newSize, newHeader);
  }

  boolean stored() {
    return method == STORED;
  }

  /// The archive must go on at least up to here.
  long earliestEnd() {
    return header + HEADER_SIZE + packed;
  }

  /// Whether the claims can be true.
  ///
  /// @param end of the records: the directory begins there
  void check(FileBytes file, long end) throws CheckpointException {
    if ((flags & ENCRYPTED) != 0) {
      throw file.refuse(
          "zip archive is encrypted, expected a plain one; unpack it and save it again");
    }
    if (method != STORED && method != DEFLATED) {
      throw refuse(file, "is packed by method " + method + ", expected none or deflate");
    }
    if (header < 0 || packed < 0 || header > end - HEADER_SIZE - packed) {
      throw refuse(file, "of " + packed + " bytes lies outside the file; the file is damaged");
    }
    if (stored() && size != packed) {
      throw wrongLength(file);
    }
    if (size < 0 || size / HIGHEST_RATIO > packed) {
      throw refuse(
          file,
          "unpacks from "
              + packed
              + " to "
              + size
              + " bytes; a checkpoint does not shrink that much, do not trust it");
    }
  }

  CheckpointException wrongLength(FileBytes file) {
    return refuse(
        file, "has not the " + size + " bytes that the zip directory says; the file is damaged");
  }

  CheckpointException refuse(FileBytes file, String what) {
    return file.refuse("record " + Place.excerpt(name) + " " + what);
  }
}
