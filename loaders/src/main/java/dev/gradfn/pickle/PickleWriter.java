package dev.gradfn.pickle;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/// Writes the values that [PickleReader] reads, in protocol 2 and byte by byte as Python's own
/// pickler does: what is one object is written once and referred to later, strings included.
///
/// Works through a list of what is left to do, so that depth costs no stack.
public final class PickleWriter {
  /// Python writes the items of lists and dicts in groups of this size.
  private static final int GROUP = 1000;

  private static final GlobalName ORDERED_DICT = new GlobalName("collections", "OrderedDict");
  private static final String LATIN_1 = "latin1";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Reduction.Source reductions;
  private final Map<Object, Integer> memo = new IdentityHashMap<>();

  /// Python finds a class by its name, so that equal names are one object.
  private final Map<GlobalName, Integer> globals = new HashMap<>();

  private int remembered;
  private final ArrayDeque<Step> left = new ArrayDeque<>();

  /// One piece of work.
  private interface Step {
    void run() throws CharacterCodingException;
  }

  private PickleWriter(Reduction.Source reductions) {
    this.reductions = reductions;
  }

  /// @param root of the types of [PickleReader], and such as `reductions` knows
  /// @throws IllegalArgumentException if something in it cannot be written
  public static byte[] write(Object root, Reduction.Source reductions) {
    return new PickleWriter(reductions).run(root);
  }

  private byte[] run(Object root) {
    op(0x80);
    op(2);
    left.push(() -> value(root));
    try {
      while (!left.isEmpty()) left.pop().run();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a string is no valid Unicode", e);
    }
    op('.');
    return out.toByteArray();
  }

  /// Does these next, in this order.
  private void next(Step... steps) {
    for (int i = steps.length - 1; i >= 0; i--) left.push(steps[i]);
  }

  // ---- values --------------------------------------------------------------------------------

  private void value(Object value) throws CharacterCodingException {
    if (isKnown(value)) return;
    switch (value) {
      case null -> op('N');
      case Boolean flag -> op(flag ? 0x88 : 0x89);
      case Long number -> integer(number);
      case BigInteger number -> bigInteger(number);
      case Double number -> {
        op('G');
        out.writeBytes(ByteBuffer.allocate(8).putDouble(number).array());
      }
      case String text -> string(text);
      case GlobalName name -> global(name);
      case PyTuple tuple -> tuple(tuple);
      case PyList list -> list(list);
      case PyDict dict -> dict(dict);
      case PySet set -> set(set);
      case PyBytes bytes -> bytes(bytes);
      case PyObject object -> inert(object, 0x81);
      case Reduced reduced -> inert(reduced, 'R');
      default -> other(value);
    }
  }

  private boolean isKnown(Object value) {
    Integer index = value instanceof GlobalName name ? globals.get(name) : memo.get(value);
    if (index == null) return false;
    if (index < 256) {
      op('h');
      op(index);
    } else {
      op('j');
      four(index);
    }
    return true;
  }

  private void remember(Object value) {
    if (value instanceof GlobalName name) globals.put(name, remembered);
    else memo.put(value, remembered);
    if (remembered < 256) {
      op('q');
      op(remembered);
    } else {
      op('r');
      four(remembered);
    }
    remembered++;
  }

  private void integer(long number) {
    if (number >= 0 && number < 256) {
      op('K');
      op((int) number);
    } else if (number >= 0 && number < 65536) {
      op('M');
      op((int) number);
      op((int) number >> 8);
    } else if (number == (int) number) {
      op('J');
      four((int) number);
    } else {
      bigInteger(BigInteger.valueOf(number));
    }
  }

  private void bigInteger(BigInteger number) {
    byte[] bytes = number.toByteArray();
    if (bytes.length < 256) {
      op(0x8a);
      op(bytes.length);
    } else {
      op(0x8b);
      four(bytes.length);
    }
    for (int i = bytes.length - 1; i >= 0; i--) op(bytes[i]);
  }

  private void string(String text) throws CharacterCodingException {
    ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    op('X');
    four(bytes.remaining());
    out.write(bytes.array(), 0, bytes.remaining());
    remember(text);
  }

  private void global(GlobalName name) {
    GlobalName old = name.inPython2();
    op('c');
    out.writeBytes(line(old.module()));
    out.writeBytes(line(old.name()));
    remember(name);
  }

  private static byte[] line(String text) {
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  // ---- containers ----------------------------------------------------------------------------

  private void tuple(PyTuple tuple) {
    int size = tuple.size();
    if (size == 0) {
      op(')');
      return;
    }
    if (size > 3) op('(');
    next(() -> endTuple(tuple));
    for (int i = size - 1; i >= 0; i--) {
      Object item = tuple.get(i);
      next(() -> value(item));
    }
  }

  private void endTuple(PyTuple tuple) {
    // A tuple within itself, through a list: by now it has been written.
    if (memo.containsKey(tuple)) {
      if (tuple.size() > 3) op('1');
      else for (int i = 0; i < tuple.size(); i++) op('0');
      isKnown(tuple);
      return;
    }
    op(tuple.size() > 3 ? 't' : 0x84 + tuple.size());
    remember(tuple);
  }

  private void list(PyList list) {
    op(']');
    remember(list);
    next(() -> items(list, 0));
  }

  private void items(PyList list, int from) {
    int end = Math.min(list.size(), from + GROUP);
    if (from == end) return;
    boolean alone = list.size() == 1;
    if (!alone) op('(');
    next(() -> op(alone ? 'a' : 'e'), () -> items(list, end));
    for (int i = end - 1; i >= from; i--) {
      Object item = list.get(i);
      next(() -> value(item));
    }
  }

  private void dict(PyDict dict) {
    PyDict attributes = dict.attributes();
    Step end = attributes == null ? () -> {} : () -> next(() -> value(attributes), () -> op('b'));
    switch (dict.kind()) {
      case DICT -> {
        op('}');
        remember(dict);
        next(() -> entries(dict, 0), end);
      }
      case ORDERED_DICT -> call(dict, ORDERED_DICT, PyTuple.of(), entriesThen(dict, end));
      case DEFAULT_DICT ->
          call(
              dict,
              new GlobalName("collections", "defaultdict"),
              dict.factory() == null ? PyTuple.of() : PyTuple.of(dict.factory()),
              entriesThen(dict, end));
      case COUNTER -> {
        PyDict counts = new PyDict();
        for (int i = 0; i < dict.size(); i++) counts.put(dict.keyAt(i), dict.valueAt(i));
        call(dict, new GlobalName("collections", "Counter"), PyTuple.of(counts), end);
      }
    }
  }

  private Step entriesThen(PyDict dict, Step end) {
    return () -> next(() -> entries(dict, 0), end);
  }

  /// Of a plain dict only one that is alone goes without a mark; what is given as an iterator shows
  /// only at its end whether the last is alone.
  private void entries(PyDict dict, int from) {
    int end = Math.min(dict.size(), from + GROUP);
    if (from == end) return;
    boolean plain = dict.kind() == PyDict.Kind.DICT;
    boolean alone = end - from == 1 && (from == 0 || !plain);
    if (!alone) op('(');
    next(() -> op(alone ? 's' : 'u'), () -> entries(dict, end));
    for (int i = end - 1; i >= from; i--) {
      Object key = dict.keyAt(i);
      Object item = dict.valueAt(i);
      next(() -> value(key), () -> value(item));
    }
  }

  private void set(PySet set) {
    PyList items = new PyList();
    for (int i = 0; i < set.size(); i++) items.add(set.get(i));
    call(set, builtin(set.frozen() ? "frozenset" : "set"), PyTuple.of(items), () -> {});
  }

  /// Protocol 2 has no bytes: they travel as text.
  private void bytes(PyBytes bytes) {
    byte[] content = bytes.toByteArray();
    if (bytes.isByteArray()) {
      PyTuple args = content.length == 0 ? PyTuple.of() : PyTuple.of(new PyBytes(content, false));
      call(bytes, builtin("bytearray"), args, () -> {});
    } else if (content.length == 0) {
      call(bytes, builtin("bytes"), PyTuple.of(), () -> {});
    } else {
      String text = new String(content, StandardCharsets.ISO_8859_1);
      call(bytes, new GlobalName("_codecs", "encode"), PyTuple.of(text, LATIN_1), () -> {});
    }
  }

  private static GlobalName builtin(String name) {
    return new GlobalName("__builtin__", name);
  }

  // ---- objects -------------------------------------------------------------------------------

  private void inert(Inert object, int opcode) {
    Step state =
        object.hasState() ? () -> next(() -> value(object.state()), () -> op('b')) : () -> {};
    made(object, object.name(), object.args(), opcode, state);
  }

  private void other(Object value) throws CharacterCodingException {
    switch (reductions.of(value)) {
      case Reduction.Call call -> call(value, call.function(), call.args(), () -> {});
      case Reduction.Instead other -> value(other.value());
      case Reduction.Persistent outside -> next(() -> value(outside.id()), () -> op('Q'));
      case null ->
          throw new IllegalArgumentException(
              "a " + value.getClass().getSimpleName() + " cannot be written to a pickle");
    }
  }

  private void call(Object result, GlobalName function, PyTuple args, Step then) {
    made(result, function, args, 'R', then);
  }

  private void made(Object result, GlobalName function, PyTuple args, int opcode, Step then) {
    next(
        () -> value(function),
        () -> value(args),
        () -> {
          op(opcode);
          remember(result);
        },
        then);
  }

  // ---- bytes ---------------------------------------------------------------------------------

  private void op(int code) {
    out.write(code);
  }

  private void four(int number) {
    for (int shift = 0; shift < 32; shift += 8) out.write(number >> shift);
  }
}
