package dev.gradfn.pickle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/// Reads a pickle without running it.
///
/// It carries out the instructions that PyTorch's `weights_only` reader knows, and those that
/// protocols 3 to 5 put in their place. One rule keeps it harmless: the name of a class or function
/// becomes a [GlobalName] and is never looked up. A call (REDUCE) works only on a closed table,
/// whose results are built here or by the [Reducer]; every other call is refused. An instance of
/// any class becomes a [PyObject].
///
/// | Python | here |
/// |---|---|
/// | None | null |
/// | bool, float, str | `Boolean`, `Double`, `String` (lone surrogates are kept) |
/// | int | `Long`, or `BigInteger` if it does not fit |
/// | bytes, bytearray | [PyBytes] |
/// | list, tuple, set, frozenset | [PyList], [PyTuple], [PySet] |
/// | dict, OrderedDict, Counter, defaultdict | [PyDict] |
/// | a class or function | [GlobalName] |
/// | dates, paths, numpy values | [Reduced] |
///
/// Nothing here is recursive: a pickle may nest a million deep or contain itself.
public final class PickleReader {
  private static final int HIGHEST_PROTOCOL = 5;

  private final ByteCursor input;
  private final Reducer reducer;
  private final PickleLimits limits;
  private final WorkBudget budget;
  private final KnownCalls calls;
  private final HashMap<GlobalName, GlobalName> interned = new HashMap<>();
  private final List<GlobalName> globals = new ArrayList<>();
  private OperandStack stack;
  private Memo memo;

  /// @param file name of the file, for messages
  /// @param record name of the part of the file that holds the pickle, for messages
  /// @param pickle the bytes; not copied, so they must not change
  public PickleReader(
      String file, String record, byte[] pickle, Reducer reducer, PickleLimits limits) {
    this(new ByteCursor(file, record, pickle), reducer, limits);
  }

  /// Reads from the front of a source, and no further than the pickles go (a little is fetched
  /// ahead).
  public PickleReader(
      String file, String record, ByteSource source, Reducer reducer, PickleLimits limits) {
    this(new ByteCursor(file, record, source), reducer, limits);
  }

  private PickleReader(ByteCursor input, Reducer reducer, PickleLimits limits) {
    this.input = input;
    this.reducer = reducer;
    this.limits = limits;
    this.budget = new WorkBudget(input, limits);
    this.calls = new KnownCalls(input, budget, reducer);
  }

  /// The value of the pickle, which must be the only one in these bytes.
  public Object read() throws CheckpointException {
    Object value = next();
    if (input.remaining() > 0) {
      throw input.refuse(
          input.remaining() + " bytes after the end of the pickle, expected none; do not trust it");
    }
    return value;
  }

  /// The value of the next of several pickles in a row.
  public Object next() throws CheckpointException {
    stack = new OperandStack(input);
    memo = new Memo(input, limits.memo());
    readProtocol();
    int opcode = input.opcode();
    while (opcode != '.') {
      budget.take(1);
      budget.hold(Footprint.of(opcode));
      step(opcode);
      opcode = input.opcode();
    }
    return stack.result();
  }

  /// How many bytes have been read.
  public long position() {
    return input.position();
  }

  /// The classes and functions that were named, in the order of their first use.
  public List<GlobalName> globals() {
    return List.copyOf(globals);
  }

  private void readProtocol() throws CheckpointException {
    int opcode = input.opcode();
    if (opcode != 0x80) {
      throw input.refuse("pickle begins with " + Opcodes.describe(opcode) + ", expected PROTO");
    }
    int protocol = input.u1();
    if (protocol < 2 || protocol > HIGHEST_PROTOCOL) {
      throw input.refuse("pickle protocol " + protocol + " is not supported, expected 2 to 5");
    }
  }

  private void step(int opcode) throws CheckpointException {
    switch (opcode) {
      case 'h' -> stack.push(memo.get(input.u1()));
      case 'q' -> memo.put(input.u1(), stack.top());
      case 'r' -> memo.put(input.u4(), stack.top());
      case 'j' -> stack.push(memo.get(input.u4()));
      case 0x94 -> memo.add(stack.top());
      case 'X' -> stack.push(text(input.u4()));
      case 'K' -> stack.push((long) input.u1());
      case 'M' -> stack.push((long) input.u2());
      case 'J' -> stack.push((long) input.i4());
      case 'G' -> stack.push(input.f8());
      case 'N' -> stack.push(null);
      case 0x88 -> stack.push(Boolean.TRUE);
      case 0x89 -> stack.push(Boolean.FALSE);
      case '(' -> stack.mark();
      case ')' -> stack.push(PyTuple.EMPTY);
      case 0x85 -> stack.push(stack.popTuple(1));
      case 0x86 -> stack.push(stack.popTuple(2));
      case 0x87 -> stack.push(stack.popTuple(3));
      case 't' -> stack.push(tupleFromMark());
      case ']' -> stack.push(new PyList());
      case '}' -> stack.push(new PyDict(PyDict.Kind.DICT));
      case 0x8f -> stack.push(new PySet(false));
      case 'a' -> append();
      case 'e' -> appends();
      case 's' -> setItem();
      case 'u' -> setItems();
      case 'c' -> stack.push(global());
      case 'R' -> reduce();
      case 0x81 -> newObject();
      case 'b' -> build();
      case 'Q' -> stack.push(reducer.persistent(stack.pop(), input.place()));
      default -> rareStep(opcode);
    }
  }

  private void rareStep(int opcode) throws CheckpointException {
    switch (opcode) {
      case 'U', 0x8c -> stack.push(text(input.u1()));
      case 0x8d -> stack.push(text(input.u8()));
      case 0x8a -> stack.push(input.integer(input.u1(), limits.integerBytes()));
      case 0x8b -> stack.push(longInteger());
      case 'C' -> stack.push(bytes(input.u1(), false));
      case 'B' -> stack.push(bytes(input.u4(), false));
      case 0x8e -> stack.push(bytes(input.u8(), false));
      case 0x96 -> stack.push(bytes(input.u8(), true));
      case 0x90 -> addItems();
      case 0x91 -> frozenSet();
      case 0x93 -> stackGlobal();
      case 0x95 -> frame();
      case 'i' -> instance();
      case 'o' -> object();
      default ->
          throw input.refuse(
              "instruction "
                  + Opcodes.describe(opcode)
                  + " is not supported; torch.save does not"
                  + " write it");
    }
  }

  private Object longInteger() throws CheckpointException {
    int length = input.i4();
    if (length < 0) {
      throw input.refuse("integer of " + length + " bytes; the file is damaged");
    }
    return input.integer(length, limits.integerBytes());
  }

  private String text(long length) throws CheckpointException {
    String text = input.text(length, limits.stringBytes());
    budget.hold(length == text.length() ? length : 2L * text.length());
    return text;
  }

  private PyBytes bytes(long length, boolean mutable) throws CheckpointException {
    PyBytes bytes = new PyBytes(input.raw(length, limits.stringBytes()), mutable);
    budget.hold(length);
    return bytes;
  }

  /// A frame only says how much a reader may fetch at once.
  private void frame() throws CheckpointException {
    long length = input.u8();
    if (length > input.remaining()) {
      throw input.refuse(
          "frame of " + length + " bytes, got " + input.remaining() + "; the file is cut short");
    }
  }

  private PyTuple tupleFromMark() throws CheckpointException {
    int mark = stack.unmark();
    return stack.popTuple(stack.size() - mark);
  }

  private void append() throws CheckpointException {
    Object item = stack.pop();
    listBelow("APPEND", stack.size()).add(item);
  }

  private void appends() throws CheckpointException {
    int mark = stack.unmark();
    int count = stack.size() - mark;
    listBelow("APPENDS", mark).addAll(stack.items(), mark, count);
    stack.truncate(mark);
  }

  private PyList listBelow(String instruction, int above) throws CheckpointException {
    Object target = stack.peekBelow(above);
    if (target instanceof PyList list) {
      return list;
    }
    throw wrongTarget(instruction, "a list", target);
  }

  private void setItem() throws CheckpointException {
    Object value = stack.pop();
    Object key = stack.pop();
    calls.put(dictBelow("SETITEM", stack.size()), key, value);
  }

  private void setItems() throws CheckpointException {
    int mark = stack.unmark();
    int end = stack.size();
    if ((end - mark) % 2 != 0) {
      throw input.refuse("SETITEMS of " + (end - mark) + " values, expected pairs");
    }
    PyDict dict = dictBelow("SETITEMS", mark);
    Object[] items = stack.items();
    for (int i = mark; i < end; i += 2) {
      calls.put(dict, items[i], items[i + 1]);
    }
    stack.truncate(mark);
  }

  private PyDict dictBelow(String instruction, int above) throws CheckpointException {
    Object target = stack.peekBelow(above);
    if (target instanceof PyDict dict) {
      return dict;
    }
    throw wrongTarget(instruction, "a dict", target);
  }

  private void addItems() throws CheckpointException {
    int mark = stack.unmark();
    Object target = stack.peekBelow(mark);
    if (!(target instanceof PySet set) || set.frozen()) {
      throw wrongTarget("ADDITEMS", "a set", target);
    }
    Object[] items = stack.items();
    for (int i = mark; i < stack.size(); i++) {
      calls.add(set, items[i]);
    }
    stack.truncate(mark);
  }

  private void frozenSet() throws CheckpointException {
    PyTuple items = tupleFromMark();
    PySet set = new PySet(true);
    for (int i = 0; i < items.size(); i++) {
      calls.add(set, items.get(i));
    }
    stack.push(set);
  }

  private GlobalName global() throws CheckpointException {
    String module = input.line(limits.nameBytes());
    return intern(module, input.line(limits.nameBytes()));
  }

  private void stackGlobal() throws CheckpointException {
    Object name = stack.pop();
    Object module = stack.pop();
    if (module instanceof String moduleText && name instanceof String nameText) {
      stack.push(intern(moduleText, nameText));
      return;
    }
    throw input.refuse(
        "STACK_GLOBAL of "
            + PyTypes.nameOf(module)
            + " and "
            + PyTypes.nameOf(name)
            + ", expected two str");
  }

  private GlobalName intern(String module, String name) throws CheckpointException {
    if (module.isEmpty() || name.isEmpty()) {
      throw input.refuse("global without a name; the pickle is damaged");
    }
    if (module.length() > limits.nameBytes() || name.length() > limits.nameBytes()) {
      throw input.refuse("name is longer than the limit of " + limits.nameBytes() + " bytes");
    }
    GlobalName global = new GlobalName(module, name);
    GlobalName first = interned.putIfAbsent(global, global);
    if (first != null) {
      return first;
    }
    globals.add(global);
    return global;
  }

  private void reduce() throws CheckpointException {
    Object args = stack.pop();
    Object function = stack.pop();
    if (!(function instanceof GlobalName name)) {
      throw input.refuse(
          "call of "
              + PyTypes.described(function)
              + ", expected a function; the pickle is damaged");
    }
    stack.push(calls.call(name, argsOf(name, args)));
  }

  private PyTuple argsOf(GlobalName name, Object args) throws CheckpointException {
    if (args instanceof PyTuple tuple) {
      return tuple;
    }
    throw input.refuse(
        "arguments of "
            + Place.excerpt(name.qualifiedName())
            + " are "
            + PyTypes.described(args)
            + ", expected a tuple");
  }

  private void newObject() throws CheckpointException {
    Object args = stack.pop();
    Object type = stack.pop();
    GlobalName name = className(type);
    stack.push(new PyObject(name, argsOf(name, args)));
  }

  private GlobalName className(Object type) throws CheckpointException {
    if (type instanceof GlobalName name) {
      return name;
    }
    throw input.refuse("instance of " + PyTypes.described(type) + ", expected a class");
  }

  /// INST: the class is written out, its arguments are on the stack.
  private void instance() throws CheckpointException {
    GlobalName name = global();
    stack.push(new PyObject(name, tupleFromMark()));
  }

  /// OBJ: the class lies first above the mark, then its arguments.
  private void object() throws CheckpointException {
    PyTuple all = tupleFromMark();
    GlobalName name = className(all.size() == 0 ? null : all.get(0));
    Object[] args = new Object[all.size() - 1];
    for (int i = 0; i < args.length; i++) {
      args[i] = all.get(i + 1);
    }
    stack.push(new PyObject(name, PyTuple.owning(args)));
  }

  private void build() throws CheckpointException {
    Object state = stack.pop();
    Object target = stack.top();
    if (target instanceof Inert inert) {
      if (inert.hasState()) {
        throw input.refuse("second state for one " + PyTypes.nameOf(target) + ", expected one");
      }
      inert.build(state);
    } else if (target instanceof PyDict dict && dict.kind() != PyDict.Kind.DICT) {
      buildDict(dict, state);
    } else {
      throw input.refuse("state for " + PyTypes.described(target) + ", which can have none");
    }
  }

  private void buildDict(PyDict dict, Object state) throws CheckpointException {
    if (!(state instanceof PyDict attributes) || dict.attributes() != null) {
      throw input.refuse(
          "state of "
              + PyTypes.described(dict)
              + " is "
              + PyTypes.described(state)
              + ", expected one dict");
    }
    for (int i = 0; i < attributes.size(); i++) {
      if (!(attributes.keyAt(i) instanceof String)) {
        throw input.refuse(
            "attribute named by " + PyTypes.described(attributes.keyAt(i)) + ", expected a str");
      }
    }
    budget.take(attributes.size());
    dict.setAttributes(attributes);
  }

  private CheckpointException wrongTarget(String instruction, String expected, Object target) {
    return input.refuse(
        instruction + " to " + PyTypes.described(target) + ", expected " + expected);
  }
}
