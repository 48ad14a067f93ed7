package dev.gradfn.pickle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class PickleReaderTest {
  private static Object read(byte[] pickle) throws CheckpointException {
    return reader(pickle).read();
  }

  private static PickleReader reader(byte[] pickle) {
    return new PickleReader("a.pt", "data.pkl", pickle, Reducer.NONE, PickleLimits.DEFAULT);
  }

  private static PickleBytes pickle() {
    return PickleBytes.start();
  }

  @Test
  void scalars() throws CheckpointException {
    assertNull(read(pickle().op("N").stop()));
    assertEquals(true, read(pickle().raw(0x88).stop()));
    assertEquals(false, read(pickle().raw(0x89).stop()));
    assertEquals(255L, read(pickle().num(255).stop()));
    assertEquals(65535L, read(pickle().op("M").raw(0xff, 0xff).stop()));
    assertEquals(-1L, read(pickle().num(-1).stop()));
    assertEquals(Long.MIN_VALUE, read(pickle().wide(Long.MIN_VALUE).stop()));
    assertEquals(-0.0, read(pickle().real(-0.0).stop()));
    assertEquals(Double.NaN, read(pickle().real(Double.NaN).stop()));
  }

  @Test
  void integersOfAnyLength() throws CheckpointException {
    assertEquals(0L, read(pickle().raw(0x8a, 0).stop()));
    assertEquals(128L, read(pickle().raw(0x8a, 2, 0x80, 0).stop()));
    byte[] big = pickle().raw(0x8a, 9, 0, 0, 0, 0, 0, 0, 0, 0, 1).stop();
    assertEquals(BigInteger.ONE.shiftLeft(64), read(big));
  }

  @Test
  void strings() throws CheckpointException {
    assertEquals("", read(pickle().str("").stop()));
    assertEquals("a\u0000é\u20ac\ud83d\ude00", read(pickle().str("a\0é€😀").stop()));
    assertEquals("\ufffd", read(pickle().str("\ufffd").stop()));
    assertEquals("ab", read(pickle().op("U").raw(2).op("ab").stop()));
  }

  @Test
  void loneSurrogatesPassAsInPython() throws CheckpointException {
    assertEquals("\ud800", read(pickle().op("X").four(3).raw(0xed, 0xa0, 0x80).stop()));
  }

  @Test
  void containers() throws CheckpointException {
    PyList list = (PyList) read(pickle().op("](").num(1).op("N").op("e").num(2).op("a").stop());
    assertEquals(3, list.size());
    assertEquals(1L, list.get(0));
    assertNull(list.get(1));
    PyTuple tuple = (PyTuple) read(pickle().num(1).num(2).num(3).raw(0x87).stop());
    assertEquals(3L, tuple.get(2));
    assertEquals(0, ((PyTuple) read(pickle().op("(t").stop())).size());
  }

  @Test
  void dictsKeepTheirOrder() throws CheckpointException {
    byte[] bytes = pickle().op("}(").str("b").num(1).str("a").num(2).str("b").num(3).op("u").stop();
    PyDict dict = (PyDict) read(bytes);
    assertEquals(2, dict.size());
    assertEquals("b", dict.keyAt(0));
    assertEquals(3L, dict.valueAt(0));
    assertEquals(2L, dict.get("a"));
    assertNull(dict.get("c"));
  }

  @Test
  void keysAreComparedAsInPython() throws CheckpointException {
    PickleBytes bytes = pickle().op("}(");
    bytes.num(1).str("int").real(1.0).str("float").raw(0x88).str("bool");
    bytes.num(1).str("x").raw(0x86).str("tuple").real(1.0).str("x").raw(0x86).str("same");
    bytes.op("N").str("none").real(0.5).str("half").op("u");
    PyDict dict = (PyDict) read(bytes.stop());
    assertEquals(4, dict.size());
    assertEquals("bool", dict.get(1L));
    assertEquals("bool", dict.get(1.0));
    assertEquals("same", dict.get(PyTuple.of(1L, "x")));
    assertEquals("none", dict.get(null));
    assertEquals("half", dict.get(0.5));
  }

  @Test
  void collectionsAreRebuilt() throws CheckpointException {
    PickleBytes bytes = pickle().call("collections", "OrderedDict");
    bytes.op("}").str("_metadata").num(7).op("sb").str("w").num(1).op("s");
    PyDict dict = (PyDict) read(bytes.stop());
    assertEquals(PyDict.Kind.ORDERED_DICT, dict.kind());
    assertEquals(7L, dict.attributes().get("_metadata"));
    assertEquals(1L, dict.get("w"));

    byte[] counted =
        pickle()
            .global("collections", "Counter")
            .op("}")
            .str("a")
            .num(2)
            .op("s")
            .raw(0x85, 'R')
            .stop();
    assertEquals(2L, ((PyDict) read(counted)).get("a"));
  }

  @Test
  void setsAreRebuilt() throws CheckpointException {
    byte[] bytes =
        pickle()
            .global("__builtin__", "set")
            .op("](")
            .num(1)
            .num(1)
            .str("a")
            .op("e")
            .raw(0x85, 'R')
            .stop();
    PySet set = (PySet) read(bytes);
    assertEquals(2, set.size());
    assertTrue(set.contains("a"));
    assertTrue(set.contains(1.0));
  }

  @Test
  void bytesAreRebuilt() throws CheckpointException {
    byte[] bytes =
        pickle().global("_codecs", "encode").str("aÿ").str("latin1").raw(0x86, 'R').stop();
    assertArrayEquals(new byte[] {'a', -1}, ((PyBytes) read(bytes)).toByteArray());
  }

  @Test
  void instancesAreInert() throws CheckpointException {
    byte[] bytes =
        pickle()
            .global("models.yolo", "Model")
            .op(")")
            .raw(0x81)
            .op("}")
            .str("nc")
            .num(80)
            .op("sb")
            .stop();
    PickleReader reader = reader(bytes);
    PyObject object = (PyObject) reader.read();
    assertEquals("models.yolo.Model", object.name().qualifiedName());
    assertEquals(80L, ((PyDict) object.state()).get("nc"));
    assertEquals(List.of(new GlobalName("models.yolo", "Model")), reader.globals());
  }

  @Test
  void numpyStaysAsWritten() throws CheckpointException {
    byte[] bytes =
        pickle()
            .global("numpy", "dtype")
            .str("f8")
            .raw(0x85, 'R')
            .mark()
            .num(3)
            .str("<")
            .tuple()
            .op("b")
            .stop();
    Reduced dtype = (Reduced) read(bytes);
    assertEquals("numpy.dtype", dtype.name().qualifiedName());
    assertEquals("<", ((PyTuple) dtype.state()).get(1));
  }

  @Test
  void storedMethodStaysAName() throws CheckpointException {
    byte[] bytes =
        pickle()
            .global("__builtin__", "getattr")
            .global("models.yolo", "Detect")
            .str("forward")
            .raw(0x86, 'R')
            .stop();
    assertEquals("builtins.getattr", ((Reduced) read(bytes)).name().qualifiedName());
  }

  @Test
  void memoGivesTheSameObject() throws CheckpointException {
    PyTuple pair = (PyTuple) read(pickle().op("]").put(0).get(0).raw(0x86).stop());
    assertSame(pair.get(0), pair.get(1));
    assertNotEquals(PyTuple.of(1L), PyTuple.of(1L));
  }

  @Test
  void newerProtocols() throws CheckpointException {
    PickleBytes bytes = PickleBytes.empty().raw(0x80, 4, 0x95).four(8).four(0);
    bytes.raw(0x8c, 1, 'm', 0x94, 0x8c, 1, 'N', 0x94);
    assertEquals(new GlobalName("m", "N"), read(bytes.raw(0x93).stop()));
  }

  @Test
  void stackedPicklesAreReadOneByOne() throws CheckpointException {
    PickleReader reader = reader(pickle().num(1).op(".").raw(0x80, 2).num(2).stop());
    assertEquals(1L, reader.next());
    assertEquals(5, reader.position());
    assertEquals(2L, reader.next());
  }
}
