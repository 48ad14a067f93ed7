package dev.gradfn.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.PickleBytes;
import dev.gradfn.pickle.PyDict;
import dev.gradfn.pickle.PyTuple;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchFileTest {
  @TempDir Path folder;

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("a.pt"), content);
  }

  private void refused(String message, byte[] content) throws IOException {
    Path path = file(content);
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> TorchFile.open(path).close());
    assertEquals(path + ": " + message, e.getMessage());
  }

  /// Refused at the last instruction before STOP.
  private void refusedPickle(String message, PickleBytes pickle) throws IOException {
    byte[] bytes = pickle.stop();
    int last = bytes.length - 2;
    refused("data.pkl at offset " + last + ": " + message, Checkpoints.zip(bytes).bytes());
  }

  private static PickleBytes pickle() {
    return PickleBytes.start();
  }

  private static void assertFloats(ByteBuffer bytes, float... expected) {
    assertTrue(bytes.isReadOnly());
    assertEquals(ByteOrder.LITTLE_ENDIAN, bytes.order());
    float[] found = new float[bytes.remaining() / 4];
    bytes.asFloatBuffer().get(found);
    assertArrayEquals(expected, found);
  }

  @Test
  void parameter() throws IOException {
    byte[] content = Checkpoints.zip(Checkpoints.parameterPickle()).bytes();
    try (TorchFile file = TorchFile.open(file(content))) {
      assertEquals("zip", file.container());
      assertEquals("archive", file.prefix());
      assertEquals("little", file.byteOrder());
      assertEquals(content.length, file.size());
      assertEquals(4, file.globals().size());
      TensorRecord tensor = (TensorRecord) ((PyDict) file.root()).get("w");
      assertTrue(tensor.parameter());
      assertTrue(tensor.requiresGrad());
      assertEquals("float32", tensor.dtype());
      assertArrayEquals(new long[] {2, 2}, tensor.shape());
      assertArrayEquals(new long[] {2, 1}, tensor.strides());
      assertEquals("cpu", tensor.storage().location());
      assertFloats(tensor.storage().bytes(), 1, 2, 3, 4);
    }
  }

  @Test
  void sharedStorages() throws IOException {
    PickleBytes pickle = pickle();
    Checkpoints.tensor(pickle, 0, new int[] {2}, new int[] {1}).put(0).get(0);
    Checkpoints.tensor(pickle, 2, new int[] {2}, new int[] {1}).raw(0x87);
    try (TorchFile file = TorchFile.open(file(Checkpoints.zip(pickle.stop()).bytes()))) {
      PyTuple tuple = (PyTuple) file.root();
      assertSame(tuple.get(0), tuple.get(1));
      assertNotSame(tuple.get(0), tuple.get(2));
      assertSame(((TensorRecord) tuple.get(0)).storage(), ((TensorRecord) tuple.get(2)).storage());
    }
  }

  @Test
  void bigEndian() throws IOException {
    byte[] content =
        new ZipBytes()
            .add("a/data.pkl", Checkpoints.parameterPickle())
            .add("a/byteorder", "big")
            .add("a/data/0", Checkpoints.floats(ByteOrder.BIG_ENDIAN, 1, 2, 3, 4))
            .bytes();
    try (TorchFile file = TorchFile.open(file(content))) {
      assertEquals("big", file.byteOrder());
      TensorRecord tensor = (TensorRecord) ((PyDict) file.root()).get("w");
      assertFloats(tensor.storage().bytes(), 1, 2, 3, 4);
    }
  }

  @Test
  void viewsThatAreLegal() throws IOException {
    PickleBytes pickle = pickle();
    Checkpoints.tensor(pickle, 3, new int[] {1 << 30, 1 << 30}, new int[] {0, 0});
    Checkpoints.tensor(pickle, 4, new int[] {0, 7}, new int[] {7, 1});
    Checkpoints.tensor(pickle, 3, new int[] {}, new int[] {}).raw(0x87);
    try (TorchFile file = TorchFile.open(file(Checkpoints.zip(pickle.stop()).bytes()))) {
      PyTuple tuple = (PyTuple) file.root();
      assertEquals(1L << 60, ((TensorRecord) tuple.get(0)).numel());
      assertEquals(0, ((TensorRecord) tuple.get(1)).numel());
      assertEquals(1, ((TensorRecord) tuple.get(2)).numel());
    }
  }

  @Test
  void viewsOutsideTheStorage() throws IOException {
    refusedPickle(
        "tensor of size [5], stride [1], offset 0 needs 5 elements, got 4 in storage 0; the"
            + " file is damaged",
        Checkpoints.tensor(pickle(), 0, new int[] {5}, new int[] {1}));
    refusedPickle(
        "tensor of size [4], stride [1], offset 1 needs 5 elements, got 4 in storage 0; the"
            + " file is damaged",
        Checkpoints.tensor(pickle(), 1, new int[] {4}, new int[] {1}));
    refusedPickle(
        "torch._utils._rebuild_tensor_v2: offset is -1, expected 0 or more",
        Checkpoints.tensor(pickle(), -1, new int[] {4}, new int[] {1}));
    refusedPickle(
        "torch._utils._rebuild_tensor_v2: stride is -1, expected 0 or more",
        Checkpoints.tensor(pickle(), 3, new int[] {4}, new int[] {-1}));
    refusedPickle(
        "tensor has 1 sizes and 0 strides",
        Checkpoints.tensor(pickle(), 0, new int[] {4}, new int[] {}));
  }

  @Test
  void overflows() throws IOException {
    int big = Integer.MAX_VALUE;
    refusedPickle(
        "tensor of size [2147483647, 2147483647, 2147483647], stride [0, 0, 0], offset 0"
            + " overflows 64 bits",
        Checkpoints.tensor(pickle(), 0, new int[] {big, big, big}, new int[] {0, 0, 0}));
    int[] many = new int[65];
    Arrays.fill(many, 1);
    refusedPickle(
        "torch._utils._rebuild_tensor_v2: size of 65 dimensions, expected at most 64",
        Checkpoints.tensor(pickle(), 0, many, many));
  }

  @Test
  void storagesThatDoNotFit() throws IOException {
    refusedPickle(
        "storage 0 of 5 float32, got a record of 16 bytes; the file is damaged",
        Checkpoints.storage(pickle(), "FloatStorage", "0", 5));
    refusedPickle(
        "storage 0 of 2 int32, got a record of 16 bytes; the file is damaged",
        Checkpoints.storage(pickle(), "IntStorage", "0", 2));
    refusedPickle(
        "storage 0 of -4 float32, got a record of 16 bytes; the file is damaged",
        Checkpoints.storage(pickle(), "FloatStorage", "0", -4));
    refusedPickle(
        "record data/1 is missing; the file is damaged",
        Checkpoints.storage(pickle(), "FloatStorage", "1", 4));
    refusedPickle(
        "storage key ../0 is no plain record name; do not trust the file",
        Checkpoints.storage(pickle(), "FloatStorage", "../0", 4));
    refusedPickle(
        "storage class torch.QInt8Storage is not supported; convert the tensor to an"
            + " ordinary dtype before saving",
        Checkpoints.storage(pickle(), "QInt8Storage", "0", 16));
    PickleBytes twice = Checkpoints.storage(pickle(), "FloatStorage", "0", 4);
    refusedPickle(
        "storage 0: 4 float32, now it is 4 int32; the file is damaged",
        Checkpoints.storage(twice, "IntStorage", "0", 4));
  }

  @Test
  void sizesThatOverflow() throws IOException {
    PickleBytes pickle = pickle().mark().str("storage").global("torch", "FloatStorage").str("0");
    refusedPickle(
        "storage 0 of 4611686018427387908 float32, got a record of 16 bytes; the file is"
            + " damaged",
        pickle.str("cpu").wide(0x4000000000000004L).tuple().op("Q"));
  }

  @Test
  void hooksAndKindsOfTensors() throws IOException {
    refusedPickle(
        "quantized tensor is not supported; save it as an ordinary tensor",
        pickle().call("torch._utils", "_rebuild_qtensor"));
    refusedPickle(
        "torch._utils._rebuild_parameter: expected 3 arguments, got 0",
        pickle().call("torch._utils", "_rebuild_parameter"));
    PickleBytes hooked = pickle().global("torch._utils", "_rebuild_tensor_v2").mark();
    Checkpoints.storage(hooked, "FloatStorage", "0", 4).num(0).num(4).raw(0x85).num(1).raw(0x85);
    refusedPickle(
        "torch._utils._rebuild_tensor_v2: backward hooks are a list, expected none; remove the"
            + " hooks before saving",
        hooked.raw(0x89).op("](").num(1).op("e").tuple().reduce());
  }

  @Test
  void attributesOfTensors() throws IOException {
    PickleBytes bytes = pickle().global("torch._utils", "_rebuild_parameter_with_state").mark();
    Checkpoints.tensor(bytes, 0, new int[] {4}, new int[] {1}).raw(0x89).op("N");
    bytes.op("}").str("tag").num(1).op("s").tuple().reduce();
    try (TorchFile file = TorchFile.open(file(Checkpoints.zip(bytes.stop()).bytes()))) {
      TensorRecord tensor = (TensorRecord) file.root();
      assertEquals(1L, tensor.attributes().get("tag"));
      assertTrue(tensor.parameter());
      assertFalse(tensor.requiresGrad());
    }
  }

  /// The directory is at the end, so every file that lacks its last byte is refused.
  @Test
  void cutAnywhere() throws IOException {
    byte[] content = Checkpoints.zip(Checkpoints.parameterPickle()).bytes();
    for (int length = 0; length < content.length; length++) {
      Path path = file(Arrays.copyOf(content, length));
      assertThrows(CheckpointException.class, () -> TorchFile.open(path).close());
    }
  }

  @Test
  void pickleCutAnywhere() throws IOException {
    byte[] pickle = Checkpoints.parameterPickle();
    for (int length = 0; length < pickle.length; length++) {
      Path path = file(Checkpoints.zip(Arrays.copyOf(pickle, length)).bytes());
      CheckpointException e =
          assertThrows(CheckpointException.class, () -> TorchFile.open(path).close());
      assertTrue(e.getMessage().startsWith(path + ": data.pkl at offset "), e.getMessage());
    }
  }

  /// Any byte may be wrong: the file loads or is refused, and nothing else happens.
  @Test
  void everyByteChanged() throws IOException {
    byte[] content = Checkpoints.zip(Checkpoints.parameterPickle()).bytes();
    for (int i = 0; i < content.length; i++) {
      for (int flip : new int[] {0xff, 1, 0x80}) {
        byte[] changed = content.clone();
        changed[i] ^= (byte) flip;
        openAndRead(file(changed));
      }
    }
  }

  private static void openAndRead(Path path) {
    try (TorchFile file = TorchFile.open(path)) {
      if (file.root() instanceof PyDict dict && dict.get("w") instanceof TensorRecord tensor) {
        assertEquals(16, tensor.storage().bytes().remaining());
      }
    } catch (CheckpointException e) {
      assertTrue(e.getMessage().startsWith(path + ": "));
    }
  }

  @Test
  void closedTooEarly() throws IOException {
    Path path = file(Checkpoints.zip(Checkpoints.parameterPickle()).bytes());
    TorchFile file = TorchFile.open(path);
    file.close();
    TensorRecord tensor = (TensorRecord) ((PyDict) file.root()).get("w");
    CheckpointException e = assertThrows(CheckpointException.class, () -> tensor.storage().bytes());
    assertEquals(
        path + ": file was closed before its weights were read; read them first", e.getMessage());
  }
}
