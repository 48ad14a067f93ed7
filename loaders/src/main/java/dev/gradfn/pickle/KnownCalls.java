package dev.gradfn.pickle;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// The closed table of functions that REDUCE may be applied to. None of them is called: what they
/// would return is built here, or, where a value has no Java twin, kept as name and arguments.
final class KnownCalls {
  private final ByteCursor input;
  private final WorkBudget budget;
  private final Reducer reducer;

  KnownCalls(ByteCursor input, WorkBudget budget, Reducer reducer) {
    this.input = input;
    this.budget = budget;
    this.reducer = reducer;
  }

  Object call(GlobalName function, PyTuple args) throws CheckpointException {
    if (reducer.knows(function)) {
      return reducer.reduce(function, args, input.place());
    }
    return switch (function.qualifiedName()) {
      case "collections.OrderedDict" -> dict(function, PyDict.Kind.ORDERED_DICT, args);
      case "collections.Counter" -> dict(function, PyDict.Kind.COUNTER, args);
      case "collections.defaultdict" -> defaultDict(function, args);
      case "builtins.set" -> set(function, false, args);
      case "builtins.frozenset" -> set(function, true, args);
      case "builtins.bytes" -> bytes(function, false, args);
      case "builtins.bytearray" -> bytes(function, true, args);
      case "_codecs.encode" -> encode(function, args);
      case "builtins.range", "builtins.slice" -> numbers(function, args, 1, 3);
      case "builtins.complex" -> numbers(function, args, 1, 2);
      case "builtins.getattr" -> attribute(function, args);
      default -> inert(function, args);
    };
  }

  private Object inert(GlobalName function, PyTuple args) throws CheckpointException {
    if (!isInert(function.qualifiedName())) {
      throw input.refuse(
          "call of "
              + Place.excerpt(function.qualifiedName())
              + " is refused; only a fixed list of harmless calls is read, never run");
    }
    return new Reduced(function, args);
  }

  private static boolean isInert(String name) {
    return switch (name) {
      case "datetime.date",
          "datetime.datetime",
          "datetime.time",
          "datetime.timedelta",
          "datetime.timezone",
          "decimal.Decimal",
          "fractions.Fraction",
          "types.SimpleNamespace",
          "numpy.dtype",
          "numpy.core.multiarray._reconstruct",
          "numpy._core.multiarray._reconstruct",
          "numpy.core.multiarray.scalar",
          "numpy._core.multiarray.scalar",
          "numpy.core.numeric._frombuffer",
          "numpy._core.numeric._frombuffer" ->
          true;
      default -> isPath(name);
    };
  }

  private static boolean isPath(String name) {
    return switch (name) {
      case "pathlib.Path",
          "pathlib.PosixPath",
          "pathlib.PurePosixPath",
          "pathlib.WindowsPath",
          "pathlib.PureWindowsPath",
          // as Python 3.13 writes them
          "pathlib._local.Path",
          "pathlib._local.PosixPath",
          "pathlib._local.PurePosixPath",
          "pathlib._local.WindowsPath",
          "pathlib._local.PureWindowsPath" ->
          true;
      default -> false;
    };
  }

  private PyDict dict(GlobalName function, PyDict.Kind kind, PyTuple args)
      throws CheckpointException {
    PyDict dict = new PyDict(kind);
    if (args.size() > 1) {
      throw wrongArgs(function, args, "at most one");
    }
    if (args.size() == 1) {
      fill(function, dict, args.get(0));
    }
    return dict;
  }

  private PyDict defaultDict(GlobalName function, PyTuple args) throws CheckpointException {
    if (args.size() > 2) {
      throw wrongArgs(function, args, "at most two");
    }
    Object factory = args.size() == 0 ? null : args.get(0);
    if (factory != null && !(factory instanceof GlobalName)) {
      throw wrongType(function, "a global or None", factory);
    }
    PyDict dict = new PyDict(PyDict.Kind.DEFAULT_DICT, factory);
    if (args.size() == 2) {
      fill(function, dict, args.get(1));
    }
    return dict;
  }

  private void fill(GlobalName function, PyDict target, Object source) throws CheckpointException {
    if (source instanceof PyDict dict) {
      for (int i = 0; i < dict.size(); i++) {
        put(target, dict.keyAt(i), dict.valueAt(i));
      }
    } else if (source instanceof PyList pairs) {
      fillFromPairs(function, target, pairs);
    } else {
      throw wrongType(function, "a dict or a list of pairs", source);
    }
  }

  private void fillFromPairs(GlobalName function, PyDict target, PyList pairs)
      throws CheckpointException {
    for (int i = 0; i < pairs.size(); i++) {
      Object pair = pairs.get(i);
      if (pair instanceof PyTuple tuple && tuple.size() == 2) {
        put(target, tuple.get(0), tuple.get(1));
      } else if (pair instanceof PyList list && list.size() == 2) {
        put(target, list.get(0), list.get(1));
      } else {
        throw wrongType(function, "a list of pairs", pair);
      }
    }
  }

  /// Sets an entry at its price.
  void put(PyDict dict, Object key, Object value) throws CheckpointException {
    payFor(key);
    if (!dict.put(key, value)) {
      throw input.refuse(HashKey.reason(key));
    }
  }

  private void payFor(Object key) throws CheckpointException {
    long cost = HashKey.cost(key);
    budget.take(1 + cost);
    budget.hold(Footprint.ENTRY + Footprint.NUMBER * cost);
  }

  /// Adds an element at its price.
  void add(PySet set, Object element) throws CheckpointException {
    payFor(element);
    if (!set.add(element)) {
      throw input.refuse(HashKey.reason(element));
    }
  }

  private PySet set(GlobalName function, boolean frozen, PyTuple args) throws CheckpointException {
    PySet set = new PySet(frozen);
    if (args.size() > 1) {
      throw wrongArgs(function, args, "at most one");
    }
    Object source = args.size() == 0 ? PyTuple.EMPTY : args.get(0);
    if (source instanceof PyList list) {
      for (int i = 0; i < list.size(); i++) {
        add(set, list.get(i));
      }
    } else if (source instanceof PyTuple tuple) {
      for (int i = 0; i < tuple.size(); i++) {
        add(set, tuple.get(i));
      }
    } else {
      throw wrongType(function, "a list", source);
    }
    return set;
  }

  private PyBytes bytes(GlobalName function, boolean mutable, PyTuple args)
      throws CheckpointException {
    if (args.size() == 0) {
      return new PyBytes(new byte[0], mutable);
    }
    if (args.size() == 2) {
      return new PyBytes(encoded(function, args), mutable);
    }
    if (args.size() == 1 && args.get(0) instanceof PyBytes source) {
      budget.takeBytes(source.size());
      return new PyBytes(source.toByteArray(), mutable);
    }
    // A number would mean: that many zeros.
    throw args.size() == 1
        ? wrongType(function, "bytes", args.get(0))
        : wrongArgs(function, args, "at most two");
  }

  private PyBytes encode(GlobalName function, PyTuple args) throws CheckpointException {
    if (args.size() != 2) {
      throw wrongArgs(function, args, "two");
    }
    return new PyBytes(encoded(function, args), false);
  }

  private byte[] encoded(GlobalName function, PyTuple args) throws CheckpointException {
    if (!(args.get(0) instanceof String text)) {
      throw wrongType(function, "a str", args.get(0));
    }
    if (!(args.get(1) instanceof String encoding)) {
      throw wrongType(function, "the name of an encoding", args.get(1));
    }
    Charset charset =
        switch (encoding) {
          case "latin1", "latin-1", "iso-8859-1" -> StandardCharsets.ISO_8859_1;
          case "utf-8", "utf8" -> StandardCharsets.UTF_8;
          case "ascii" -> StandardCharsets.US_ASCII;
          default ->
              throw input.refuse("encoding " + Place.excerpt(encoding) + " is not supported");
        };
    budget.takeBytes(text.length());
    byte[] bytes = text.getBytes(charset);
    if (!isExact(text, bytes, charset)) {
      throw input.refuse("text cannot be written in " + charset.name() + "; the file is damaged");
    }
    return bytes;
  }

  private static boolean isExact(String text, byte[] bytes, Charset charset) {
    return new String(bytes, charset).equals(text);
  }

  private Reduced numbers(GlobalName function, PyTuple args, int fewest, int most)
      throws CheckpointException {
    if (args.size() < fewest || args.size() > most) {
      throw wrongArgs(function, args, fewest + " to " + most);
    }
    for (int i = 0; i < args.size(); i++) {
      Object arg = args.get(i);
      if (arg != null && !(arg instanceof Number)) {
        throw wrongType(function, "numbers", arg);
      }
    }
    return new Reduced(function, args);
  }

  /// A method stored as a value (YOLOv5's `conv.forward = conv.forward_fuse`). It stays a name: the
  /// attribute is not looked up, and what comes of it cannot be called.
  private Reduced attribute(GlobalName function, PyTuple args) throws CheckpointException {
    if (args.size() != 2) {
      throw wrongArgs(function, args, "two");
    }
    Object owner = args.get(0);
    if (!(owner instanceof PyObject) && !(owner instanceof GlobalName)) {
      throw wrongType(function, "an object or a class", owner);
    }
    if (!(args.get(1) instanceof String)) {
      throw wrongType(function, "a str", args.get(1));
    }
    return new Reduced(function, args);
  }

  private CheckpointException wrongArgs(GlobalName function, PyTuple args, String expected) {
    return input.refuse(
        function.qualifiedName() + ": expected " + expected + " arguments, got " + args.size());
  }

  private CheckpointException wrongType(GlobalName function, String expected, Object value) {
    return input.refuse(
        function.qualifiedName() + ": expected " + expected + ", got " + PyTypes.described(value));
  }
}
