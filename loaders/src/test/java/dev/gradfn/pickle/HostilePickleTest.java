package dev.gradfn.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostilePickleTest {
  private static Object read(byte[] pickle) throws CheckpointException {
    return new PickleReader("a.pt", "data.pkl", pickle, Reducer.NONE, PickleLimits.DEFAULT).read();
  }

  private static void refused(String message, PickleBytes pickle) {
    CheckpointException e = assertThrows(CheckpointException.class, () -> read(pickle.stop()));
    assertEquals("a.pt: data.pkl at offset " + message, e.getMessage());
  }

  private static PickleBytes pickle() {
    return PickleBytes.start();
  }

  @Test
  void callsAreRefusedByName() {
    String rest = " is refused; only a fixed list of harmless calls is read, never run";
    refused("14: call of os.getcwd" + rest, pickle().call("os", "getcwd"));
    refused("18: call of builtins.eval" + rest, pickle().call("builtins", "eval"));
    refused("22: call of java.lang.Runtime" + rest, pickle().call("java.lang", "Runtime"));
  }

  @Test
  void whatAStoredMethodGivesCannotBeCalled() {
    refused(
        "47: call of a builtins.getattr object, expected a function; the pickle is damaged",
        pickle()
            .global("builtins", "getattr")
            .global("posix", "dummy")
            .str("system")
            .raw(0x86, 'R')
            .op(")R"));
  }

  @Test
  void oddCalls() {
    refused(
        "5: call of an int, expected a function; the pickle is damaged", pickle().num(1).op(")R"));
    refused(
        "17: arguments of builtins.set are None, expected a tuple",
        pickle().global("builtins", "set").op("NR"));
    refused(
        "19: builtins.set: expected a list, got an int",
        pickle().global("builtins", "set").num(1).raw(0x85, 'R'));
    refused(
        "21: builtins.bytes: expected bytes, got an int",
        pickle().global("builtins", "bytes").num(9).raw(0x85, 'R'));
  }

  @Test
  void unsupportedInstructions() {
    refused(
        "2: instruction EXT1 (0x82) is not supported; torch.save does not write it",
        pickle().raw(0x82));
    refused(
        "2: instruction 0xff is not supported; torch.save does not write it", pickle().raw(0xff));
    refused(
        "2: instruction PROTO (0x80) is not supported; torch.save does not write it",
        pickle().raw(0x80, 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 6, 255})
  void protocols(int protocol) {
    refused(
        "0: pickle protocol " + protocol + " is not supported, expected 2 to 5",
        PickleBytes.empty().raw(0x80, protocol).op("N"));
  }

  @Test
  void lengthsAreCheckedBeforeTheyAreBelieved() {
    refused(
        "2: instruction needs 4294967295 more bytes, got 1; the file is cut short or damaged,"
            + " fetch or save it again",
        pickle().op("X").four(-1));
    refused("2: length of 18446744073709551615 bytes, got 1", pickle().raw(0x8e).four(-1).four(-1));
    refused(
        "2: frame of 4294967296 bytes, got 1; the file is cut short",
        pickle().raw(0x95).four(0).four(1));
    refused("2: integer of -2 bytes; the file is damaged", pickle().raw(0x8b).four(-2));
    refused(
        "4: memo index 4294967295 is larger than the pickle up to here",
        pickle().num(1).op("r").four(-1));
    refused(
        "2: memo index 4294967295 was never stored; the pickle is damaged",
        pickle().op("j").four(-1));
  }

  @Test
  void stackErrors() {
    refused("2: STOP with 0 values and 0 marks, expected one value", pickle());
    refused("4: STOP with 2 values and 0 marks, expected one value", pickle().op("NN"));
    refused("4: STOP with 1 values and 1 marks, expected one value", pickle().op("N("));
    refused("2: instruction without a MARK before it; the pickle is damaged", pickle().op("t"));
    refused(
        "4: instruction needs 1 values on the stack, got 0; the pickle is damaged",
        pickle().op("N(").raw(0x85));
    refused("6: SETITEMS of 1 values, expected pairs", pickle().op("}(").num(1).op("u"));
    refused("5: APPEND to a dict, expected a list", pickle().op("}").num(1).op("a"));
    refused("5: APPENDS to a tuple, expected a list", pickle().op(")(N").op("e"));
    refused("5: SETITEM to a list, expected a dict", pickle().op("]NN").op("s"));
  }

  @Test
  void statesOnlyForWhatHasOne() {
    refused("4: state for a list, which can have none", pickle().op("]}b"));
    refused("4: state for a dict, which can have none", pickle().op("}}b"));
    refused("8: state for a global a.b, which can have none", pickle().global("a", "b").op("}b"));
  }

  @Test
  void unhashableKeys() {
    refused("5: a list cannot be a key", pickle().op("}]Ns"));
    refused(
        "6: a tuple that holds something unhashable or is too large cannot be a key",
        pickle().op("}]").raw(0x85).op("Ns"));
  }

  @Test
  void namesCannotPaintTheTerminal() {
    CheckpointException e =
        assertThrows(
            CheckpointException.class, () -> read(pickle().call("a\u001b[31m\r", "b").stop()));
    assertTrue(e.getMessage().contains("call of a\\u001b[31m\\u000d.b is refused"));
  }

  @Test
  void badNames() {
    refused("2: global without a name; the pickle is damaged", pickle().global("", "a"));
    refused(
        "2: name is longer than the limit of 1024 bytes", pickle().global("a".repeat(1025), "b"));
    refused("2: line without an end; the file is cut short or damaged", pickle().op("ca"));
    refused(
        "2: text is not UTF-8 (byte at offset 3); the file is damaged",
        pickle().op("c\u00ff\na\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"c080", "e08080", "f4908080", "80", "c3", "f0808080", "ff"})
  void badUtf8(String hex) {
    PickleBytes bytes = pickle().op("X").four(hex.length() / 2);
    for (int i = 0; i < hex.length(); i += 2) {
      bytes.raw(Integer.parseInt(hex.substring(i, i + 2), 16));
    }
    refused("2: text is not UTF-8 (byte at offset 7); the file is damaged", bytes);
  }

  @Test
  void nothingAfterTheEnd() {
    refused(
        "3: 4 bytes after the end of the pickle, expected none; do not trust it",
        pickle().op("N.").raw(0x80, 2).op("N"));
  }

  @Test
  void aMillionTuplesDeep() throws CheckpointException {
    PickleBytes bytes = pickle().op(")");
    for (int i = 0; i < 1_000_000; i++) {
      bytes.raw(0x85);
    }
    Object value = read(bytes.stop());
    assertEquals("tuple of 1", value.toString());
    assertEquals(value.hashCode(), value.hashCode());
    assertFalse(value.equals(((PyTuple) value).get(0)));
  }

  @Test
  void aMillionListsDeep() throws CheckpointException {
    PickleBytes bytes = pickle();
    for (int i = 0; i < 1_000_000; i++) {
      bytes.op("]");
    }
    for (int i = 1; i < 1_000_000; i++) {
      bytes.op("a");
    }
    assertEquals("list of 1", read(bytes.stop()).toString());
  }

  @Test
  void deepTuplesAreNoKeys() {
    PickleBytes bytes = pickle().op("})");
    for (int i = 0; i < 100; i++) {
      bytes.raw(0x85);
    }
    refused(
        "105: a tuple that holds something unhashable or is too large cannot be a key",
        bytes.op("Ns"));
  }

  @Test
  void containersMayHoldThemselves() throws CheckpointException {
    PyList list = (PyList) read(pickle().op("]").put(0).get(0).op("a").stop());
    assertSame(list, list.get(0));
    assertEquals("list of 1", list.toString());
    PyDict dict = (PyDict) read(pickle().op("}").put(0).num(1).get(0).op("s").stop());
    assertSame(dict, dict.get(1L));
  }

  @Test
  void billionLaughsStaySmall() throws CheckpointException {
    PickleBytes bytes = pickle().op("N");
    for (int i = 0; i < 100; i++) {
      bytes.put(0).get(0).raw(0x86);
    }
    assertEquals("tuple of 2", read(bytes.stop()).toString());
  }

  @Test
  void copiesAreWork() {
    PickleBytes bytes = pickle().str("x".repeat(1 << 20)).put(0);
    for (int i = 0; i < 100; i++) {
      bytes.global("_codecs", "encode").get(0).str("latin1").raw(0x86, 'R');
    }
    CheckpointException e = assertThrows(CheckpointException.class, () -> read(bytes.stop()));
    assertTrue(
        e.getMessage()
            .endsWith("pickle asks for more than 5000000 steps; raise PickleLimits.work"));
  }

  @Test
  void manyValuesAreWork() {
    PickleBytes bytes = pickle();
    for (int i = 0; i < 1000; i++) {
      bytes.op("N");
    }
    PickleLimits few = new PickleLimits(500, 1 << 20, 10, 10, 10, 10);
    CheckpointException e =
        assertThrows(
            CheckpointException.class,
            () -> new PickleReader("a", "p", bytes.stop(), Reducer.NONE, few).read());
    assertEquals(
        "a: p at offset 502: pickle asks for more than 500 steps; raise PickleLimits.work",
        e.getMessage());
  }

  /// Whatever the bytes, only a CheckpointException may come out.
  @Test
  void noise() {
    Random random = new Random(1);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[2 + random.nextInt(60)];
      random.nextBytes(bytes);
      bytes[0] = (byte) 0x80;
      bytes[1] = 2;
      try {
        read(bytes);
      } catch (CheckpointException e) {
        assertTrue(e.getMessage().startsWith("a.pt: data.pkl at offset "));
      }
    }
  }
}
