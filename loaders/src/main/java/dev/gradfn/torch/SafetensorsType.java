package dev.gradfn.torch;

import java.util.List;

/// The element types of safetensors, in its own order, by which it sorts.
final class SafetensorsType {
  private record Type(String name, String torchName) {}

  private static final List<Type> ALL =
      List.of(
          new Type("BOOL", "bool"),
          new Type("U8", "uint8"),
          new Type("I8", "int8"),
          new Type("F8_E5M2", "float8_e5m2"),
          new Type("F8_E4M3", "float8_e4m3fn"),
          new Type("F8_E8M0", "float8_e8m0fnu"),
          new Type("F8_E4M3FNUZ", "float8_e4m3fnuz"),
          new Type("F8_E5M2FNUZ", "float8_e5m2fnuz"),
          new Type("I16", "int16"),
          new Type("U16", "uint16"),
          new Type("F16", "float16"),
          new Type("BF16", "bfloat16"),
          new Type("I32", "int32"),
          new Type("U32", "uint32"),
          new Type("F32", "float32"),
          new Type("C64", "complex64"),
          new Type("F64", "float64"),
          new Type("I64", "int64"),
          new Type("U64", "uint64"),
          new Type("C128", "complex128"));

  private SafetensorsType() {}

  /// PyTorch's name of a type, null if it is unknown.
  static String torchName(String name) {
    for (Type type : ALL) {
      if (type.name().equals(name)) return type.torchName();
    }
    return null;
  }

  /// The name of PyTorch's type, null if there is none.
  static String of(String torchName) {
    for (Type type : ALL) {
      if (type.torchName().equals(torchName)) return type.name();
    }
    return null;
  }

  /// The place of a known type in the order.
  static int rank(String name) {
    for (int i = 0; i < ALL.size(); i++) {
      if (ALL.get(i).name().equals(name)) return i;
    }
    throw new AssertionError(name);
  }
}
