package dev.gradfn.nd4j;

import dev.gradfn.core.DType;
import org.nd4j.linalg.api.buffer.DataType;

/// Our element types and ND4J's: the bytes in memory are the same for each pair.
final class ElementTypes {
  private ElementTypes() {}

  static DataType toNd4j(DType dtype) {
    return switch (dtype) {
      case BOOL -> DataType.BOOL;
      case UINT8 -> DataType.UINT8;
      case INT8 -> DataType.INT8;
      case INT16 -> DataType.INT16;
      case INT32 -> DataType.INT32;
      case INT64 -> DataType.INT64;
      case FLOAT16 -> DataType.FLOAT16;
      case BFLOAT16 -> DataType.BFLOAT16;
      case FLOAT32 -> DataType.FLOAT;
      case FLOAT64 -> DataType.DOUBLE;
    };
  }

  /// @throws IllegalArgumentException for a type that PyTorch does not have
  static DType fromNd4j(DataType type) {
    return switch (type) {
      case BOOL -> DType.BOOL;
      case UBYTE -> DType.UINT8;
      case BYTE -> DType.INT8;
      case SHORT -> DType.INT16;
      case INT -> DType.INT32;
      case LONG -> DType.INT64;
      case HALF -> DType.FLOAT16;
      case BFLOAT16 -> DType.BFLOAT16;
      case FLOAT -> DType.FLOAT32;
      case DOUBLE -> DType.FLOAT64;
      default ->
          throw new IllegalArgumentException(
              "INDArray: elements of type " + type + " have no counterpart; cast it first");
    };
  }
}
