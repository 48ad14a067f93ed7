package dev.gradfn.torch;

import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.GlobalName;
import dev.gradfn.pickle.PickleLimits;
import dev.gradfn.pickle.PickleReader;
import dev.gradfn.pickle.Place;
import dev.gradfn.pickle.PyList;
import dev.gradfn.pickle.PyTuple;
import dev.gradfn.pickle.PyTypes;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A file of PyTorch before 1.6 (or of `torch.save` with `_use_new_zipfile_serialization=False`):
/// five pickles in a row (a magic number, a protocol version, facts about the machine, the value,
/// the keys of the storages), then the storages, each with its number of elements before it.
final class LegacyFile implements Container {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final long PROTOCOL = 1001;
  static final String RECORD = "legacy checkpoint";

  private final FileBytes file;
  private final Ids ids = new Ids();
  private final Map<String, Long> positions = new HashMap<>();

  LegacyFile(FileBytes file) {
    this.file = file;
  }

  /// Storage ids, and ids of the classes of modules, which come with their source code.
  private final class Ids extends StorageIds {
    @Override
    public Object resolve(Object id, Place place) throws CheckpointException {
      PyTuple parts = tuple(id, place);
      if (parts.size() == 4 && "module".equals(parts.get(0))) {
        return moduleClass(parts, place);
      }
      StorageRecord storage = storage(parts, 6, place);
      return parts.get(5) == null ? storage : view(storage, parts.get(5), place);
    }

    @Override
    StorageRecord create(String key, String dtype, long numel, String location, Place place)
        throws CheckpointException {
      long bytes = numel * ElementType.size(dtype);
      if (!isCountable(dtype, numel) || bytes > file.size()) {
        throw place.refuse(
            "storage "
                + Place.excerpt(key)
                + " of "
                + numel
                + " "
                + dtype
                + " in a file of "
                + file.size()
                + " bytes; the file is cut short or damaged");
      }
      return new StorageRecord(
          key, dtype, numel, location, false, () -> file.read(positions.get(key), bytes));
    }
  }

  private static GlobalName moduleClass(PyTuple id, Place place) throws CheckpointException {
    if (id.get(1) instanceof GlobalName name) {
      return name;
    }
    throw place.refuse("module is " + PyTypes.described(id.get(1)) + ", expected a class");
  }

  /// A part of a storage: its key, where it begins, how long it is.
  static StorageView view(StorageRecord root, Object description, Place place)
      throws CheckpointException {
    if (description instanceof PyTuple parts
        && parts.size() == 3
        && parts.get(1) instanceof Long start
        && parts.get(2) instanceof Long numel) {
      if (start >= 0 && numel >= 0 && start <= root.numel() && numel <= root.numel() - start) {
        return new StorageView(root, start, numel);
      }
      throw place.refuse(
          "view of " + numel + " elements from " + start + " of " + root + "; the file is damaged");
    }
    throw place.refuse(
        "view of a storage is "
            + PyTypes.described(description)
            + ", expected a tuple of key, start and size");
  }

  @Override
  public String kind() {
    return "legacy";
  }

  @Override
  public long fileSize() {
    return file.size();
  }

  @Override
  public Contents contents(PickleLimits limits) throws CheckpointException {
    PickleReader reader =
        new PickleReader(file.path().toString(), RECORD, file, new TorchReducer(ids), limits);
    if (!MAGIC.equals(reader.next())) {
      throw refuse(0, "magic number is wrong, expected a checkpoint saved by torch.save");
    }
    long start = reader.position();
    Object protocol = reader.next();
    if (!Long.valueOf(PROTOCOL).equals(protocol)) {
      throw refuse(start, "protocol version is " + protocol + ", expected " + PROTOCOL);
    }
    // The facts about the machine say nothing of the storages, which are always little-endian.
    reader.next();
    Object root = reader.next();
    List<GlobalName> globals = reader.globals();
    start = reader.position();
    if (!(reader.next() instanceof PyList keys)) {
      throw refuse(start, "storage keys are no list; the file is damaged");
    }
    locate(keys, start, reader.position());
    return new Contents(root, globals);
  }

  private void locate(PyList keys, long place, long dataStart) throws CheckpointException {
    long at = dataStart;
    for (int i = 0; i < keys.size(); i++) {
      StorageRecord storage = keys.get(i) instanceof String key ? ids.byKey().get(key) : null;
      if (storage == null || positions.containsKey(storage.key())) {
        throw refuse(place, "storage key " + i + " is unknown or there twice; the file is damaged");
      }
      at = skip(storage, at);
    }
    if (positions.size() < ids.byKey().size()) {
      throw refuse(
          place,
          positions.size()
              + " storages, expected "
              + ids.byKey().size()
              + "; the file is cut short or damaged");
    }
  }

  /// Notes where a storage lies, and gives the place behind it.
  private long skip(StorageRecord storage, long at) throws CheckpointException {
    requireLeft(storage, at, Long.BYTES);
    long numel =
        ByteBuffer.wrap(file.read(at, Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (numel != storage.numel()) {
      throw refuse(at, storage + ", got " + numel + " elements; the file is damaged");
    }
    requireLeft(storage, at + Long.BYTES, storage.byteSize());
    positions.put(storage.key(), at + Long.BYTES);
    return at + Long.BYTES + storage.byteSize();
  }

  private void requireLeft(StorageRecord storage, long at, long count) throws CheckpointException {
    if (count > file.size() - at) {
      throw refuse(
          at,
          storage
              + ", expected "
              + count
              + " bytes, got "
              + (file.size() - at)
              + "; the file is cut short, fetch it again");
    }
  }

  private CheckpointException refuse(long offset, String what) {
    return new Place(file.path().toString(), RECORD, offset).refuse(what);
  }

  @Override
  public void close() {
    file.close();
  }
}
