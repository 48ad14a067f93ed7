package dev.gradfn.op;

import dev.gradfn.core.ArraySpec;

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

  /// Type, shape and strides of input 0.
  static Op.Result[] like(ArraySpec[] inputs) {
    return Clone.PRESERVE.infer(new ArraySpec[] {inputs[0]});
  }
}
