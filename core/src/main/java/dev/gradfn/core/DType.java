package dev.gradfn.core;

/// Element types, under PyTorch's names.
///
/// The plain memory of each is a Java array: `float[]`, `double[]`, `short[]` (float16, bfloat16
/// and int16), `int[]`, `long[]`, `byte[]` (int8, uint8 and bool, which holds 0 or 1).
public enum DType {
  BOOL("bool", "Bool", 1, Category.BOOL),
  UINT8("uint8", "Byte", 1, Category.INTEGER),
  INT8("int8", "Char", 1, Category.INTEGER),
  INT16("int16", "Short", 2, Category.INTEGER),
  INT32("int32", "Int", 4, Category.INTEGER),
  INT64("int64", "Long", 8, Category.INTEGER),
  FLOAT16("float16", "Half", 2, Category.FLOATING),
  BFLOAT16("bfloat16", "BFloat16", 2, Category.FLOATING),
  FLOAT32("float32", "Float", 4, Category.FLOATING),
  FLOAT64("float64", "Double", 8, Category.FLOATING);

  /// Ranks the kinds of numbers for type promotion: a higher one wins whatever its size.
  public enum Category {
    BOOL,
    INTEGER,
    FLOATING
  }

  private final String torchName;
  private final String scalarType;
  private final int itemSize;
  private final Category category;

  DType(String torchName, String scalarType, int itemSize, Category category) {
    this.torchName = torchName;
    this.scalarType = scalarType;
    this.itemSize = itemSize;
    this.category = category;
  }

  /// `float32` for `torch.float32`.
  public String torchName() {
    return torchName;
  }

  /// PyTorch's older word, seen in its error messages: `Float` of `torch.FloatTensor`.
  public String scalarType() {
    return scalarType;
  }

  /// The type's name in C++, seen in other error messages of PyTorch.
  public String cppName() {
    return switch (this) {
      case BOOL -> "bool";
      case UINT8 -> "unsigned char";
      case INT8 -> "signed char";
      case INT16 -> "short int";
      case INT32 -> "int";
      case INT64 -> "long int";
      case FLOAT16 -> "c10::Half";
      case BFLOAT16 -> "c10::BFloat16";
      case FLOAT32 -> "float";
      case FLOAT64 -> "double";
    };
  }

  /// Bytes per element.
  public int itemSize() {
    return itemSize;
  }

  public Category category() {
    return category;
  }

  public boolean isFloatingPoint() {
    return category == Category.FLOATING;
  }

  /// @throws IllegalArgumentException for a name that is none of PyTorch's
  public static DType ofTorchName(String name) {
    for (DType dtype : values()) {
      if (dtype.torchName.equals(name)) return dtype;
    }
    throw new IllegalArgumentException("dtype: \"" + name + "\" is not supported");
  }

  /// The type that holds both, by PyTorch's table: the higher category wins, then the larger type;
  /// uint8 with int8 is int16, float16 with bfloat16 is float32.
  public static DType promote(DType a, DType b) {
    if (a == b) return a;
    if (a.category != b.category) return a.category.compareTo(b.category) > 0 ? a : b;
    if (isPair(a, b, UINT8, INT8)) return INT16;
    if (isPair(a, b, FLOAT16, BFLOAT16)) return FLOAT32;
    return a.compareTo(b) > 0 ? a : b;
  }

  private static boolean isPair(DType a, DType b, DType x, DType y) {
    return (a == x && b == y) || (a == y && b == x);
  }
}
