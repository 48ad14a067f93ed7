package dev.gradfn.pickle;

/// What values take on the heap, in bytes: rounded up, arrays that grow by halves included.
final class Footprint {
  /// An entry of a dict or set, in the hash table and in the order.
  static final int ENTRY = 96;

  private static final int REFERENCE = 12;
  static final int NUMBER = REFERENCE + 24;
  private static final int CONTAINER = REFERENCE + 48;
  private static final int OBJECT = REFERENCE + 96;

  private Footprint() {}

  /// Of what an instruction makes, without the content of strings and the entries of dicts.
  static int of(int opcode) {
    return switch (opcode) {
      case 'K', 'M', 'J', 'G', 0x8a, 0x8b -> NUMBER;
      case 'X', 'U', 'C', 'B', 0x8c, 0x8d, 0x8e, 0x96 -> CONTAINER;
      case ']', 0x85, 0x86, 0x87, 't', 'a', 'c', 0x93 -> CONTAINER;
      case '}', 0x8f, 0x91, 'R', 'Q', 0x81, 'i', 'o', 'b' -> OBJECT;
      default -> REFERENCE;
    };
  }
}
