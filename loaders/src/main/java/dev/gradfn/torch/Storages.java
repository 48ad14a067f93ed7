package dev.gradfn.torch;

import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.GlobalName;
import dev.gradfn.pickle.Place;
import dev.gradfn.pickle.PyTuple;
import dev.gradfn.pickle.PyTypes;
import java.util.HashMap;
import java.util.Map;

/// The storages of one archive: one record for each key, checked against the file when it is first
/// named.
final class Storages {
  private final TorchZip archive;
  private final Map<String, StorageRecord> byKey = new HashMap<>();
  private long storedBytes;

  Storages(TorchZip archive) {
    this.archive = archive;
  }

  /// The storage of a persistent id `("storage", class, key, location, numel)`.
  StorageRecord resolve(Object id, Place place) throws CheckpointException {
    if (!(id instanceof PyTuple parts)) {
      throw place.refuse("persistent id is " + PyTypes.described(id) + ", expected a tuple");
    }
    if (parts.size() != 5 || !"storage".equals(parts.get(0))) {
      throw place.refuse(
          "persistent id of "
              + parts.size()
              + " parts, expected storage, class, key, location and"
              + " numel");
    }
    if (parts.get(1) instanceof GlobalName type
        && parts.get(2) instanceof String key
        && parts.get(3) instanceof String location
        && parts.get(4) instanceof Long numel) {
      return storage(type, key, location, numel, place);
    }
    throw place.refuse(
        "persistent id of "
            + PyTypes.nameOf(parts.get(1))
            + ", "
            + PyTypes.nameOf(parts.get(2))
            + ", "
            + PyTypes.nameOf(parts.get(3))
            + ", "
            + PyTypes.nameOf(parts.get(4))
            + ", expected global, str, str, int");
  }

  private StorageRecord storage(
      GlobalName type, String key, String location, long numel, Place place)
      throws CheckpointException {
    String dtype = ElementType.ofStorageClass(type.qualifiedName());
    if (dtype == null) {
      throw place.refuse(
          "storage class "
              + Place.excerpt(type.qualifiedName())
              + " is not supported; convert the tensor to an ordinary dtype before saving");
    }
    StorageRecord known = byKey.get(key);
    if (known == null) {
      known = check(new StorageRecord(archive, key, dtype, numel, location), place);
      byKey.put(key, known);
    } else if (!known.dtype().equals(dtype) || known.numel() != numel) {
      throw place.refuse(known + ", now it is " + numel + " " + dtype + "; the file is damaged");
    }
    return known;
  }

  private StorageRecord check(StorageRecord storage, Place place) throws CheckpointException {
    checkKey(storage.key(), place);
    String name = archive.storageRecord(storage.key());
    long found = archive.sizeOf(name);
    if (found < 0) {
      throw place.refuse("record data/" + storage.key() + " is missing; the file is damaged");
    }
    long numel = storage.numel();
    int width = ElementType.size(storage.dtype());
    if (numel < 0 || numel > Long.MAX_VALUE / width || numel * width != found) {
      throw place.refuse(
          "storage "
              + storage.key()
              + " of "
              + numel
              + " "
              + storage.dtype()
              + ", got a record of "
              + found
              + " bytes; the file is damaged");
    }
    checkOverlap(name, found, place);
    return storage;
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

  /// Records that share bytes of the file could claim more than the file has.
  private void checkOverlap(String name, long size, Place place) throws CheckpointException {
    if (!archive.isStored(name)) {
      return;
    }
    storedBytes += size;
    if (storedBytes < 0 || storedBytes > archive.fileSize()) {
      throw place.refuse(
          "storages of "
              + storedBytes
              + " bytes in a file of "
              + archive.fileSize()
              + "; records overlap, do not trust the file");
    }
  }

  /// An untyped storage cannot be brought into order before the type is known.
  void checkRetyped(StorageRecord storage, String dtype, Place place) throws CheckpointException {
    if (ElementType.size(storage.dtype()) != 1) {
      throw place.refuse(storage + ", expected an untyped storage for a tensor of " + dtype);
    }
    if (archive.bigEndian() && ElementType.size(dtype) > 1) {
      throw place.refuse(
          "untyped storage of a big-endian file is not supported; save it on a little-endian"
              + " machine");
    }
  }
}
