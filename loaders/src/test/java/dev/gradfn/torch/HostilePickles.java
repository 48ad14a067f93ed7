package dev.gradfn.torch;

import dev.gradfn.pickle.PickleBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Cases 1 to 17: what a pickle may try.
final class HostilePickles {
  private static final String TOO_MUCH_MEMORY =
      "pickle needs more than 32 MiB of memory; raise PickleLimits.memory or java -Xmx";

  private final List<HostileCase> cases = new ArrayList<>();

  static List<HostileCase> all() {
    HostilePickles all = new HostilePickles();
    all.instructions();
    all.names();
    all.calls();
    all.states();
    all.stack();
    all.lengths();
    all.shapes();
    all.size();
    return all.cases;
  }

  private static PickleBytes p() {
    return PickleBytes.start();
  }

  private void refused(int number, String name, PickleBytes pickle, String message) {
    cases.add(HostileCase.pickle(number, name, pickle, message));
  }

  private void legal(int number, String name, PickleBytes pickle) {
    cases.add(HostileCase.pickle(number, name, pickle, null));
  }

  /// The same instruction many times, then the end.
  private static byte[] many(String before, String instruction, int count, String after) {
    byte[] start = p().op(before).bytes();
    byte[] step = PickleBytes.empty().op(instruction).bytes();
    byte[] end = PickleBytes.empty().op(after).stop();
    byte[] all = Arrays.copyOf(start, start.length + step.length * count + end.length);
    for (int i = 0; i < count; i++) {
      System.arraycopy(step, 0, all, start.length + i * step.length, step.length);
    }
    System.arraycopy(end, 0, all, all.length - end.length, end.length);
    return all;
  }

  private void instructions() {
    refused(
        1,
        "extension registry",
        p().raw(0x82, 1),
        "2: instruction EXT1 (0x82) is not supported; torch.save does not write it");
    refused(
        1,
        "persistent id as text",
        p().op("P0\n"),
        "2: instruction PERSID (0x50) is not supported; torch.save does not write it");
    refused(
        1,
        "pop",
        p().op("NN0"),
        "4: instruction POP (0x30) is not supported; torch.save does not write it");
    refused(
        1,
        "buffer outside",
        p().raw(0x97),
        "2: instruction NEXT_BUFFER (0x97) is not supported; torch.save does not write it");
    refused(
        1,
        "no instruction at all",
        p().raw(0xfe),
        "2: instruction 0xfe is not supported; torch.save does not write it");
    refused(
        10,
        "protocol twice",
        p().raw(0x80, 2).op("N"),
        "2: instruction PROTO (0x80) is not supported; torch.save does not write it");
    refused(
        10,
        "protocol in the middle",
        p().op("N").raw(0x80, 2),
        "3: instruction PROTO (0x80) is not supported; torch.save does not write it");
    for (int protocol : new int[] {0, 1, 255}) {
      byte[] pickle = PickleBytes.empty().raw(0x80, protocol).op("N").stop();
      String message = "0: pickle protocol " + protocol + " is not supported, expected 2 to 5";
      cases.add(HostileCase.pickle(10, "protocol " + protocol, pickle, message));
    }
    for (int protocol = 3; protocol <= 5; protocol++) {
      byte[] pickle = PickleBytes.empty().raw(0x80, protocol).op("N").stop();
      cases.add(HostileCase.pickle(10, "protocol " + protocol, pickle, null));
    }
  }

  private void names() {
    refused(
        2,
        "dotted name called",
        p().call("builtins", "eval.__call__"),
        "27: call of builtins.eval.__call__ is refused; only a fixed list of harmless calls is read, never run");
    legal(2, "dotted name never called", p().global("builtins", "eval.__call__"));
    refused(
        2, "empty name", p().global("os", ""), "2: global without a name; the pickle is damaged");
    refused(
        2,
        "name without a newline",
        p().op("cos\nsystem"),
        "2: line without an end; the file is cut short or damaged");
    refused(
        2,
        "name that is no text",
        p().op("cos\n\u00ff\n"),
        "2: text is not UTF-8 (byte at offset 6); the file is damaged");
    refused(
        2,
        "name of a megabyte",
        p().global("os", "x".repeat(1 << 20)),
        "2: name is longer than the limit of 1024 bytes");
    refused(
        3,
        "system",
        p().global("os", "system").str("id").raw(0x85, 'R'),
        "21: call of os.system is refused; only a fixed list of harmless calls is read, never run");
    refused(
        3,
        "eval",
        p().global("builtins", "eval").str("1").raw(0x85, 'R'),
        "24: call of builtins.eval is refused; only a fixed list of harmless calls is read, never run");
    refused(
        3,
        "python 2 name",
        p().global("__builtin__", "eval").str("1").raw(0x85, 'R'),
        "27: call of builtins.eval is refused; only a fixed list of harmless calls is read, never run");
    refused(
        3,
        "java class",
        p().call("java.lang", "Runtime"),
        "22: call of java.lang.Runtime is refused; only a fixed list of harmless calls is read, never run");
    refused(
        3,
        "loader",
        p().global("torch", "load").str("x").raw(0x85, 'R'),
        "21: call of torch.load is refused; only a fixed list of harmless calls is read, never run");
    refused(
        3,
        "pip main",
        p().global("pip", "main").op("]").raw(0x85, 'R'),
        "14: call of pip.main is refused; only a fixed list of harmless calls is read, never run");
    refused(
        3,
        "operator",
        p().global("operator", "attrgetter").str("x").raw(0x85, 'R'),
        "30: call of operator.attrgetter is refused; only a fixed list of harmless calls is read, never run");
    refused(
        3,
        "collect env",
        p().global("torch.utils.collect_env", "run").op("N)R"),
        "33: call of None, expected a function; the pickle is damaged");
  }

  private void calls() {
    refused(
        4,
        "call of a number",
        p().num(7).op(")R"),
        "5: call of an int, expected a function; the pickle is damaged");
    refused(
        4,
        "arguments that are a list",
        p().global("builtins", "set").op("]R"),
        "17: arguments of builtins.set are a list, expected a tuple");
    ofNumber("collections.OrderedDict", "expected a dict or a list of pairs, got an int");
    ofNumber("collections.Counter", "expected a dict or a list of pairs, got an int");
    ofNumber("collections.defaultdict", "expected a global or None, got an int");
    ofNumber("builtins.set", "expected a list, got an int");
    ofNumber("builtins.frozenset", "expected a list, got an int");
    ofNumber("builtins.bytes", "expected bytes, got an int");
    ofNumber("builtins.bytearray", "expected bytes, got an int");
    ofNumber("builtins.getattr", "expected two arguments, got 1");
    ofNumber("_codecs.encode", "expected two arguments, got 1");
    ofNumber("torch.Size", "argument 0 is an int, expected a tuple");
    ofNumber("torch.device", "argument 0 is an int, expected a str");
    ofNumber("torch._utils._rebuild_tensor", "expected 4 arguments, got 1");
    ofNumber("torch._utils._rebuild_tensor_v2", "expected 6 to 7 arguments, got 1");
    ofNumber("torch._utils._rebuild_tensor_v3", "expected 7 to 8 arguments, got 1");
    ofNumber("torch._utils._rebuild_parameter", "expected 3 arguments, got 1");
    ofNumber("torch._utils._rebuild_parameter_with_state", "expected 4 arguments, got 1");
    ofNumber("torch._tensor._rebuild_from_type_v2", "expected 4 arguments, got 1");
    PickleBytes rebuilt = p().global("torch._utils", "_rebuild_tensor_v2").mark();
    refused(
        4,
        "tensor of six numbers",
        rebuilt.op("NNNNNN").tuple().reduce(),
        "43: torch._utils._rebuild_tensor_v2: argument 0 is None, expected a storage");
    refused(
        5,
        "instance of a storage",
        floats(p()).op(")").raw(0x81),
        "54: instance of a storage 0: 4 float32, expected a class");
    refused(
        5,
        "instance of a number",
        p().num(1).op(")").raw(0x81),
        "5: instance of an int, expected a class");
    legal(
        5, "instance of a dtype stays a record", p().global("torch", "float32").op(")").raw(0x81));
  }

  private void ofNumber(String function, String message) {
    int dot = function.lastIndexOf('.');
    PickleBytes pickle = p().global(function.substring(0, dot), function.substring(dot + 1));
    int offset = function.length() + 7;
    refused(
        4,
        function + " of a number",
        pickle.num(1).raw(0x85, 'R'),
        offset + ": " + function + ": " + message);
  }

  private static PickleBytes floats(PickleBytes pickle) {
    return Checkpoints.storage(pickle, "FloatStorage", "0", 4);
  }

  private void states() {
    refused(6, "state of a list", p().op("]}b"), "4: state for a list, which can have none");
    refused(6, "state of a dict", p().op("}}b"), "4: state for a dict, which can have none");
    refused(6, "state of a text", p().str("x").op("}b"), "9: state for a str, which can have none");
    refused(
        6,
        "state of a storage",
        floats(p()).op("}b"),
        "54: state for a storage 0: 4 float32, which can have none");
    refused(
        6,
        "second state",
        p().global("a", "B").op(")").raw(0x81).op("}b}b"),
        "12: second state for one a.B object, expected one");
    for (String key : new String[] {"__class__", "__dict__", "forward"}) {
      PickleBytes object = p().global("a", "B").op(")").raw(0x81).op("}");
      legal(6, key + " stays a word", object.str(key).global("os", "system").op("sb"));
    }
    legal(6, "slots stay a pair", p().global("a", "B").op(")").raw(0x81).op("N}").raw(0x86, 'b'));
    refused(7, "append to a dict", p().op("}Na"), "4: APPEND to a dict, expected a list");
    refused(7, "append to a tuple", p().op(")Na"), "4: APPEND to a tuple, expected a list");
    refused(
        7, "items without a partner", p().op("}(Nu"), "5: SETITEMS of 1 values, expected pairs");
    refused(7, "items of a list", p().op("](NNu"), "6: SETITEMS to a list, expected a dict");
  }

  private void stack() {
    refused(
        8,
        "nothing to append",
        p().op("a"),
        "2: instruction needs 1 values on the stack, got 0; the pickle is damaged");
    refused(
        8,
        "no mark",
        p().op("Nt"),
        "3: instruction without a MARK before it; the pickle is damaged");
    refused(
        8,
        "mark that is left over",
        p().op("(N"),
        "4: STOP with 1 values and 1 marks, expected one value");
    refused(8, "two values", p().op("NN"), "4: STOP with 2 values and 0 marks, expected one value");
    cases.add(
        HostileCase.pickle(
            8,
            "no end",
            p().op("N").bytes(),
            "3: pickle ends without STOP; the file is cut short, fetch or save it again"));
    refused(
        8,
        "second pickle",
        p().op("N.").raw(0x80, 2).call("os", "getcwd"),
        "3: 16 bytes after the end of the pickle, expected none; do not trust it");
    refused(
        9,
        "memo never set",
        p().op("h").raw(1),
        "2: memo index 1 was never stored; the pickle is damaged");
    refused(
        9,
        "memo index beyond all",
        p().op("Nr").four(-1),
        "3: memo index 4294967295 is larger than the pickle up to here");
    legal(9, "memo set twice", p().op("N").put(0).num(1).put(0).get(0).raw(0x87));
  }

  private void lengths() {
    refused(
        11,
        "text of four gigabytes",
        p().op("X").four(-1).op("x"),
        "2: instruction needs 4294967295 more bytes, got 2; the file is cut short or damaged, fetch or save it again");
    refused(
        11,
        "text of two gigabytes",
        p().op("X").four(1L << 31).op("x"),
        "2: instruction needs 2147483648 more bytes, got 2; the file is cut short or damaged, fetch or save it again");
    refused(
        11,
        "bytes of eight exabytes",
        p().raw(0x8e).four(-1).four(0x7fffffff),
        "2: instruction needs 9223372036854775807 more bytes, got 1; the file is cut short or damaged, fetch or save it again");
    refused(
        11,
        "text that is no text",
        p().op("X").four(2).raw(0xc3, 0x28),
        "2: text is not UTF-8 (byte at offset 7); the file is damaged");
    legal(11, "lone surrogate", p().op("X").four(3).raw(0xed, 0xa0, 0x80));
    int[] digits = new int[255];
    Arrays.fill(digits, 0x7f);
    legal(12, "integer of 255 bytes", p().raw(0x8a, 255).raw(digits));
    PickleBytes numel = p().mark().str("storage").global("torch", "FloatStorage").str("0");
    numel.str("cpu").raw(0x8a, 255).raw(digits);
    refused(
        12,
        "as many elements",
        numel.tuple().op("Q"),
        "307: persistent id of global torch.FloatStorage, str, str, int, expected global, str, str, int");
    refused(
        12,
        "integer of minus two bytes",
        p().raw(0x8b).four(-2),
        "2: integer of -2 bytes; the file is damaged");
    legal(
        17,
        "odd numbers",
        p().real(Double.NaN).real(Double.POSITIVE_INFINITY).real(-0.0).raw(0x87));
  }

  private void shapes() {
    cases.add(HostileCase.pickle(13, "deep tuples", many(")", "\u0085", 100_000, ""), null));
    cases.add(
        HostileCase.pickle(
            13,
            "very deep tuples",
            many(")", "\u0085", 1_000_000, ""),
            "542576: pickle needs more than 32 MiB of memory; raise PickleLimits.memory or java -Xmx"));
    legal(14, "list in itself", p().op("]").put(0).get(0).op("a"));
    legal(14, "dict in itself", p().op("}").put(0).num(1).get(0).op("s"));
    legal(
        14,
        "ordered dict in itself",
        p().call("collections", "OrderedDict").put(0).num(1).get(0).op("s"));
    refused(14, "key that is a list", p().op("}]Ns"), "5: a list cannot be a key");
    refused(
        14,
        "key that holds the dict",
        p().op("}").put(0).get(0).raw(0x85).op("Ns"),
        "9: a tuple that holds something unhashable or is too large cannot be a key");
    PickleBytes laughs = p().op(")");
    for (int i = 0; i < 200; i++) {
      laughs.put(0).get(0).raw(0x86);
    }
    legal(15, "shared pairs", laughs);
    PickleBytes key = p().op(")");
    for (int i = 0; i < 60; i++) {
      key.put(0).get(0).raw(0x86);
    }
    refused(
        15,
        "shared pairs as a key",
        key.put(1).op("}").get(1).op("Ns"),
        "309: a tuple that holds something unhashable or is too large cannot be a key");
    PickleBytes sets = p().op("(").str("x".repeat(1 << 16)).put(0);
    for (int i = 0; i < 20_000; i++) {
      sets.global("builtins", "bytes").get(0).str("utf8").raw(0x86, 'R');
    }
    refused(
        15,
        "text copied again and again",
        sets.op("t"),
        "80016: pickle needs more than 32 MiB of memory; raise PickleLimits.memory or java -Xmx");
  }

  private void size() {
    tooMany("nones", "N", 1962871);
    tooMany("marks", "(", 1962871);
    tooMany("lists", "]", 392575);
    tooMany("dicts", "}", 218098);
    tooMany("numbers", "J\1\2\3\4", 3271447);
    tooMany("sets", "\u008f", 218098);
    tooMany("texts", "X\0\0\0\0", 1962867);
    tooMany("tuples", "(t", 654291);
  }

  /// @param offset where half of 64 MiB is full
  private void tooMany(String name, String instruction, int offset) {
    byte[] pickle = many("", instruction, 10_000_000 / instruction.length(), "");
    cases.add(
        HostileCase.pickle(16, "millions of " + name, pickle, offset + ": " + TOO_MUCH_MEMORY));
  }
}
