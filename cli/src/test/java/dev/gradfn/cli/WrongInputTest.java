package dev.gradfn.cli;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that are no YOLOv5 checkpoints: exit code 2 and one line, from every command.
class WrongInputTest {
  @TempDir Path folder;

  private void refused(byte[] content, String message) throws IOException {
    Path file = Files.write(folder.resolve("a.pt"), content);
    refused(file, message);
  }

  private static void refused(Path file, String message) {
    for (String command : new String[] {"trace", "graph", "info"}) {
      Run.of(command, file.toString()).refused(file + ": " + message);
    }
  }

  /// A file that is sound and holds no network: `info` says what it holds.
  private void noNetwork(byte[] content, String message) throws IOException {
    Path file = Files.write(folder.resolve("a.pt"), content);
    for (String command : new String[] {"trace", "graph"}) {
      Run.of(command, file.toString()).refused(file + ": " + message);
    }
    Run.quiet("info", file.toString());
  }

  private static byte[] bytes(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }

  /// A checkpoint with this pickle: the text is its bytes.
  private static byte[] checkpoint(String pickle) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "archive/data.pkl", bytes(pickle));
      store(zip, "archive/version", bytes("3\n"));
    }
    return bytes.toByteArray();
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    CRC32 crc = new CRC32();
    crc.update(content);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  @Test
  void missing_file() {
    refused(folder.resolve("none.pt"), "file does not exist; check the path");
  }

  @Test
  void directory() {
    refused(folder, "is a directory, expected a file; name a file inside it");
  }

  @Test
  void unreadable_file() throws IOException {
    Path file = Files.write(folder.resolve("a.pt"), new byte[] {1});
    file.toFile().setReadable(false);
    assumeFalse(Files.isReadable(file), "this user may read everything");
    refused(file, "cannot be read: " + file + " (Permission denied)");
  }

  @Test
  void empty_file() throws IOException {
    refused(new byte[0], "file is empty; fetch or save it again");
  }

  @Test
  void text() throws IOException {
    refused(bytes("nc: 80\n"), "text, expected a PyTorch checkpoint saved by torch.save");
  }

  @Test
  void git_lfs_pointer() throws IOException {
    refused(
        bytes("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3952441\n"),
        "Git LFS pointer, not the file itself; run git lfs pull to fetch it");
  }

  @Test
  void torch_script_archive() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "a/data.pkl", bytes("\u0080\2N."));
      store(zip, "a/constants.pkl", bytes("\u0080\2)."));
      store(zip, "a/code/__torch__.py", bytes("pass\n"));
    }
    refused(
        bytes.toByteArray(),
        "TorchScript archive (torch.jit.save) holds compiled code, expected a checkpoint; save the"
            + " original model with torch.save");
  }

  @Test
  void safetensors() throws IOException {
    noNetwork(
        bytes("\2\0\0\0\0\0\0\0{}"),
        "holds no module, expected one under \"model\" or \"ema\", got a dict with the keys [];"
            + " save the whole model, or load a state_dict into one built from a config"
            + " (--model)");
  }

  @Test
  void truncated_zip() throws IOException {
    byte[] whole = Files.readAllBytes(Path.of(Run.SMALL_V7));
    refused(
        Arrays.copyOf(whole, whole.length / 2),
        "zip archive is cut short, expected a directory at its end; the download or copy did not"
            + " finish, fetch the file again");
  }

  @Test
  void unknown_class() throws IOException {
    refused(
        checkpoint("\u0080\2}X\5\0\0\0modelcmodels.common\nC9\n)\u0081}bs."),
        "the root module (models.common.C9): this class is not known, expected one of torch.nn or"
            + " YOLOv5's; register it with ModuleRegistry.standard().with(\"models.common.C9\","
            + " saved -> …)");
  }

  @Test
  void known_class_that_is_no_network() throws IOException {
    noNetwork(
        checkpoint("\u0080\2}X\5\0\0\0modelctorch.nn.modules.linear\nIdentity\n)\u0081}bs."),
        "holds a torch.nn.modules.linear.Identity, expected a YOLOv5 network");
  }

  @Test
  void wrong_opcode() throws IOException {
    refused(
        checkpoint("\u0080\2}\u00ff."),
        "data.pkl at offset 3: instruction 0xff is not supported; torch.save does not write it");
  }

  @Test
  void call_of_a_function() throws IOException {
    refused(
        checkpoint("\u0080\2cos\nsystem\nX\2\0\0\0id\u0085R."),
        "data.pkl at offset 21: call of os.system is refused; only a fixed list of harmless calls"
            + " is read, never run");
  }

  @Test
  void state_dict_alone() throws IOException {
    String message =
        "holds no module, expected one under \"model\" or \"ema\", got a dict with the keys"
            + " [0.weight]; save the whole model, or load a state_dict into one built from a config"
            + " (--model)";
    String dict = "}X\10\0\0\0000.weightK\1s";
    noNetwork(checkpoint("\u0080\2" + dict + "."), message);
    noNetwork(checkpoint("\u0080\2}X\5\0\0\0model" + dict + "s."), message);
  }

  @Test
  void names_in_a_file_cannot_write_to_the_terminal() throws IOException {
    refused(
        checkpoint("\u0080\2}X\5\0\0\0modelcmodels\u001b[2J\nC9\n)\u0081}bs."),
        "the root module (models\\u001b[2J.C9): this class is not known, expected one of torch.nn"
            + " or YOLOv5's; register it with ModuleRegistry.standard().with(\"models\\u001b[2J.C9\","
            + " saved -> …)");
  }

  @Test
  void cuda_without_a_usable_gpu() {
    Run.of("trace", "--device", "cuda", "--size", "64")
        .refused(
            "backend \"nd4j\": cuda: only nd4j-native is on the class path; build with -Pcuda, or"
                + " use --device cpu");
  }
}
