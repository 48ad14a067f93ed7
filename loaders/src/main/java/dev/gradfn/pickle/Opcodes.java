package dev.gradfn.pickle;

/// The names of pickle instructions, for messages.
final class Opcodes {
  private Opcodes() {}

  static String describe(int opcode) {
    String hex = "0x" + Integer.toHexString(0x100 | opcode).substring(1);
    String name = name(opcode);
    return name == null ? hex : name + " (" + hex + ")";
  }

  /// Only those that [PickleReader] does not carry out.
  private static String name(int opcode) {
    return switch (opcode) {
      case '0' -> "POP";
      case '1' -> "POP_MARK";
      case '2' -> "DUP";
      case 'F' -> "FLOAT";
      case 'I' -> "INT";
      case 'L' -> "LONG";
      case 'P' -> "PERSID";
      case 'S' -> "STRING";
      case 'T' -> "BINSTRING";
      case 'V' -> "UNICODE";
      case 'd' -> "DICT";
      case 'g' -> "GET";
      case 'l' -> "LIST";
      case 'p' -> "PUT";
      case 0x80 -> "PROTO";
      case 0x82 -> "EXT1";
      case 0x83 -> "EXT2";
      case 0x84 -> "EXT4";
      case 0x92 -> "NEWOBJ_EX";
      case 0x97 -> "NEXT_BUFFER";
      case 0x98 -> "READONLY_BUFFER";
      default -> null;
    };
  }
}
