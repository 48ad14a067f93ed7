package dev.gradfn.torch;

/// The element types of tensors, by the names PyTorch gives them.
///
/// Wider than what gradfn computes with: the bytes of complex and 8-bit floating tensors are kept
/// and handed out too.
final class ElementType {
  private ElementType() {}

  /// Bytes per element, 0 for types that are not read (quantized, sub-byte).
  static int size(String dtype) {
    return switch (dtype) {
      case "uint8",
          "int8",
          "bool",
          "float8_e4m3fn",
          "float8_e5m2",
          "float8_e4m3fnuz",
          "float8_e5m2fnuz",
          "float8_e8m0fnu" ->
          1;
      case "float16", "bfloat16", "int16", "uint16" -> 2;
      case "float32", "int32", "uint32", "complex32" -> 4;
      case "float64", "int64", "uint64", "complex64" -> 8;
      case "complex128" -> 16;
      default -> 0;
    };
  }

  /// Bytes per number: a complex element has two.
  static int numberSize(String dtype) {
    return dtype.startsWith("complex") ? size(dtype) / 2 : size(dtype);
  }

  /// Whether tensors of the type may require a gradient.
  static boolean isDifferentiable(String dtype) {
    return dtype.startsWith("float") || dtype.equals("bfloat16") || dtype.startsWith("complex");
  }

  /// The element type of a storage class, null if it is none that is read. An untyped storage
  /// counts bytes.
  static String ofStorageClass(String qualifiedName) {
    return switch (qualifiedName.replace("torch.cuda.", "torch.")) {
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
      case "torch.ComplexFloatStorage" -> "complex64";
      case "torch.ComplexDoubleStorage" -> "complex128";
      case "torch.storage.UntypedStorage", "torch.UntypedStorage" -> "uint8";
      default -> null;
    };
  }

  /// The storage class that PyTorch writes for a type; types younger than these classes lie in
  /// untyped storages.
  static String storageClass(String dtype) {
    return switch (dtype) {
      case "float16" -> "HalfStorage";
      case "bfloat16" -> "BFloat16Storage";
      case "float32" -> "FloatStorage";
      case "float64" -> "DoubleStorage";
      case "int8" -> "CharStorage";
      case "int16" -> "ShortStorage";
      case "int32" -> "IntStorage";
      case "int64" -> "LongStorage";
      case "uint8" -> "ByteStorage";
      case "bool" -> "BoolStorage";
      case "complex64" -> "ComplexFloatStorage";
      case "complex128" -> "ComplexDoubleStorage";
      default -> "UntypedStorage";
    };
  }
}
