package dev.gradfn.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.PickleBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files that are no checkpoints: each is named for what it is.
class WrongFilesTest {
  private static final String EXPECTED = ", expected a PyTorch checkpoint saved by torch.save";

  @TempDir Path folder;

  private void refused(String message, byte[] content) throws IOException {
    refusedAt(Files.write(folder.resolve("a.pt"), content), message);
  }

  private static void refusedAt(Path path, String message) {
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> TorchFile.open(path).close());
    assertEquals(path + ": " + message, e.getMessage());
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] number() {
    return PickleBytes.start().num(1).stop();
  }

  @Test
  void noFile() {
    refusedAt(folder.resolve("none.pt"), "file does not exist; check the path");
    refusedAt(folder, "is a directory, expected a file; name a file inside it");
  }

  @Test
  void empty() throws IOException {
    refused("file is empty; fetch or save it again", new byte[0]);
    refused(
        "file begins with nothing but zero bytes; an unfinished download leaves such a file, fetch"
            + " it again",
        new byte[1000]);
  }

  @Test
  void gitLfsPointer() throws IOException {
    refused(
        "Git LFS pointer, not the file itself; run git lfs pull to fetch it",
        text("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3952441\n"));
  }

  @Test
  void texts() throws IOException {
    String html =
        "HTML page, expected a PyTorch checkpoint; the download link led to a web page, fetch the"
            + " file itself";
    refused(html, text("<!DOCTYPE html>\n<html><body>404</body></html>"));
    refused(html, text("\n  <HTML></HTML>"));
    refused(
        "XML text (OpenVINO, or a server's error)" + EXPECTED,
        text("<?xml version=\"1.0\"?><Error/>"));
    refused("JSON text" + EXPECTED, text("{\"a\": 1}"));
    refused("text" + EXPECTED, text("nc: 80\ndepth_multiple: 0.33\n"));
  }

  @Test
  void otherArchives() throws IOException {
    byte[] tar = new byte[1024];
    System.arraycopy(text("a.txt"), 0, tar, 0, 5);
    System.arraycopy(text("ustar"), 0, tar, 257, 5);
    refused("tar header at offset 124: size is no octal number; the file is damaged", tar);
    tar[124] = '0';
    refused(
        "tar archive without \"storages\", expected a PyTorch checkpoint; PyTorch before 0.1.11"
            + " wrote such archives, unpack any other",
        tar);
    refused(
        "gzip file, expected a PyTorch checkpoint; unpack it with gunzip or tar first",
        text("\u001f\u008b\u0008\0\0\0"));
    refused(
        "7z archive, expected a PyTorch checkpoint; unpack it first",
        text("7z\u00bc\u00af\u0027\u001c\0\4"));
  }

  @ParameterizedTest
  @CsvSource({
    "89484446, HDF5 file (Keras)",
    "89504e47, image",
    "47475546, GGUF model (llama.cpp)",
    "7f454c46, program file",
    "934e554d5059, numpy array (.npy)",
    "08071204, ONNX model",
    "6c6d6767, GGML model (llama.cpp)",
    "1c00000054464c33, TensorFlow Lite model",
    "66747274, TensorRT engine",
    "50415231, Parquet file",
    "4152524f5731, Arrow file",
    "000000000200000005000000, Darknet weights",
    "ffd8ffe0, image",
    "474946383961, image",
    "524946460000000057454250, image",
    "000000186674797069736f6d, video",
    "4d5a9000, program file",
    "cffaedfe, program file",
    "cafebabe, Java class or program file",
    "53514c69746520666f726d61742033, SQLite database",
    "255044462d312e37, PDF document",
  })
  void otherFormats(String hex, String name) throws IOException {
    byte[] content = java.util.HexFormat.of().parseHex(hex);
    refused(name + EXPECTED, Arrays.copyOf(content, 100));
  }

  @ParameterizedTest
  @CsvSource({
    "fd377a585a00, xz file",
    "425a6839, bzip2 file",
    "28b52ffd, zstd file",
    "04224d18, lz4 file",
    "526172211a07, rar archive",
  })
  void packedFiles(String hex, String name) throws IOException {
    byte[] content = java.util.HexFormat.of().parseHex(hex);
    refused(name + ", expected a PyTorch checkpoint; unpack it first", Arrays.copyOf(content, 100));
  }

  @ParameterizedTest
  @CsvSource({
    "a/archive_format, 'exported program (torch.export, .pt2)'",
    "serialized_exported_program.json, 'exported program (torch.export, .pt2)'",
    "model.weights.h5, Keras model (.keras)",
    "MAR-INF/MANIFEST.json, TorchServe archive (.mar)",
    "AndroidManifest.xml, Android app (.apk)",
    "[Content_Types].xml, Office document",
    "META-INF/MANIFEST.MF, Java archive (.jar)",
  })
  void zipsOfOtherKinds(String record, String name) throws IOException {
    refused(name + EXPECTED, new ZipBytes().add(record, "x").bytes());
  }

  @Test
  void unknown() throws IOException {
    refused(
        "not a PyTorch checkpoint: unknown format that begins with 01 02 03 04, expected a zip"
            + " archive",
        new byte[] {1, 2, 3, 4, 5});
  }

  @Test
  void pickles() throws IOException {
    PickleBytes legacy = PickleBytes.start().raw(0x8a, 10);
    legacy.raw(0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19);
    refused(
        "legacy checkpoint at offset 15: pickle ends without STOP; the file is cut short, fetch or"
            + " save it again",
        legacy.stop());
    refused("plain pickle" + EXPECTED, number());
  }

  @Test
  void torchScript() throws IOException {
    String message =
        "TorchScript archive (torch.jit.save) holds compiled code, expected a checkpoint; save the"
            + " original model with torch.save";
    refused(message, Checkpoints.zip(number()).add("archive/constants.pkl", "x").bytes());
    refused(message, Checkpoints.zip(number()).add("archive/code/a.py", "x").bytes());
  }

  @Test
  void otherZips() throws IOException {
    refused("zip archive is empty" + ", expected a PyTorch checkpoint", new ZipBytes().bytes());
    refused("zip archive without a data.pkl" + EXPECTED, new ZipBytes().add("a/b", "c").bytes());
    refused(
        "zip archive without a data.pkl" + EXPECTED,
        new ZipBytes().add("archive\\data.pkl", number()).bytes());
    refused("numpy archive (.npz)" + EXPECTED, new ZipBytes().add("arr_0.npy", "x").bytes());
  }

  @Test
  void oddZips() throws IOException {
    refused(
        "zip holds two checkpoints, archive/data.pkl and b/data.pkl, expected one",
        Checkpoints.zip(number()).add("b/data.pkl", number()).bytes());
    refused(
        "zip record archive/data.pkl is there twice; do not trust it",
        Checkpoints.zip(number()).add("archive/data.pkl", number()).bytes());
    refused(
        "byte order is middle, expected little or big; the file is damaged",
        new ZipBytes().add("a/data.pkl", number()).add("a/byteorder", "middle").bytes());
    refused(
        "zip archive is encrypted, expected a plain one; unpack it and save it again",
        new ZipBytes().encrypted().add("a/data.pkl", number()).bytes());
  }

  @Test
  void cutZip() throws IOException {
    byte[] whole = Checkpoints.zip(number()).bytes();
    refused(
        "zip archive is cut short, expected a directory at its end; the download or copy did not"
            + " finish, fetch the file again",
        Arrays.copyOf(whole, whole.length / 2));
  }

  @Test
  void compressedRecords() throws IOException {
    byte[] content = new ZipBytes().addDeflated("a/data.pkl", number()).bytes();
    try (TorchFile file = TorchFile.open(Files.write(folder.resolve("b.pt"), content))) {
      assertEquals(1L, file.root());
    }
    byte[] bomb = new byte[10_000_000];
    Path path = folder.resolve("c.pt");
    Files.write(path, new ZipBytes().addDeflated("a/data.pkl", bomb).bytes());
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> TorchFile.open(path).close());
    assertTrue(e.getMessage().endsWith("a checkpoint does not shrink that much, do not trust it"));
  }

  @Test
  void recordThatUnpacksToSomethingElse() throws IOException {
    refused(
        "record a/data.pkl has not the 4 bytes that the zip directory says; the file is damaged",
        new ZipBytes().add("a/data.pkl", new byte[4], new byte[9], 0).bytes());
  }
}
