package dev.gradfn.torch;

import dev.gradfn.pickle.CheckpointException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Tells by its first bytes what a file is, whatever its name says.
final class FileKind {
  private static final int HEAD = 512;

  /// How a legacy checkpoint begins: the magic number 0x1950a86a20f9469cfc6c as pickle protocol 2.
  private static final byte[] LEGACY_MAGIC = {
    (byte) 0x8a,
    0x0a,
    0x6c,
    (byte) 0xfc,
    (byte) 0x9c,
    0x46,
    (byte) 0xf9,
    0x20,
    0x6a,
    (byte) 0xa8,
    0x50,
    0x19
  };

  private final FileBytes file;
  private final byte[] head;

  private FileKind(FileBytes file) throws CheckpointException {
    this.file = file;
    this.head = file.read(0, Math.min(HEAD, file.size()));
  }

  /// Opens a checkpoint by what it is; every other file is refused by name.
  static Container open(Path path) throws CheckpointException {
    FileBytes file = FileBytes.open(path);
    try {
      return new FileKind(file).open();
    } catch (CheckpointException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  /// Notes what the pickles in a file name.
  ///
  /// @return what the file is, if it holds none because it is of another kind; else null
  static String scan(Path path, List<CheckpointScan.Finding> findings) throws CheckpointException {
    try (FileBytes file = FileBytes.open(path)) {
      return new FileKind(file).scan(findings);
    }
  }

  private String scan(List<CheckpointScan.Finding> findings) throws CheckpointException {
    if (starts("PK")) {
      CheckpointScan.zip(file, findings);
    } else if (at("ustar", 257)) {
      new TarFile(file).scan(findings);
    } else if (isLegacy()) {
      CheckpointScan.pickles(file.path(), LegacyFile.RECORD, 0, file, 5, findings);
    } else if (head[0] == (byte) 0x80) {
      CheckpointScan.pickles(file.path(), "pickle", 0, file, Integer.MAX_VALUE, findings);
    } else if (!isSafetensors()) {
      return scanOther(findings);
    }
    return null;
  }

  /// Python takes anything for a pickle, so it is tried.
  private String scanOther(List<CheckpointScan.Finding> findings) throws CheckpointException {
    try {
      CheckpointScan.pickles(file.path(), "pickle", 0, file, 1, findings);
      return null;
    } catch (CheckpointException e) {
      if (findings.isEmpty()) {
        return file.refuse(complaint()).getMessage();
      }
      throw e;
    }
  }

  private Container open() throws CheckpointException {
    if (starts("PK\3\4") || starts("PK\5\6")) {
      return new TorchZip(file);
    }
    if (isLegacy()) {
      return new LegacyFile(file);
    }
    if (at("ustar", 257)) {
      return new TarFile(file);
    }
    if (isSafetensors()) {
      return new SafetensorsContainer(Safetensors.of(file), file.size());
    }
    throw file.refuse(complaint());
  }

  private String complaint() {
    if (starts("version https://git-lfs")) {
      return "Git LFS pointer, not the file itself; run git lfs pull to fetch it";
    }
    if (starts("PK")) {
      return "zip archive is cut short; fetch the file again";
    }
    for (Signature signature : Signature.ALL) {
      if (signature.fits(head)) {
        return signature.complaint();
      }
    }
    return isOnnx() ? "ONNX model, expected a PyTorch checkpoint saved by torch.save" : text();
  }

  private boolean isLegacy() {
    for (int i = 2;
        head[0] == (byte) 0x80 && i < 32 && i + LEGACY_MAGIC.length <= head.length;
        i++) {
      if (matches(LEGACY_MAGIC, i)) {
        return true;
      }
    }
    return false;
  }

  private String text() {
    if (isOnly((byte) 0)) {
      return "file begins with nothing but zero bytes; an unfinished download leaves such a file,"
          + " fetch it again";
    }
    if (!isText()) {
      return "not a PyTorch checkpoint: unknown format that begins with "
          + firstBytes()
          + ", expected a zip archive";
    }
    String start = latin1().strip().toLowerCase(Locale.ROOT);
    if (start.startsWith("<!doctype html") || start.startsWith("<html")) {
      return "HTML page, expected a PyTorch checkpoint; the download link led to a web page, fetch"
          + " the file itself";
    }
    return kindOfText(start) + ", expected a PyTorch checkpoint saved by torch.save";
  }

  private static String kindOfText(String start) {
    if (start.startsWith("<?xml")) return "XML text (OpenVINO, or a server's error)";
    return start.startsWith("{") || start.startsWith("[") ? "JSON text" : "text";
  }

  /// Eight bytes of header length, then a JSON object.
  private boolean isSafetensors() {
    if (head.length < 10 || head[8] != '{') {
      return false;
    }
    long length = 0;
    for (int i = 7; i >= 0; i--) {
      length = length << 8 | (head[i] & 0xff);
    }
    return length >= 2 && length <= file.size() - 8;
  }

  /// A protobuf message whose first field is a small ir_version, followed by another field of ONNX.
  private boolean isOnnx() {
    if (head.length < 3 || head[0] != 8 || head[1] < 1 || head[1] > 32) {
      return false;
    }
    int next = head[2];
    return next == 0x12 || next == 0x1a || next == 0x22 || next == 0x3a || next == 0x42;
  }

  private boolean isText() {
    for (byte b : head) {
      if (b >= 0 && b < 0x20 && b != '\t' && b != '\n' && b != '\r' && b != '\f') {
        return false;
      }
    }
    return latin1().equals(new String(head, StandardCharsets.US_ASCII)) || isUtf8();
  }

  private boolean isUtf8() {
    String text = new String(head, StandardCharsets.UTF_8);
    // The last letter may be cut.
    return text.indexOf('\ufffd') < 0 || text.indexOf('\ufffd') >= text.length() - 3;
  }

  private boolean isOnly(byte value) {
    for (byte b : head) {
      if (b != value) {
        return false;
      }
    }
    return true;
  }

  private String firstBytes() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(4, head.length); i++) {
      text.append(i == 0 ? "" : " ").append(String.format("%02x", head[i]));
    }
    return text.toString();
  }

  private String latin1() {
    return new String(head, StandardCharsets.ISO_8859_1);
  }

  private boolean starts(String text) {
    return at(text, 0);
  }

  private boolean at(String text, int offset) {
    return matches(text.getBytes(StandardCharsets.ISO_8859_1), offset);
  }

  private boolean matches(byte[] expected, int offset) {
    int end = offset + expected.length;
    return end <= head.length && Arrays.equals(head, offset, end, expected, 0, expected.length);
  }
}
