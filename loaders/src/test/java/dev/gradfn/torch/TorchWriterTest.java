package dev.gradfn.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gradfn.pickle.PyDict;
import dev.gradfn.pickle.PyList;
import dev.gradfn.pickle.PyTuple;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchWriterTest {
  @TempDir Path folder;

  private Object reread(Object root) throws IOException {
    Path path = folder.resolve("a.pt");
    TorchFile.write(path, root);
    try (TorchFile file = TorchFile.open(path)) {
      return file.root();
    }
  }

  private static PyList list(Object... items) {
    PyList list = new PyList();
    for (Object item : items) list.add(item);
    return list;
  }

  private static StorageRecord storage(StorageRecord.Source source) {
    return new StorageRecord("0", "float32", 4, "cpu", false, source);
  }

  private static TensorRecord tensor(StorageRecord storage) {
    return TensorRecord.of(storage, "float32", 0, new long[] {2, 2}, new long[] {2, 1});
  }

  @Test
  void plain_values_come_back() throws IOException {
    List<Object> values =
        List.of(0L, 255L, 256L, 65536L, -1L, 1L << 40, BigInteger.TWO.pow(3000), 0.5, "ü🙂", true);
    PyList back = (PyList) reread(list(values.toArray()));
    for (int i = 0; i < values.size(); i++) assertEquals(values.get(i), back.get(i));
  }

  @Test
  void containers_of_any_size_come_back() throws IOException {
    for (int size : List.of(0, 1, 2, 1000, 1001, 2500)) {
      PyList list = new PyList();
      PyDict dict = new PyDict(PyDict.Kind.ORDERED_DICT);
      for (long i = 0; i < size; i++) {
        list.add(i);
        dict.put(i, "value " + i);
      }
      PyTuple back = (PyTuple) reread(PyTuple.of(list, dict));
      assertEquals(size, ((PyList) back.get(0)).size());
      assertEquals(size, ((PyDict) back.get(1)).size());
      if (size > 0) assertEquals("value " + (size - 1), ((PyDict) back.get(1)).get(size - 1L));
    }
  }

  @Test
  void what_contains_itself_or_is_shared_still_does() throws IOException {
    PyList inner = list(1L);
    PyList loop = list(inner, inner);
    loop.add(PyTuple.of(loop, 2L));
    PyList back = (PyList) reread(loop);
    assertSame(back.get(0), back.get(1));
    assertSame(back, ((PyTuple) back.get(2)).get(0));
  }

  @Test
  void depth_costs_no_stack() throws IOException {
    PyList deep = list();
    for (int i = 0; i < 100_000; i++) deep = list(deep);
    Path path = folder.resolve("deep.pt");
    TorchFile.write(path, deep);
    assertEquals(1, Files.list(folder).count());
  }

  @Test
  void tensors_share_their_storage() throws IOException {
    StorageRecord storage = storage(Checkpoints::fourFloats);
    PyTuple pair = PyTuple.of(tensor(storage), tensor(storage).asParameter(true));
    Path path = folder.resolve("a.pt");
    TorchFile.write(path, pair);
    try (TorchFile file = TorchFile.open(path)) {
      PyTuple back = (PyTuple) file.root();
      TensorRecord first = (TensorRecord) back.get(0);
      TensorRecord second = (TensorRecord) back.get(1);
      assertSame(first.storage(), second.storage());
      assertEquals(true, second.parameter() && second.requiresGrad());
      assertEquals(ByteBuffer.wrap(Checkpoints.fourFloats()), first.storage().bytes());
      assertEquals("a", file.prefix());
    }
  }

  @Test
  void a_failure_in_the_middle_leaves_the_old_file_and_nothing_else() throws IOException {
    Path path = folder.resolve("a.pt");
    TorchFile.write(path, "old");
    byte[] before = Files.readAllBytes(path);
    StorageRecord broken =
        storage(() -> {
          throw new dev.gradfn.pickle.CheckpointException("No space left on device");
        });
    IOException e =
        assertThrows(
            IOException.class,
            () ->
                TorchFile.write(
                    path, list(tensor(storage(Checkpoints::fourFloats)), tensor(broken))));
    assertEquals("No space left on device", e.getMessage());
    assertArrayEquals(before, Files.readAllBytes(path));
    try (Stream<Path> all = Files.list(folder)) {
      assertEquals(List.of(path), all.toList());
    }
  }

  @Test
  void a_link_stays_and_the_file_behind_it_changes() throws IOException {
    Path real = Files.createDirectory(folder.resolve("real")).resolve("a.pt");
    TorchFile.write(real, "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.pt"), real);
    TorchFile.write(link, "new");
    assertEquals(true, Files.isSymbolicLink(link));
    try (TorchFile file = TorchFile.open(real)) {
      assertEquals("new", file.root());
    }
  }

  @Test
  void what_cannot_be_written_is_named() {
    Path path = folder.resolve("a.pt");
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> TorchFile.write(path, new Thread()));
    assertEquals("a Thread cannot be written to a pickle", e.getMessage());
    assertEquals(false, Files.exists(path));
    assertThrows(IOException.class, () -> TorchFile.write(folder.resolve("no/a.pt"), "x"));
  }
}
