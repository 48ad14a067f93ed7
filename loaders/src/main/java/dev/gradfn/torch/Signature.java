package dev.gradfn.torch;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// How files of other kinds begin.
///
/// @param magic bytes, as Latin-1
/// @param advice what to do instead
record Signature(String magic, int offset, String name, String advice) {
  private static final String SAVED = "saved by torch.save";
  private static final String UNPACK = "; unpack it first";

  static final List<Signature> ALL =
      List.of(
          packed("\u001f\u008b", "gzip file", "; unpack it with gunzip or tar first"),
          packed("7z\u00bc\u00af'\u001c", "7z archive", UNPACK),
          packed("\u00fd7zXZ", "xz file", UNPACK),
          packed("BZh", "bzip2 file", UNPACK),
          packed("(\u00b5/\u00fd", "zstd file", UNPACK),
          packed("\4\"M\30", "lz4 file", UNPACK),
          packed("Rar!", "rar archive", UNPACK),
          other("\u0080", 0, "plain pickle"),
          other("\u0089HDF", 0, "HDF5 file (Keras)"),
          other("\u0093NUMPY", 0, "numpy array (.npy)"),
          other("GGUF", 0, "GGUF model (llama.cpp)"),
          other("lmgg", 0, "GGML model (llama.cpp)"),
          other("TFL3", 4, "TensorFlow Lite model"),
          other("ftrt", 0, "TensorRT engine"),
          other("PAR1", 0, "Parquet file"),
          other("ARROW1", 0, "Arrow file"),
          other("\0\0\0\0\2\0\0\0\5\0\0\0", 0, "Darknet weights"),
          other("\u0089PNG", 0, "image"),
          other("\u00ff\u00d8\u00ff", 0, "image"),
          other("GIF8", 0, "image"),
          other("WEBP", 8, "image"),
          other("ftyp", 4, "video"),
          other("\u007fELF", 0, "program file"),
          other("MZ", 0, "program file"),
          other("\u00cf\u00fa\u00ed\u00fe", 0, "program file"),
          other("\u00ca\u00fe\u00ba\u00be", 0, "Java class or program file"),
          other("SQLite format 3", 0, "SQLite database"),
          other("%PDF", 0, "PDF document"));

  private static Signature packed(String magic, String name, String advice) {
    return new Signature(magic, 0, name, advice);
  }

  private static Signature other(String magic, int offset, String name) {
    return new Signature(magic, offset, name, " " + SAVED);
  }

  boolean fits(byte[] head) {
    byte[] expected = magic.getBytes(StandardCharsets.ISO_8859_1);
    int end = offset + expected.length;
    return end <= head.length && Arrays.equals(head, offset, end, expected, 0, expected.length);
  }

  /// `image, expected a PyTorch checkpoint saved by torch.save`.
  String complaint() {
    return name + ", expected a PyTorch checkpoint" + advice;
  }
}
