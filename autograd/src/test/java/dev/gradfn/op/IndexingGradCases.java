package dev.gradfn.op;

import static dev.gradfn.op.GradCheckTest.in;
import static dev.gradfn.op.GradCheckTest.random;
import static dev.gradfn.op.GradCheckTest.transposed;

import dev.gradfn.autograd.Indexing;
import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Shapes;
import dev.gradfn.autograd.Subscript;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.NdArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// Gradient checks of views, rearrangements and indexing.
final class IndexingGradCases {
  private IndexingGradCases() {}

  static List<GradCheckTest.Case> cases() {
    List<GradCheckTest.Case> cases = new ArrayList<>();
    views(cases);
    rearrangements(cases);
    picks(cases);
    writes(cases);
    bags(cases);
    return cases;
  }

  private static void views(List<GradCheckTest.Case> cases) {
    row(cases, new Transpose(0, -1), random(2, 3, 2));
    row(cases, T.T, random(2, 3));
    row(cases, T.T, random(3));
    row(cases, Alias.ALIAS, transposed(random(2, 3)));
    row(cases, SqueezeAll.SQUEEZE, random(1, 2, 1));
    row(cases, new SqueezeDims(Dims.of(0, 1, -1)), random(1, 2, 1));
    row(cases, new Split(2, 1), random(2, 5));
    row(cases, new UnsafeSplit(2, 1), random(2, 4));
    row(cases, new Unbind(-1), transposed(random(2, 3)));
    row(cases, new Diagonal(1, 0, 1), random(2, 3));
    row(cases, new Diagonal(-1, 2, 0), random(3, 2, 3));
    row(cases, new Unfold(0, 3, 1), random(5, 2));
    row(cases, new Unfold(-1, 2, 3), random(2, 6));
    row(cases, new UnfoldBackward(Dims.of(5, 2), new Unfold(0, 3, 1)), random(3, 2, 3));
    row(cases, new UnfoldBackward(Dims.of(2, 6), new Unfold(-1, 2, 3)), random(2, 2, 2));
    row(cases, new DiagEmbed(-1, -2, -1), random(2, 2));
    row(cases, new DiagonalCopy(1, 0, 1), random(3, 4));
    row(cases, new Stack(1), random(2, 3), transposed(random(3, 2)));
  }

  private static void rearrangements(List<GradCheckTest.Case> cases) {
    row(cases, new Flip(Dims.of(0, -1)), transposed(random(3, 2)));
    row(cases, new Rot90(1, Dims.of(0, 1)), random(2, 3));
    row(cases, new Rot90(-1, Dims.of(2, 0)), random(2, 2, 3));
    row(cases, new Roll(Dims.of(-2), Dims.of()), random(2, 3));
    row(cases, new Roll(Dims.of(1, 4), Dims.of(0, 1)), random(2, 3));
    row(cases, new Repeat(Dims.of(2, 1, 3)), transposed(random(3, 2)));
    row(cases, new Triangle(true, 1), random(2, 3, 3));
    row(cases, new Triangle(false, 0), random(3, 2));
    row(cases, new Shuffle(Shuffle.Kind.PIXEL, 2), random(4, 1, 2));
    row(cases, new Shuffle(Shuffle.Kind.PIXEL_UNDONE, 2), random(1, 2, 2));
    row(cases, new Shuffle(Shuffle.Kind.CHANNEL, 2), random(1, 4, 2));
    for (PadNd.Mode mode : PadNd.Mode.values()) {
      PadNd pad = new PadNd(mode, Dims.of(2, 1, 1, 0));
      row(cases, pad, random(1, 2, 3));
      row(cases, new PadNd(mode, Dims.of(-1, 2)), random(1, 2, 5));
      row(cases, new PadNdBackward(pad), random(1, 3, 6), random(1, 2, 3));
    }
    Function<Tensor[], Tensor[]> joined = x -> in(Shapes.cat(List.of(x[0], x[1]), 1));
    cases.add(
        new GradCheckTest.Case("Cat", "empty vector", joined, in(random(0), random(2, 3)), true));
  }

  private static void picks(List<GradCheckTest.Case> cases) {
    Tensor numbers = longs(Dims.of(3), 0, 2, 0);
    Tensor places = longs(Dims.of(2, 2), 0, 2, 1, 1);
    check(cases, "IndexSelect", x -> x[0].indexSelect(1, numbers), random(2, 3));
    check(cases, "Gather", x -> x[0].gather(1, places), transposed(random(3, 2)));
    check(cases, "Take.TAKE", x -> x[0].take(longs(Dims.of(2, 2), 0, 5, -1, 3)), random(2, 3));
    check(cases, "Index", x -> x[0].get(numbers), random(3, 2));
    check(cases, "Index", x -> Subscript.get(x[0], neighbours()), random(2, 3, 3));
    check(cases, "Index", x -> Subscript.get(x[0], apart()), random(3, 2, 3));
    check(cases, "MaskedSelect", x -> x[0].maskedSelect(mask()), random(2, 3));
    check(cases, "MaskedSelect", x -> x[0].maskedSelect(mask()), random(3));
    Embedding padded = new Embedding(2, false);
    EmbeddingDenseBackward back = new EmbeddingDenseBackward(4, padded);
    Tensor others = longs(Dims.of(3), 0, 3, 0);
    check(cases, "Embedding", x -> Operations.apply(padded, x[0], others), random(4, 2));
    check(
        cases, "EmbeddingDenseBackward", x -> Operations.apply(back, x[0], numbers), random(3, 2));
    Tensor positions = longs(Dims.of(2, 2), 0, -1, 3, 3);
    AddAt add = new AddAt("AddAt", Dims.of(2, 3));
    check(cases, "AddAt", x -> Operations.apply(add, x[0], positions), random(2, 2));
    check(cases, "ReadAt.READ", x -> Operations.apply(ReadAt.READ, x[0], positions), random(2, 3));
  }

  private static List<Object> neighbours() {
    Subscript.Range all = new Subscript.Range(null, null, null);
    return List.of(all, longs(Dims.of(2, 1), 0, 2), longs(Dims.of(2), 1, 1));
  }

  private static List<Object> apart() {
    Subscript.Range all = new Subscript.Range(null, null, null);
    return List.of(longs(Dims.of(2), 0, 2), all, longs(Dims.of(2), 1, 1));
  }

  private static void writes(List<GradCheckTest.Case> cases) {
    Tensor places = longs(Dims.of(2, 2), 0, 2, 1, 0);
    Tensor numbers = longs(Dims.of(3), 0, 2, 0);
    check(cases, "Scatter", x -> x[0].scatter(1, places, x[1]), random(2, 3), random(2, 2));
    check(cases, "Scatter", x -> x[0].scatter(1, places, 2), random(2, 3));
    check(cases, "Scatter", x -> x[0].scatterAdd(-1, places, x[1]), random(2, 3), random(2, 2));
    check(cases, "IndexAdd", x -> x[0].indexAdd(1, numbers, x[1], 2), random(2, 3), random(2, 3));
    Tensor distinct = longs(Dims.of(2), 2, 0);
    check(cases, "IndexCopy", x -> x[0].indexCopy(1, distinct, x[1]), random(2, 3), random(2, 2));
    check(cases, "IndexFill", x -> x[0].indexFill(-1, numbers, 2), random(2, 3));
    check(cases, "IndexFill", x -> x[0].indexFill(1, numbers, x[1]), random(2, 3), random());
    for (boolean accumulate : new boolean[] {false, true}) {
      List<Tensor> items = List.of(longs(Dims.of(2), 1, 0));
      check(
          cases,
          "IndexPut",
          x -> Subscript.put(x[0], items, x[1], accumulate),
          random(3, 2),
          random(2));
    }
    check(cases, "Where.WHERE", x -> Indexing.where(mask(), x[0], x[1]), random(2, 3), random());
    check(cases, "MaskedFill.NUMBER", x -> x[0].maskedFill(mask(), 2), random(2, 3));
    check(cases, "MaskedFill.TENSOR", x -> x[0].maskedFill(mask(), x[1]), random(3), random());
    check(cases, "Fill.NUMBER", x -> x[0].fill(2), random(2, 3));
    check(cases, "Fill.TENSOR", x -> x[0].fill(x[1]), random(2, 3), random());
    check(cases, "Fill.ZERO", x -> x[0].mul(1).zero_(), random(2, 3));
  }

  /// The second bag is empty, row 1 occurs twice, row 2 is padding.
  private static void bags(List<GradCheckTest.Case> cases) {
    Tensor numbers = longs(Dims.of(5), 1, 3, 2, 1, 0);
    Tensor offsets = longs(Dims.of(3), 0, 3, 3);
    Tensor ends = longs(Dims.of(3), 0, 3, 5);
    for (EmbeddingBag.Mode mode : EmbeddingBag.Mode.values()) {
      EmbeddingBag plain = new EmbeddingBag(mode, false, false, -1);
      EmbeddingBag padded = new EmbeddingBag(mode, false, true, 2);
      bag(cases, x -> Operations.apply(plain, x[0], null, numbers, offsets), random(4, 2));
      bag(cases, x -> Operations.apply(padded, x[0], null, numbers, ends), random(4, 2));
    }
    EmbeddingBag sum = new EmbeddingBag(EmbeddingBag.Mode.SUM, false, false, 2);
    bag(cases, x -> Operations.apply(sum, x[0], x[1], numbers, offsets), random(4, 2), random(5));
  }

  private static void bag(
      List<GradCheckTest.Case> cases, Function<Tensor[], Tensor> f, Tensor... inputs) {
    check(cases, "EmbeddingBag", f, inputs);
  }

  private static void row(List<GradCheckTest.Case> cases, Op op, Tensor... inputs) {
    cases.add(new GradCheckTest.Case(op, op + " of " + Arrays.toString(shapes(inputs)), inputs));
  }

  private static void check(
      List<GradCheckTest.Case> cases, String row, Function<Tensor[], Tensor> f, Tensor... inputs) {
    String what = "case " + cases.size() + " of " + Arrays.toString(shapes(inputs));
    cases.add(new GradCheckTest.Case(row, what, x -> in(f.apply(x)), inputs, true));
  }

  private static Dims[] shapes(Tensor... inputs) {
    return Arrays.stream(inputs).map(Tensor::shape).toArray(Dims[]::new);
  }

  private static Tensor longs(Dims shape, long... values) {
    return Tensor.of(NdArray.wrap(DType.INT64, values, shape));
  }

  private static Tensor mask() {
    return Tensor.of(NdArray.wrap(DType.BOOL, new byte[] {1, 0, 1, 0, 1, 1}, Dims.of(2, 3)));
  }
}
