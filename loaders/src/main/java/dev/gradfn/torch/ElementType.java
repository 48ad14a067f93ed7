package dev.gradfn.torch;

/// The element types of tensors, by the names PyTorch gives them.
final class ElementType {
  private ElementType() {}

  /// Bytes per element, 0 for types that are not read (complex, quantized, 8-bit floats).
  static int size(String dtype) {
    return switch (dtype) {
      case "uint8", "int8", "bool" -> 1;
      case "float16", "bfloat16", "int16", "uint16" -> 2;
      case "float32", "int32", "uint32" -> 4;
      case "float64", "int64", "uint64" -> 8;
      default -> 0;
    };
  }

  static boolean isFloating(String dtype) {
    return switch (dtype) {
      case "float16", "bfloat16", "float32", "float64" -> true;
      default -> false;
    };
  }

  /// The element type of a storage class, null if it is none that is read. An untyped storage
  /// counts bytes.
  static String ofStorageClass(String qualifiedName) {
    return switch (qualifiedName) {
      case "torch.HalfStorage" -> "float16";
      case "torch.BFloat16Storage" -> "bfloat16";
      case "torch.FloatStorage" -> "float32";
      case "torch.DoubleStorage" -> "float64";
      case "torch.CharStorage" -> "int8";
      case "torch.ShortStorage" -> "int16";
      case "torch.IntStorage" -> "int32";
      case "torch.LongStorage" -> "int64";
      case "torch.ByteStorage" -> "uint8";
      case "torch.BoolStorage" -> "bool";
      case "torch.storage.UntypedStorage", "torch.UntypedStorage" -> "uint8";
      default -> null;
    };
  }
}
