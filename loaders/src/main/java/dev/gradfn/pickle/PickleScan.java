package dev.gradfn.pickle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Lists the classes and functions that a pickle names, without carrying it out.
///
/// It knows every instruction of protocols 0 to 5 and follows strings over stack and memo, because
/// STACK_GLOBAL takes a name from there; all other values are blanks. It goes on where a
/// [PickleReader] would refuse (what Python has run by then, it has run), up to an instruction that
/// no Python knows or the end.
public final class PickleScan {
  /// A class or function that a pickle names, which makes Python import it.
  ///
  /// @param offset of the instruction
  /// @param opcode `GLOBAL`, `STACK_GLOBAL`, `INST` or `EXT` (a number in Python's registry)
  /// @param name null if the pickle computes it, which no honest writer does
  public record Use(long offset, String opcode, GlobalName name) {}

  private static final Object BLANK = new Object();
  private static final Object MARK = new Object();
  private static final int MOST_USES = 100_000;
  private static final int HIGHEST_STACK = 1_000_000;
  private static final int LONGEST_NAME = 4096;

  private final ByteCursor input;
  private final List<Use> uses = new ArrayList<>();
  private final ArrayList<Object> stack = new ArrayList<>();
  private final Map<Long, Object> memo = new HashMap<>();

  public PickleScan(String file, String record, ByteSource source) {
    this.input = new ByteCursor(file, record, source);
  }

  /// What was found so far, also if [#next] failed.
  public List<Use> uses() {
    return List.copyOf(uses);
  }

  /// How many bytes have been read.
  public long position() {
    return input.position();
  }

  public boolean atEnd() {
    return input.remaining() == 0;
  }

  /// Goes through the next pickle.
  ///
  /// @throws CheckpointException where it cannot be followed any further
  public void next() throws CheckpointException {
    stack.clear();
    memo.clear();
    int opcode = input.opcode();
    while (opcode != '.') {
      step(opcode);
      opcode = input.opcode();
    }
  }

  private void step(int opcode) throws CheckpointException {
    switch (opcode) {
      case 'N', ')', ']', '}', 0x88, 0x89, 0x8f, 0x97 -> push(BLANK);
      case 'K' -> blankOf(1);
      case 'M' -> blankOf(2);
      case 'J' -> blankOf(4);
      case 'G' -> blankOf(8);
      case 0x8a, 'C' -> blankOf(input.u1());
      case 0x8b -> blankOf(Math.max(0, input.i4()));
      case 'B' -> blankOf(input.u4());
      case 0x8e, 0x96 -> blankOf(input.u8());
      case 'I', 'F', 'L', 'P' -> {
        line();
        push(BLANK);
      }
      case 'X' -> push(text(input.u4()));
      case 'U', 0x8c -> push(text(input.u1()));
      case 'T' -> push(text(Math.max(0, input.i4())));
      case 0x8d -> push(text(input.u8()));
      case 'V' -> push(line());
      case 'S' -> push(unquoted(line()));
      case 0x80 -> input.u1();
      case 0x95 -> input.u8();
      case 0x98 -> {}
      default -> stackStep(opcode);
    }
  }

  private void stackStep(int opcode) throws CheckpointException {
    switch (opcode) {
      case '(' -> push(MARK);
      case 't', 'l', 'd', 'o', 0x91 -> {
        popToMark();
        push(BLANK);
      }
      case 'e', 'u', '1', 0x90 -> popToMark();
      case 0x85, 'Q' -> replace(1);
      case 0x86, 'R', 0x81 -> replace(2);
      case 0x87, 0x92 -> replace(3);
      case 'a', 'b', '0' -> pop();
      case 's' -> {
        pop();
        pop();
      }
      case '2' -> push(top());
      default -> namedStep(opcode);
    }
  }

  private void namedStep(int opcode) throws CheckpointException {
    switch (opcode) {
      case 'h' -> push(memo.getOrDefault((long) input.u1(), BLANK));
      case 'j' -> push(memo.getOrDefault(input.u4(), BLANK));
      case 'g' -> push(memo.getOrDefault(number(line()), BLANK));
      case 'q' -> memo.put((long) input.u1(), top());
      case 'r' -> memo.put(input.u4(), top());
      case 'p' -> memo.put(number(line()), top());
      case 0x94 -> memo.put((long) memo.size(), top());
      case 'c' -> {
        use("GLOBAL", new GlobalName(line(), line()));
        push(BLANK);
      }
      case 'i' -> {
        use("INST", new GlobalName(line(), line()));
        popToMark();
        push(BLANK);
      }
      case 0x93 -> stackGlobal();
      case 0x82 -> extension(input.u1());
      case 0x83 -> extension(input.u2());
      case 0x84 -> extension(input.i4());
      default -> throw input.refuse("no pickle instruction: " + Opcodes.describe(opcode));
    }
  }

  private void stackGlobal() throws CheckpointException {
    Object name = pop();
    Object module = pop();
    boolean known = name instanceof String && module instanceof String;
    use("STACK_GLOBAL", known ? new GlobalName((String) module, (String) name) : null);
    push(BLANK);
  }

  private void extension(int code) throws CheckpointException {
    use("EXT", new GlobalName("copyreg", "extension_" + code));
    push(BLANK);
  }

  private void use(String opcode, GlobalName name) throws CheckpointException {
    if (uses.size() == MOST_USES) {
      throw input.refuse("more than " + MOST_USES + " names; do not trust it");
    }
    uses.add(new Use(input.place().offset(), opcode, name));
  }

  private String line() throws CheckpointException {
    return input.line(LONGEST_NAME);
  }

  private static String unquoted(String line) {
    boolean quoted = line.length() >= 2 && (line.startsWith("'") || line.startsWith("\""));
    return quoted ? line.substring(1, line.length() - 1) : line;
  }

  private static long number(String line) {
    return line.matches("[0-9]{1,18}") ? Long.parseLong(line) : -1;
  }

  /// A string that may be a name; a longer one is none.
  private Object text(long length) throws CheckpointException {
    if (length <= LONGEST_NAME) {
      return input.text(length, LONGEST_NAME);
    }
    input.skip(length);
    return BLANK;
  }

  private void blankOf(long length) throws CheckpointException {
    input.skip(length);
    push(BLANK);
  }

  private void push(Object item) throws CheckpointException {
    if (stack.size() == HIGHEST_STACK) {
      throw input.refuse("more than " + HIGHEST_STACK + " values on the stack; do not trust it");
    }
    stack.add(item);
  }

  private Object top() {
    return stack.isEmpty() ? BLANK : stack.getLast();
  }

  /// A value that is not there is a blank: Python would stop, after all that came before.
  private Object pop() {
    return stack.isEmpty() ? BLANK : stack.removeLast();
  }

  private void popToMark() {
    while (!stack.isEmpty() && stack.removeLast() != MARK) {
      // What lies above the mark goes.
    }
  }

  private void replace(int count) throws CheckpointException {
    for (int i = 0; i < count; i++) {
      pop();
    }
    push(BLANK);
  }
}
