package dev.gradfn.torch;

import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.GlobalName;
import dev.gradfn.pickle.Place;
import dev.gradfn.pickle.PyTuple;
import dev.gradfn.pickle.PyTypes;
import java.util.HashMap;
import java.util.Map;

/// The storages of one file: one record for each key, however often it is named.
abstract class StorageIds implements PersistentIds {
  private final Map<String, StorageRecord> byKey = new HashMap<>();

  /// A storage that is named for the first time, checked as far as the container can.
  abstract StorageRecord create(String key, String dtype, long numel, String location, Place place)
      throws CheckpointException;

  Map<String, StorageRecord> byKey() {
    return byKey;
  }

  static PyTuple tuple(Object id, Place place) throws CheckpointException {
    if (id instanceof PyTuple parts) {
      return parts;
    }
    throw place.refuse("persistent id is " + PyTypes.described(id) + ", expected a tuple");
  }

  /// The storage of `("storage", class, key, location, numel)`; a legacy id has one part more.
  StorageRecord storage(PyTuple id, int size, Place place) throws CheckpointException {
    if (id.size() != size || !"storage".equals(id.get(0))) {
      throw place.refuse(
          "persistent id of "
              + id.size()
              + " parts, expected storage, class, key, location and"
              + " numel");
    }
    if (id.get(1) instanceof GlobalName type
        && id.get(2) instanceof String key
        && id.get(3) instanceof String location
        && id.get(4) instanceof Long numel) {
      return storage(type, key, location, numel, place);
    }
    throw place.refuse(
        "persistent id of "
            + PyTypes.nameOf(id.get(1))
            + ", "
            + PyTypes.nameOf(id.get(2))
            + ", "
            + PyTypes.nameOf(id.get(3))
            + ", "
            + PyTypes.nameOf(id.get(4))
            + ", expected global, str, str, int");
  }

  private StorageRecord storage(
      GlobalName type, String key, String location, long numel, Place place)
      throws CheckpointException {
    String dtype = dtype(type, place);
    StorageRecord known = byKey.get(key);
    if (known == null) {
      known = create(key, dtype, numel, location, place);
      byKey.put(key, known);
    } else if (!known.dtype().equals(dtype) || known.numel() != numel) {
      throw place.refuse(known + ", now it is " + numel + " " + dtype + "; the file is damaged");
    }
    return known;
  }

  static String dtype(GlobalName type, Place place) throws CheckpointException {
    String dtype = ElementType.ofStorageClass(type.qualifiedName());
    if (dtype != null) {
      return dtype;
    }
    throw place.refuse(
        "storage class "
            + Place.excerpt(type.qualifiedName())
            + " is not supported; convert the tensor to an ordinary dtype before saving");
  }

  /// Whether so many elements can have a size in bytes.
  static boolean isCountable(String dtype, long numel) {
    return numel >= 0 && numel <= Long.MAX_VALUE / ElementType.size(dtype);
  }
}
