package dev.gradfn.torch;

/// The element types of safetensors.
final class SafetensorsType {
  private SafetensorsType() {}

  /// PyTorch's name of a type, null if it is unknown.
  static String torchName(String name) {
    return switch (name) {
      case "BOOL" -> "bool";
      case "U8" -> "uint8";
      case "I8" -> "int8";
      case "U16" -> "uint16";
      case "I16" -> "int16";
      case "F16" -> "float16";
      case "BF16" -> "bfloat16";
      case "U32" -> "uint32";
      case "I32" -> "int32";
      case "F32" -> "float32";
      case "U64" -> "uint64";
      case "I64" -> "int64";
      case "F64" -> "float64";
      case "C64" -> "complex64";
      case "C128" -> "complex128";
      case "F8_E4M3" -> "float8_e4m3fn";
      case "F8_E5M2" -> "float8_e5m2";
      case "F8_E4M3FNUZ" -> "float8_e4m3fnuz";
      case "F8_E5M2FNUZ" -> "float8_e5m2fnuz";
      case "F8_E8M0" -> "float8_e8m0fnu";
      default -> null;
    };
  }
}
