package dev.gradfn.optim;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Repr;
import java.util.List;
import java.util.stream.Collectors;

/// Values of options as Python's `str` shows them.
public final class PythonText {
  private PythonText() {}

  public static String of(Object value) {
    return switch (value) {
      case null -> "None";
      case Boolean flag -> Repr.bool(flag);
      case Double number -> Repr.number(number);
      case List<?> list ->
          list.stream().map(PythonText::item).collect(Collectors.joining(", ", "[", "]"));
      default -> value.toString();
    };
  }

  private static String item(Object value) {
    return value instanceof String text ? "'" + text + "'" : of(value);
  }

  /// The name of a value's type, as in PyTorch's errors.
  public static String typeName(Object value) {
    return switch (value) {
      case null -> "NoneType";
      case Tensor tensor -> "torch." + tensorType(tensor);
      case Boolean _ -> "bool";
      case Long _ -> "int";
      case Integer _ -> "int";
      case Double _ -> "float";
      case String _ -> "str";
      case List<?> _ -> "list";
      default -> value.getClass().getSimpleName();
    };
  }

  private static String tensorType(Tensor tensor) {
    return switch (tensor.dtype()) {
      case FLOAT64 -> "DoubleTensor";
      case FLOAT32 -> "FloatTensor";
      case FLOAT16 -> "HalfTensor";
      case BFLOAT16 -> "BFloat16Tensor";
      case INT64 -> "LongTensor";
      case INT32 -> "IntTensor";
      case INT16 -> "ShortTensor";
      case INT8 -> "CharTensor";
      case UINT8 -> "ByteTensor";
      case BOOL -> "BoolTensor";
    };
  }
}
