package dev.gradfn.torch;

import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.PickleLimits;
import dev.gradfn.pickle.PickleReader;
import dev.gradfn.pickle.Place;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// The zip archive that `torch.save` writes since PyTorch 1.6: one folder with the pickle, a record
/// for each storage, and a few facts.
final class TorchZip implements Container {
  private static final String PICKLE = "/data.pkl";
  private static final long LONGEST_FACT = 1024;

  private final Path path;
  private final ZipRecords records;
  private final Map<String, ZipRecord> entries = new HashMap<>();
  private final String prefix;
  private final boolean bigEndian;

  TorchZip(FileBytes file) throws CheckpointException {
    this.path = file.path();
    this.records = new ZipRecords(file);
    this.prefix = index();
    this.bigEndian = readByteOrder();
  }

  /// Collects the entries and finds the one folder that holds a data.pkl.
  private String index() throws CheckpointException {
    String found = null;
    for (ZipRecord entry : records.all()) {
      String name = entry.name();
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
    return refuse(kindOfZip() + ", expected a PyTorch checkpoint saved by torch.save");
  }

  private String kindOfZip() {
    for (String name : entries.keySet()) {
      if (name.endsWith(".npy")) return "numpy archive (.npz)";
      if (name.endsWith("serialized_exported_program.json") || name.endsWith("archive_format")) {
        return "exported program (torch.export, .pt2)";
      }
      if (name.equals("model.weights.h5")) return "Keras model (.keras)";
      if (name.equals("MAR-INF/MANIFEST.json")) return "TorchServe archive (.mar)";
      if (name.equals("AndroidManifest.xml")) return "Android app (.apk)";
      if (name.equals("[Content_Types].xml")) return "Office document";
      if (name.equals("META-INF/MANIFEST.MF")) return "Java archive (.jar)";
    }
    return "zip archive without a data.pkl";
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
    records.requireRoom(entries.get(name), LONGEST_FACT);
    String order = new String(read(name), StandardCharsets.ISO_8859_1);
    if (order.equals("little")) {
      return false;
    }
    if (order.equals("big")) {
      return true;
    }
    throw refuse(
        "byte order is " + Place.excerpt(order) + ", expected little or big; the file is damaged");
  }

  String prefix() {
    return prefix;
  }

  @Override
  public String kind() {
    return "zip";
  }

  @Override
  public Contents contents(PickleLimits limits) throws CheckpointException {
    String name = prefix.concat(PICKLE);
    records.requireRoom(entries.get(name), limits.memory());
    PickleReader reader =
        new PickleReader(
            path.toString(),
            "data.pkl",
            read(name),
            new TorchReducer(new ZipStorageIds(this)),
            limits);
    return new Contents(reader.read(), reader.globals());
  }

  @Override
  public boolean bigEndian() {
    return bigEndian;
  }

  @Override
  public long fileSize() {
    return records.fileSize();
  }

  String storageRecord(String key) {
    return prefix.concat("/data/").concat(key);
  }

  /// The size that the directory claims for a record, or -1 if there is none of that name.
  long sizeOf(String name) {
    ZipRecord entry = entries.get(name);
    return entry == null ? -1 : entry.size();
  }

  /// The bytes of a record.
  byte[] read(String name) throws CheckpointException {
    ZipRecord entry = entries.get(name);
    if (entry == null) {
      throw refuse("record " + Place.excerpt(name) + " is missing");
    }
    return records.read(entry);
  }

  CheckpointException refuse(String what) {
    return records.refuse(what);
  }

  @Override
  public void close() {
    records.close();
  }
}
