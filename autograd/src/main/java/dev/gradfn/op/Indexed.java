package dev.gradfn.op;

import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Geometry;

/// Operations that write into the places of a copy of input 0 that an index or a mask names.
public sealed interface Indexed extends Op
    permits AddAt,
        ReadAt,
        PadNdBackward,
        EmbeddingDenseBackward,
        Scatter,
        IndexAdd,
        IndexCopy,
        IndexFill,
        IndexPut,
        Where,
        MaskedFill,
        Fill {

  /// Type and shape of input 0, in row-major order.
  static Op.Result[] dense(ArraySpec[] inputs) {
    return Op.Result.of(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(inputs[0].shape())));
  }

  /// Type, shape and strides of input 0.
  static Op.Result[] like(ArraySpec[] inputs) {
    return Clone.PRESERVE.infer(new ArraySpec[] {inputs[0]});
  }
}
