package dev.gradfn.signature;

import dev.gradfn.autograd.Subscript;
import dev.gradfn.core.DType;
import java.util.List;

/// Of shapes, dimensions and indices.
final class ShapeRefusals extends RefusedCalls {
  ShapeRefusals() {
    shapes();
    pieces();
    indices();
  }

  private void pieces() {
    String sizes = "split_with_sizes expects split_sizes have only non-negative entries, but got";
    runtime(sizes + " split_sizes=[1, -1]", "split", ones(2), List.of(1L, -1L));
    runtime(
        "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims",
        "tensor_split",
        ones(),
        2L);
    runtime("size is -1 but must be >= 0", "unfold", ones(2), 0L, -1L, 1L);
    runtime("`shifts` required", "roll", ones(2), List.of());
    runtime(
        "movedim: repeated dim in `source` ([0, 0])",
        "movedim",
        ones(2, 3),
        List.of(0L, 0L),
        List.of(0L, 1L));
    runtime(
        "dim 0 appears multiple times in the list of dims",
        "squeeze",
        ones(1, 2),
        List.of(0L, -2L));
    runtime(
        "cannot reshape tensor of 0 elements into shape [-1, 0] because the unspecified dimension"
            + " size -1 can be any value and is ambiguous",
        "view",
        ones(0, 3),
        -1L,
        0L);
    runtime(
        "Tensor: invalid storage offset -1", "as_strided", ones(2), List.of(2L), List.of(1L), -1L);
    runtime(
        "Storage size calculation overflowed with sizes=[-2] and strides=[1]",
        "as_strided",
        ones(2),
        List.of(-2L),
        List.of(1L));
    String sizesOfBoth =
        "The size of tensor a (2) must match the size of tensor b (3) at non-singleton";
    runtime(sizesOfBoth + " dimension 0", "masked_select", ones(3), truths(1, 0));
    runtime(sizesOfBoth + " dimension 0", "masked_fill", ones(3), truths(1, 0), 1.0);
    runtime(
        "unflatten: Provided sizes [-1, 2] don't multiply up to the size of dim 0 (3) in the input"
            + " tensor",
        "unflatten",
        ones(3),
        0L,
        List.of(-1L, 2L));
    runtime(
        "repeats must be 0-dim or 1-dim tensor", "repeat_interleave", ones(1), longs(1).view(1, 1));
    index("amax(): Expected reduction dim 1 to have non-zero size.", "amax", ones(2, 0), 1L);
    runtime("argmax(): does not support bool input", "argmax", truths(1, 0));
    index(
        "index_add_(): Index is supposed to be a vector, but got dim: 2 with type: Long and size:"
            + " [1, 1]",
        "index_add",
        ones(2),
        0L,
        longs(0).view(1, 1),
        ones(1));
    index(
        "slice() cannot be applied to a 0-dim tensor.",
        "__getitem__",
        ones(),
        new Subscript.Range(0L, 1L, null));
  }

  private void shapes() {
    runtime(
        "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0",
        "where",
        truths(1, 1),
        ones(3),
        ones(2));
    runtime(
        "Tensors must have same number of dimensions: got 2 and 1",
        "cat",
        List.of(ones(2, 3), ones(2)));
    value("torch.cat(): expected a non-empty list of Tensors", "cat", NO_KEYWORDS, List.of());
    index(outOfRange(-1, 0, 1), "cat", List.of(ones(2)), 1L);
    runtime(
        "zero-dimensional tensor (at position 0) cannot be concatenated",
        "cat",
        List.of(ones(), ones()));
    runtime("stack expects a non-empty TensorList", "stack", List.of());
    runtime("shape '[4, 2]' is invalid for input of size 6", "view", ones(6), 4L, 2L);
    runtime("shape '[4, -1]' is invalid for input of size 6", "view", ones(6), 4L, -1L);
    runtime("only one dimension can be inferred", "view", ones(6), -1L, -1L);
    runtime("invalid shape dimension -2 at index 0 of shape [-2, 3]", "view", ones(6), -2L, 3L);
    runtime(
        "flatten() has invalid args: start_dim cannot come after end_dim",
        "flatten",
        ones(2, 3),
        1L,
        0L);
    runtime(
        "unflatten: Provided sizes [4, 2] don't multiply up to the size of dim 0 (6) in the input"
            + " tensor",
        "unflatten",
        ones(6),
        0L,
        List.of(4L, 2L));
    runtime("permute(): duplicate dims are not allowed.", "permute", ones(2, 3), List.of(0L, 0L));
    runtime(
        "permute(sparse_coo): number of dimensions in the tensor input does not match the length of"
            + " the desired ordering of dimensions i.e. input.dim() = 2 is not equal to len(dims) ="
            + " 1",
        "permute",
        ones(2, 3),
        0L);
    index(outOfRange(-2, 1, 2), "transpose", ones(2, 3), 0L, 2L);
    runtime("dim 0 appears multiple times in the list of dims", "sum", ones(2, 3), List.of(0L, 0L));
    runtime(
        "dim 0 appears multiple times in the list of dims", "flip", ones(2, 2), List.of(0L, 0L));
    index(outOfRange(-1, 0, 1), "max", ones(), 1L);
    index("argmax(): Expected reduction dim 1 to have non-zero size.", "argmax", ones(2, 0), 1L);
    index(outOfRange(-1, 0, 1), "softmax", ones(2), 1L);
    index(outOfRange(-2, 1, 3), "unsqueeze", ones(2), 3L);
    String expanded = "The expanded size of the tensor ";
    runtime(
        expanded
            + "(3) must match the existing size (2) at non-singleton dimension 0.  Target sizes:"
            + " [3].  Tensor sizes: [2]",
        "expand",
        ones(2),
        3L);
    runtime(
        "expand(torch.FloatTensor{[2, 3]}, size=[3]): the number of sizes provided (1) must be"
            + " greater or equal to the number of dimensions in the tensor (2)",
        "expand",
        ones(2, 3),
        3L);
    runtime(
        expanded + "(-1) isn't allowed in a leading, non-existing dimension 0",
        "expand",
        ones(2),
        -1L,
        2L);
    runtime(
        "Number of dimensions of repeat dims can not be smaller than number of dimensions of"
            + " tensor",
        "repeat",
        ones(2, 3),
        2L);
    runtime(
        "split_with_sizes expects split_sizes to sum exactly to 5 (input tensor's size at dimension"
            + " 0), but got split_sizes=[2, 2]",
        "split",
        ones(5),
        List.of(2L, 2L));
    runtime("chunk expects `chunks` to be greater than 0, got: 0", "chunk", ones(5), 0L);
    runtime("start (3) + length (4) exceeds dimension size (5).", "narrow", ones(5), 0L, 3L, 4L);
    runtime(
        "setStorage: sizes [3, 3], strides [2, 1], storage offset 0, and itemsize 4 requiring a"
            + " storage size of 28 are out of bounds for storage of size 16",
        "as_strided",
        ones(4),
        List.of(3L, 3L),
        List.of(2L, 1L));
    runtime(
        "as_strided: Negative strides are not supported at the moment, got strides: [-1]",
        "as_strided",
        ones(4),
        List.of(2L),
        List.of(-1L));
    runtime(
        "shifts and dimensions must align. shifts: 2, dims:1",
        "roll",
        ones(4),
        List.of(1L, 2L),
        List.of(0L));
  }

  private void indices() {
    index("index 3 is out of bounds for dimension 0 with size 3", "__getitem__", ones(3), 3L);
    index(
        "tensors used as indices must be long, int, byte or bool tensors",
        "__getitem__",
        ones(3),
        ones(1));
    index(
        "The shape of the mask [2] at index 0 does not match the shape of the indexed tensor [3] at"
            + " index 0",
        "__getitem__",
        ones(3),
        truths(1, 0));
    index(
        "shape mismatch: indexing tensors could not be broadcast together with shapes [2], [3]",
        "__getitem__",
        ones(3, 3),
        List.of(longs(0, 1), longs(0, 1, 2)));
    runtime(
        "shape mismatch: value tensor of shape [3] cannot be broadcast to indexing result of shape"
            + " [2]",
        "__setitem__",
        ones(4),
        truths(1, 1, 0, 0),
        ones(3));
    runtime(
        "Index tensor must have the same number of dimensions as input tensor",
        "gather",
        ones(2, 3),
        1L,
        longs(0));
    runtime(
        "Size does not match at dimension 0 expected index [3, 1] to be no larger than self [2, 3]"
            + " apart from dimension 1",
        "gather",
        ones(2, 3),
        1L,
        longs(0, 0, 0).view(3, 1));
    runtime(
        "index 3 is out of bounds for dimension 1 with size 3",
        "scatter",
        ones(2, 3),
        1L,
        longs(3).view(1, 1),
        1.0);
    runtime(
        "index -1 is out of bounds for dimension 0 with size 3", "gather", ones(3), 0L, longs(-1));
    runtime(
        "Expected index [2, 4] to be no larger than self [2, 3] apart from dimension 1 and to be no"
            + " larger size than src [2, 3]",
        "scatter",
        ones(2, 3),
        1L,
        ones(DType.INT64, 2, 4),
        ones(2, 3));
    runtime(
        "index 2 is out of bounds for dimension 0 with size 2",
        "scatter_add",
        ones(2, 3),
        0L,
        longs(2, 0, 0).view(1, 3),
        ones(1, 3));
    runtime(
        "index_select(): Expected dtype int32 or int64 for index",
        "index_select",
        ones(3),
        0L,
        ones(1));
    index("index out of range in self", "index_select", ones(3), 0L, longs(3));
    index("index out of range in self", "index_select", ones(3), 0L, longs(-1));
    index(
        "index_select(): Index is supposed to be a vector",
        "index_select",
        ones(3, 3),
        0L,
        longs(0).view(1, 1));
    runtime(
        "masked_fill_ only supports a 0-dimensional value tensor, but got tensor with 1"
            + " dimension(s).",
        "masked_fill",
        ones(3),
        truths(1, 0, 1),
        ones(2));
    runtime(
        "masked_fill_ only supports boolean masks, but got mask with dtype long int",
        "masked_fill",
        ones(3),
        longs(1, 0, 1),
        2.0);
    runtime(
        "masked_select: expected BoolTensor for mask", "masked_select", ones(3), longs(1, 0, 1));
    index("index out of range in self", "nn.functional.embedding", longs(3), ones(3, 2));
    index("index out of range in self", "nn.functional.embedding", longs(-1), ones(3, 2));
    runtime(
        "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long,"
            + " Int; but got torch.FloatTensor instead (while checking arguments for embedding)",
        "nn.functional.embedding",
        ones(1),
        ones(3, 2));
    runtime("Class values must be non-negative.", "nn.functional.one_hot", longs(-1));
    runtime(
        "Class values must be smaller than num_classes.", "nn.functional.one_hot", longs(3), 3L);
    index(
        "out of range: tried to access index 3 on a tensor of 3 elements.",
        "take",
        ones(3),
        longs(3));
    runtime("selected index k out of range", "topk", ones(3), 4L);
    runtime("kthvalue(): selected number k out of range for dimension 0", "kthvalue", ones(3), 0L);
  }
}
