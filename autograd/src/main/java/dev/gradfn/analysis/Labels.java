package dev.gradfn.analysis;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.NdArray;
import dev.gradfn.op.Cat;
import dev.gradfn.op.Expand;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/// Which channel each element of a tensor belongs to: a number of [ChannelClasses], 0 for none, a
/// negative number for an element of a parameter.
///
/// The numbers are a tensor themselves, so that an operation which only moves elements can be run
/// on them. Along dimensions where nothing changes they are expanded, not repeated: for an image of
/// any size they take no more memory than there are channels.
record Labels(Tensor numbers) {
  static Labels all(int number, Dims shape) {
    return new Labels(tensor(new int[] {number}, Dims.filled(shape.rank(), 1))).expand(shape);
  }

  static Labels none(Dims shape) {
    return all(0, shape);
  }

  /// The same numbers at every place of the other dimensions.
  static Labels along(int dim, int[] numbers, Dims shape) {
    Dims ones = Dims.filled(shape.rank(), 1);
    return new Labels(tensor(numbers, ones.with(dim, numbers.length))).expand(shape);
  }

  private static Tensor tensor(int[] numbers, Dims shape) {
    return Tensor.of(NdArray.wrap(DType.INT32, numbers, shape));
  }

  Dims shape() {
    return numbers.shape();
  }

  Labels expand(Dims shape) {
    return new Labels(Operations.apply(new Expand(shape), numbers));
  }

  /// Where elements must be copied for it, what repeats itself is found again.
  Labels reshape(Dims shape) {
    Labels result = new Labels(numbers.reshape(shape));
    if (numbers.array().storage() == result.numbers.array().storage()) return result;
    Labels small = result;
    for (int d = 0; d < shape.rank(); d++) {
      if (small.isConstant(d)) small = small.first(d);
    }
    return small.expand(shape);
  }

  boolean varies(int dim) {
    return shape().get(dim) > 1 && numbers.strides().get(dim) != 0;
  }

  private Labels first(int dim) {
    return new Labels(numbers.narrow(dim, 0, Math.min(1, shape().get(dim))));
  }

  /// Only the first place of each dimension along which these and `other` repeat themselves.
  private Labels without(Labels other) {
    Labels small = this;
    for (int d = 0; d < shape().rank(); d++) {
      if (!varies(d) && !other.varies(d)) small = small.first(d);
    }
    return small;
  }

  /// All numbers that occur, 0 too.
  int[] values() {
    return ints(without(this).numbers);
  }

  private static int[] ints(Tensor tensor) {
    return Arrays.stream(tensor.toLongArray()).mapToInt(Math::toIntExact).toArray();
  }

  private boolean isConstant(int dim) {
    Labels first = first(dim).expand(shape());
    return Arrays.equals(ints(numbers), ints(first.numbers));
  }

  /// What is done with two numbers that meet in one element.
  @FunctionalInterface
  interface Meeting {
    int meet(int one, int other);
  }

  /// These with the dimensions that are not `kept` folded to one place each, where numbers meet.
  private Labels folded(IntPredicate kept, Meeting meeting) {
    Tensor small = without(this).numbers;
    int[] values = ints(small);
    long[] sizes = small.shape().toArray();
    long[] left = sizes.clone();
    int count = 1;
    for (int d = 0; d < sizes.length; d++) {
      if (!kept.test(d)) left[d] = 1;
      count *= (int) left[d];
    }
    int[] result = new int[count];
    for (int i = 0; i < values.length; i++) {
      int at = place(i, sizes, left);
      result[at] = meeting.meet(result[at], values[i]);
    }
    return new Labels(tensor(result, Dims.of(left)));
  }

  /// Where element `i` of the first shape goes in the second, in which some dimensions are 1.
  private static int place(int i, long[] from, long[] to) {
    int rest = i;
    int place = 0;
    int stride = 1;
    for (int d = from.length - 1; d >= 0; d--) {
      int at = (int) (rest % from[d]);
      rest /= (int) from[d];
      if (to[d] == from[d]) place += at * stride;
      stride *= (int) to[d];
    }
    return place;
  }

  /// The number at each place of `dim`.
  int[] along(int dim, Meeting meeting) {
    Labels folded = folded(d -> d == dim, meeting);
    return ints(folded.expand(folded.shape().with(dim, shape().get(dim))).numbers);
  }

  /// The number at each place of `dim`, if other dimensions do not change it; else null.
  int[] alongAlone(int dim) {
    boolean[] changes = new boolean[1];
    int[] along =
        along(
            dim,
            (one, other) -> {
              changes[0] |= one != 0 && other != 0 && one != other;
              return one == 0 ? other : one;
            });
    return changes[0] ? null : along;
  }

  /// One number for each place of the first `dims` dimensions.
  Labels planes(int dims, Meeting meeting) {
    Labels folded = folded(d -> d < dims, meeting);
    Dims shape = folded.shape();
    for (int d = 0; d < dims; d++) shape = shape.with(d, shape().get(d));
    return folded.expand(shape);
  }

  /// The element-wise union of two of the same shape.
  Labels merge(Labels other, Meeting meeting) {
    Tensor small = without(other).numbers;
    int[] mine = ints(small);
    int[] others = ints(other.without(this).numbers);
    for (int i = 0; i < mine.length; i++) mine[i] = meeting.meet(mine[i], others[i]);
    return new Labels(tensor(mine, small.shape())).expand(shape());
  }

  /// Side by side along `dim`.
  static Labels cat(List<Labels> parts, int dim, Dims shape) {
    int rank = shape.rank();
    int along = dim < 0 ? dim + rank : dim;
    List<Labels> small = parts.stream().filter(part -> part.shape().rank() == rank).toList();
    for (int d = 0; d < rank; d++) {
      int at = d;
      if (d == along || small.stream().anyMatch(part -> part.varies(at))) continue;
      small = small.stream().map(part -> part.first(at)).toList();
    }
    Tensor[] numbers = small.stream().map(Labels::numbers).toArray(Tensor[]::new);
    return new Labels(Operations.apply(new Cat(along), numbers)).expand(shape);
  }
}
