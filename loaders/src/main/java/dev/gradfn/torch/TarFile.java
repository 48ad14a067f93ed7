package dev.gradfn.torch;

import dev.gradfn.pickle.ByteSource;
import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.GlobalName;
import dev.gradfn.pickle.PickleLimits;
import dev.gradfn.pickle.PickleReader;
import dev.gradfn.pickle.Place;
import dev.gradfn.pickle.PyList;
import dev.gradfn.pickle.PyTuple;
import dev.gradfn.pickle.PyTypes;
import dev.gradfn.pickle.Reducer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A file of PyTorch before 0.1.11: a tar archive whose members `storages` and `tensors` list the
/// storages and the tensors under numbers, and whose `pickle` names them by these numbers.
final class TarFile implements Container {
  private static final int HIGHEST_RANK = 64;

  private final FileBytes file;
  private final TarMembers members;
  private final Map<Long, Object> objects = new HashMap<>();
  private final Set<GlobalName> globals = new LinkedHashSet<>();
  private PickleLimits limits;
  private List<CheckpointScan.Finding> findings;

  TarFile(FileBytes file) throws CheckpointException {
    this.file = file;
    this.members = new TarMembers(file);
  }

  /// A member, read pickle by pickle with raw bytes between them.
  private final class Reading {
    private final String member;
    private final long start;
    private final long length;
    private long at;

    Reading(String member) throws CheckpointException {
      TarMembers.Member found = members.require(member);
      this.member = member;
      this.start = found.start();
      this.length = found.length();
    }

    Object pickle(Reducer reducer) throws CheckpointException {
      ByteSource source = file.part(start + at, length - at);
      if (findings != null) {
        CheckpointScan.pickles(file.path(), member, at, source, 1, findings);
      }
      PickleReader reader =
          new PickleReader(file.path().toString(), member, source, reducer, limits);
      Object value = reader.next();
      at += reader.position();
      globals.addAll(reader.globals());
      return value;
    }

    /// A pickled count of things, each of which takes bytes of the member.
    long count() throws CheckpointException {
      Object value = pickle(Reducer.NONE);
      if (value instanceof Long count && count >= 0 && count <= length) {
        return count;
      }
      throw refuse("count is " + value + ", expected at most " + length);
    }

    ByteBuffer raw(long count) throws CheckpointException {
      long from = skip(count);
      return ByteBuffer.wrap(file.read(from, count)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Passes bytes by and gives their place in the file.
    long skip(long count) throws CheckpointException {
      if (count < 0 || count > length - at) {
        throw refuse("needs " + count + " more bytes, got " + (length - at));
      }
      at += count;
      return start + at - count;
    }

    CheckpointException refuse(String what) {
      return place().refuse(what + "; the file is damaged");
    }

    Place place() {
      return new Place(file.path().toString(), member, at);
    }
  }

  @Override
  public String kind() {
    return "tar";
  }

  @Override
  public long fileSize() {
    return file.size();
  }

  @Override
  public Contents contents(PickleLimits given) throws CheckpointException {
    limits = given;
    readStorages(new Reading("storages"));
    readTensors(new Reading("tensors"));
    Object root = new Reading("pickle").pickle(new TorchReducer(this::object));
    return new Contents(root, List.copyOf(globals));
  }

  /// Notes what the pickles name, each before it is read.
  void scan(List<CheckpointScan.Finding> target) throws CheckpointException {
    findings = target;
    contents(PickleLimits.DEFAULT);
  }

  private void readStorages(Reading in) throws CheckpointException {
    long count = in.count();
    for (long i = 0; i < count; i++) {
      PyTuple about = triple(in);
      if (!(about.get(0) instanceof Long key
          && about.get(1) instanceof String location
          && about.get(2) instanceof GlobalName type)) {
        throw in.refuse("storage " + i + " is not described by key, location and class");
      }
      String dtype = StorageIds.dtype(type, in.place());
      long numel = in.raw(Long.BYTES).getLong();
      long width = ElementType.size(dtype);
      long from = in.skip(numel > Long.MAX_VALUE / width ? Long.MAX_VALUE : numel * width);
      objects.put(
          key,
          new StorageRecord(
              key.toString(), dtype, numel, location, false, () -> file.read(from, numel * width)));
    }
    readViews(in);
  }

  /// Parts of storages: their own number, that of the storage, start, size.
  private void readViews(Reading in) throws CheckpointException {
    if (!(in.pickle(Reducer.NONE) instanceof PyList views)) {
      throw in.refuse("views of storages are no list");
    }
    for (int i = 0; i < views.size(); i++) {
      if (views.get(i) instanceof PyTuple view
          && view.size() == 4
          && view.get(0) instanceof Long key
          && objects.get(view.get(1)) instanceof StorageRecord root) {
        PyTuple part = PyTuple.of(key, view.get(2), view.get(3));
        objects.put(key, LegacyFile.view(root, part, in.place()));
      } else {
        throw in.refuse("view " + i + " of a storage is wrong");
      }
    }
  }

  private void readTensors(Reading in) throws CheckpointException {
    long count = in.count();
    for (long i = 0; i < count; i++) {
      PyTuple about = triple(in);
      if (!(about.get(0) instanceof Long key
          && about.get(1) instanceof Long storageKey
          && storage(storageKey) instanceof StorageView storage)) {
        throw in.refuse("tensor " + i + " is not described by key, storage and class");
      }
      objects.put(key, tensor(in, storage));
    }
  }

  private StorageView storage(Long key) {
    return switch (objects.get(key)) {
      case StorageRecord record -> StorageView.whole(record);
      case StorageView view -> view;
      case null, default -> null;
    };
  }

  private static TensorRecord tensor(Reading in, StorageView storage) throws CheckpointException {
    Place place = in.place();
    // The rank takes eight bytes, of which four count.
    int rank = (int) in.raw(Long.BYTES).getLong();
    if (rank < 0 || rank > HIGHEST_RANK) {
      throw in.refuse("tensor of " + rank + " dimensions, expected at most " + HIGHEST_RANK);
    }
    long[] shape = sizes(in, rank);
    long[] strides = sizes(in, rank);
    long offset = sizes(in, 1)[0];
    String dtype = storage.root().dtype();
    ViewBounds.check(storage, dtype, offset, shape, strides, place);
    return TensorRecord.of(storage.root(), dtype, storage.start() + offset, shape, strides);
  }

  private static long[] sizes(Reading in, int count) throws CheckpointException {
    long[] sizes = new long[count];
    ByteBuffer raw = in.raw((long) count * Long.BYTES);
    for (int i = 0; i < count; i++) {
      sizes[i] = raw.getLong();
      if (sizes[i] < 0) {
        throw in.refuse("size or stride is " + sizes[i] + ", expected 0 or more");
      }
    }
    return sizes;
  }

  private static PyTuple triple(Reading in) throws CheckpointException {
    Object value = in.pickle(Reducer.NONE);
    if (value instanceof PyTuple tuple && tuple.size() == 3) {
      return tuple;
    }
    throw in.refuse("entry is " + PyTypes.described(value) + ", expected a tuple of three");
  }

  /// What a number stands for. The class of a module comes with its source instead of a number.
  private Object object(Object id, Place place) throws CheckpointException {
    if (id instanceof PyTuple tuple
        && tuple.size() > 0
        && tuple.get(0) instanceof GlobalName name) {
      return name;
    }
    Object found = objects.get(number(id));
    if (found != null) {
      return found;
    }
    throw place.refuse("persistent id " + PyTypes.nameOf(id) + " stands for nothing in the file");
  }

  private static Object number(Object id) {
    if (id instanceof String text && text.matches("[0-9]{1,18}")) {
      return Long.parseLong(text);
    }
    return id;
  }

  @Override
  public void close() {
    file.close();
  }
}
