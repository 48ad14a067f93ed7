package dev.gradfn.torch;

import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.Place;

/// Storages of a zip archive, each in a record of its own, compared with the archive's directory
/// when it is first named.
final class ZipStorageIds extends StorageIds {
  private final TorchZip archive;

  ZipStorageIds(TorchZip archive) {
    this.archive = archive;
  }

  @Override
  public StorageRecord resolve(Object id, Place place) throws CheckpointException {
    return storage(tuple(id, place), 5, place);
  }

  @Override
  StorageRecord create(String key, String dtype, long numel, String location, Place place)
      throws CheckpointException {
    checkKey(key, place);
    String name = archive.storageRecord(key);
    long found = archive.sizeOf(name);
    if (found < 0) {
      throw place.refuse("record data/" + key + " is missing; the file is damaged");
    }
    if (!isCountable(dtype, numel) || numel * ElementType.size(dtype) != found) {
      throw place.refuse(
          "storage "
              + key
              + " of "
              + numel
              + " "
              + dtype
              + ", got a record of "
              + found
              + " bytes; the file is damaged");
    }
    return new StorageRecord(
        key, dtype, numel, location, archive.bigEndian(), () -> archive.read(name));
  }

  /// PyTorch numbers its storages; a key is never a path.
  private static void checkKey(String key, Place place) throws CheckpointException {
    boolean plain = !key.isEmpty() && key.length() <= 100;
    for (int i = 0; plain && i < key.length(); i++) {
      char c = key.charAt(i);
      plain = c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }
    if (!plain) {
      throw place.refuse(
          "storage key " + Place.excerpt(key) + " is no plain record name; do not trust the file");
    }
  }
}
