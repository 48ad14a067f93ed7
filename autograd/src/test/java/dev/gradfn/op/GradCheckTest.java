package dev.gradfn.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Generator;
import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ConvolutionGeometry;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.NdArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every row of the operation table against central differences, in float64: gradients, and second
/// derivatives by the inputs and by the incoming gradient.
class GradCheckTest {
  private static final Autograd.Options ONCE = Autograd.Options.DEFAULT.withAllowUnused(true);
  private static final Autograd.Options TWICE = ONCE.withCreateGraph(true);

  /// Rows that are never recorded have no gradient of their own: the row that uses them is checked.
  private static final Map<String, String> CHECKED_THROUGH =
      Map.of(
          "Binary.SILU_BACKWARD", "Unary.SILU",
          "NativeBatchNormBackward", "NativeBatchNorm");

  /// @param twice whether second derivatives are checked too
  record Case(
      String row, String what, Function<Tensor[], Tensor[]> f, Tensor[] inputs, boolean twice) {

    Case(Op op, String what, Tensor... inputs) {
      this(rowOf(op), what, in -> Operations.applyAll(op, in), inputs, true);
    }

    Case once() {
      return new Case(row, what, f, inputs, false);
    }
  }

  // ---- the table -----------------------------------------------------------------------------

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    pointwise(cases);
    views(cases);
    copies(cases);
    reductions(cases);
    images(cases);
    cases.addAll(ArithmeticGradCases.cases());
    cases.addAll(IndexingGradCases.cases());
    cases.addAll(WindowGradCases.cases());
    cases.addAll(LinalgGradCases.cases());
    cases.addAll(ReductionGradCases.cases());
    cases.addAll(ActivationGradCases.cases());
    return cases;
  }

  private static void pointwise(List<Case> cases) {
    for (Unary op : Unary.values()) {
      cases.add(new Case(op, "dense", positive(2, 3)));
      cases.add(new Case(op, "transposed", transposed(awayFromZero(3, 2))));
      cases.add(new Case(op, "stepped", stepped(2, 3)));
      cases.add(new Case(op, "0-dimensional", positive()));
      cases.add(new Case(op, "empty", positive(0, 3)));
    }
    cases.removeIf(c -> needsPositive(c.row()) && c.what().equals("transposed"));
    for (Op op :
        List.of(Binary.MUL, Binary.DIV, new Add(1), new Add(2.5), new Sub(1), new Sub(-3))) {
      broadcasts(cases, op);
    }
    cases.add(new Case(Binary.SIGMOID_BACKWARD, "dense", random(2, 3), positive(2, 3)));
    cases.add(new Case(Binary.THRESHOLD_BACKWARD, "dense", random(2, 3), awayFromZero(2, 3)));
    for (Number exponent : List.of(2, 3, 0.5, -1, 1, 0)) {
      cases.add(new Case(new Pow(exponent), "exponent " + exponent, positive(2, 3)));
    }
    cases.add(new Case(new Pow(3), "transposed", transposed(awayFromZero(3, 2))));
    cases.add(new Case(new LeakyRelu(0.1), "dense", awayFromZero(2, 5)));
    cases.add(new Case(new LeakyRelu(0.1), "transposed", transposed(awayFromZero(2, 5))));
    cases.add(new Case(new LeakyRelu(0.1), "empty", random(0)));
    cases.add(new Case(new LeakyReluBackward(0.1), "dense", random(2, 5), awayFromZero(2, 5)));
  }

  private static boolean needsPositive(String row) {
    return row.equals("Unary.SQRT") || row.equals("Unary.RSQRT");
  }

  static void broadcasts(List<Case> cases, Op op) {
    cases.add(new Case(op, "same shape", random(2, 3), positive(2, 3)));
    cases.add(new Case(op, "row", random(2, 3), positive(3)));
    cases.add(new Case(op, "column", random(2, 3), positive(2, 1)));
    cases.add(new Case(op, "0-dimensional", random(2, 3), positive()));
    cases.add(new Case(op, "both broadcast", random(2, 1), positive(4, 1, 3)));
    cases.add(new Case(op, "left smaller", random(3), positive(2, 3)));
    cases.add(new Case(op, "transposed", transposed(random(3, 2)), positive(2, 3)));
    cases.add(new Case(op, "empty", random(0, 3), positive(3)));
    Function<Tensor[], Tensor[]> twice = in -> Operations.applyAll(op, in[0], in[0]);
    cases.add(new Case(rowOf(op), "a tensor and itself", twice, in(positive(2, 3)), true));
  }

  private static void views(List<Case> cases) {
    cases.add(new Case(new View(Dims.of(3, 4)), "dense", random(2, 6)));
    cases.add(new Case(new View(Dims.of(0, 4)), "empty", random(2, 0)));
    Tensor everySecond = stepped(2, 6);
    cases.add(new Case(new ReshapeAlias(Dims.of(2, 2, 3)), "stepped", everySecond));
    cases.add(new Case(new UnsafeView(Dims.of(4, 3)), "dense", random(2, 6)));
    cases.add(new Case(new Permute(Dims.of(2, 0, -2)), "dense", random(2, 3, 4)));
    cases.add(new Case(new Permute(Dims.of(1, 0)), "transposed", transposed(random(2, 3))));
    cases.add(new Case(new Slice(1, 1, 4, 2), "step 2", random(2, 5)));
    cases.add(new Case(new Slice(-1, -3, Long.MAX_VALUE, 1), "open", transposed(random(5, 2))));
    cases.add(new Case(new Slice(0, 2, 2, 1), "nothing", random(3, 2)));
    cases.add(new Case(new Select(1, 2), "dense", random(2, 3)));
    cases.add(new Case(new Select(-2, -1), "transposed", transposed(random(2, 3))));
    cases.add(new Case(new Expand(Dims.of(4, 2, 3)), "column and new", random(2, 1)));
    cases.add(new Case(new Expand(Dims.of(-1, 3)), "keeps", random(2, 3)));
    cases.add(new Case(new Expand(Dims.of(2)), "0-dimensional", random()));
    cases.add(new Case(new Expand(Dims.of(0, 3)), "to nothing", random(1, 3)));
    cases.add(new Case(new Unsqueeze(1), "dense", random(2, 3)));
    cases.add(new Case(new Unsqueeze(-1), "at the end", transposed(random(2, 3))));
    cases.add(new Case(new Squeeze(1), "drops", random(2, 1, 3)));
    cases.add(new Case(new Squeeze(0), "keeps", random(2, 1, 3)));
    AsStrided window = new AsStrided(Dims.of(2, 2), Dims.of(1, 3), 1);
    cases.add(new Case(window, "window", random(3, 3)));
    cases.add(new Case(window, "of a transposed base", transposed(random(3, 3))));
    AsStrided repeated = new AsStrided(Dims.of(3, 2), Dims.of(0, 1), 0);
    cases.add(new Case(repeated, "repeated", random(4)));
    AsStrided sliding = new AsStrided(Dims.of(3, 2), Dims.of(1, 1), 0);
    cases.add(new Case(sliding, "sliding", random(4)));
    cases.add(new Case(new SplitWithSizes(Dims.of(1, 0, 2), 1), "dense", random(2, 3)));
    cases.add(
        new Case(new SplitWithSizes(Dims.of(2, 1), -1), "transposed", transposed(random(3, 2))));
    cases.add(
        new Case(
            "SplitWithSizes",
            "one piece unused",
            in -> in(Operations.applyAll(new SplitWithSizes(Dims.of(1, 2), 0), in)[1]),
            in(random(3, 2)),
            true));
  }

  private static void copies(List<Case> cases) {
    for (Clone format : Clone.values()) {
      cases.add(new Case(format, "transposed", transposed(random(2, 3))));
    }
    cases.add(new Case(new ToCopy(DType.FLOAT64), "transposed", transposed(random(2, 3))));
    cases.add(new Case("RandomFill", "seeded", GradCheckTest::filled, in(random(2, 3)), false));
    cases.addAll(RandomGradCases.cases());
    cases.add(new Case("Copy.COPY", "broadcast", GradCheckTest::copied, copyInputs(), true));
    cases.add(new Case(new ConstantPadNd(Dims.of(1, 2, 0, 1), 7), "around", random(2, 3)));
    cases.add(new Case(new ConstantPadNd(Dims.of(-1, 1), 7), "crops", transposed(random(3, 2))));
    cases.add(new Case(new Embed(Dims.of(2, 5), new Slice(1, 1, 4, 2)), "slice", random(2, 2)));
    cases.add(new Case(new Embed(Dims.of(3, 2), new Select(0, 1)), "select", random(2)));
    cases.add(new Case(new Cat(0), "dense", random(2, 3), random(1, 3), random(0, 3)));
    cases.add(new Case(new Cat(-1), "transposed", transposed(random(3, 2)), random(2, 1)));
    Function<Tensor[], Tensor[]> twice = in -> in(Operations.apply(new Cat(0), in[0], in[0]));
    cases.add(new Case("Cat", "a tensor and itself", twice, in(random(2, 3)), true));
  }

  /// The same numbers at each call.
  private static Tensor[] filled(Tensor[] in) {
    return in(in[0].cloned().uniform_(0, 1, new Generator().manualSeed(1)));
  }

  private static Tensor[] copyInputs() {
    return in(random(2, 3), random(3));
  }

  private static Tensor[] copied(Tensor[] in) {
    return in(in[0].mul(1).copy_(in[1]));
  }

  private static void reductions(List<Case> cases) {
    cases.add(new Case(SumAll.SUM, "dense", random(2, 3)));
    cases.add(new Case(SumAll.SUM, "transposed", transposed(random(2, 3))));
    cases.add(new Case(SumAll.SUM, "0-dimensional", random()));
    cases.add(new Case(SumAll.SUM, "empty", random(0, 2)));
    for (boolean keepdim : new boolean[] {false, true}) {
      String kept = keepdim ? ", kept" : "";
      cases.add(new Case(new Sum(Dims.of(1), keepdim), "middle" + kept, random(2, 3, 2)));
      cases.add(new Case(new Sum(Dims.of(-1, 0), keepdim), "two" + kept, random(2, 3, 2)));
      cases.add(new Case(new Sum(Dims.of(), keepdim), "all" + kept, transposed(random(2, 3))));
      cases.add(new Case(new Sum(Dims.of(0), keepdim), "of nothing" + kept, random(0, 2)));
    }
  }

  private static void images(List<Case> cases) {
    Dims one = Dims.of(1, 1);
    Dims none = Dims.of(0, 0);
    Convolution plain = convolution(one, none, one, 1);
    cases.add(new Case(plain, "with bias", random(2, 2, 4, 4), random(3, 2, 3, 3), random(3)));
    cases.add(new Case(plain, "without bias", random(1, 2, 3, 4), random(2, 2, 1, 1), null));
    Convolution strided = convolution(Dims.of(2, 1), Dims.of(1, 2), Dims.of(1, 2), 2);
    cases.add(new Case(strided, "all options", random(1, 4, 6, 5), random(2, 2, 3, 3), random(2)));
    Tensor channelsLast = permuted(random(1, 4, 4, 2), 0, 3, 1, 2);
    cases.add(new Case(plain, "channels last", channelsLast, random(2, 2, 3, 3), null));
    ConvolutionGeometry g = strided.geometry();
    cases.add(
        new Case(
            new ConvolutionInputGradient(g, Dims.of(1, 4, 6, 5)),
            "all options",
            random(1, 2, 3, 5),
            random(1, 4, 6, 5),
            random(2, 2, 3, 3)));
    cases.add(
        new Case(
            new ConvolutionWeightGradient(g, Dims.of(2, 2, 3, 3)),
            "all options",
            random(1, 2, 3, 5),
            random(1, 4, 6, 5),
            null));
    for (int wanted = 1; wanted < 8; wanted++) {
      cases.add(
          new Case(
              new ConvolutionBackward(g, (wanted & 1) > 0, (wanted & 2) > 0, (wanted & 4) > 0),
              "wanted " + wanted,
              random(1, 2, 3, 5),
              random(1, 4, 6, 5),
              random(2, 2, 3, 3)));
    }
    for (boolean training : new boolean[] {true, false}) {
      NativeBatchNorm norm = new NativeBatchNorm(training, 0.1, 1e-3);
      String mode = training ? "training" : "evaluation";
      Tensor mean = constant(random(3));
      Tensor variance = constant(positive(3));
      Tensor x = random(2, 3, 2, 2);
      cases.add(new Case(norm, mode, x, random(3), random(3), mean, variance));
      Tensor last = permuted(random(2, 2, 2, 3), 0, 3, 1, 2);
      cases.add(new Case(norm, mode + ", channels last", last, random(3), null, mean, variance));
      cases.add(
          new Case(norm, mode + ", two dimensions", random(4, 3), null, null, mean, variance));
    }
    MaxPool2dWithIndices pool =
        new MaxPool2dWithIndices(Dims.of(2, 3), Dims.of(1, 2), Dims.of(0, 1), one, true);
    cases.add(new Case(pool, "dense", distinct(1, 2, 4, 4)));
    cases.add(new Case(pool, "channels last", permuted(distinct(1, 4, 4, 2), 0, 3, 1, 2)));
    UpsampleNearest2d up = new UpsampleNearest2d(Dims.of(4, 5), null, null);
    cases.add(new Case(up, "to a size", random(1, 2, 2, 3)));
    UpsampleNearest2d doubled = new UpsampleNearest2d(Dims.of(4, 6), 2.0, 2.0);
    cases.add(new Case(doubled, "by a factor", permuted(random(1, 2, 3, 2), 0, 3, 1, 2)));
    cases.add(
        new Case(
            new UpsampleNearest2dBackward(up, Dims.of(1, 2, 2, 3)), "dense", random(1, 2, 4, 5)));
  }

  private static Convolution convolution(Dims stride, Dims padding, Dims dilation, int groups) {
    return new Convolution(stride, padding, dilation, false, Dims.of(0, 0), groups);
  }

  // ---- tests ---------------------------------------------------------------------------------

  @Test
  void every_row_has_a_case() {
    Set<String> rows = new TreeSet<>();
    collectRows(Op.class, rows);
    Set<String> covered = new TreeSet<>(CHECKED_THROUGH.keySet());
    for (Case c : cases()) covered.add(c.row());
    assertEquals(rows, covered);
  }

  @Test
  void exceptions_name_rows_that_have_a_case() {
    Set<String> rows = new TreeSet<>();
    for (Case c : cases()) rows.add(c.row());
    Set<String> missing = new TreeSet<>(CHECKED_THROUGH.values());
    missing.removeAll(rows);
    assertEquals(Set.of(), missing);
  }

  @TestFactory
  Stream<DynamicTest> gradients() {
    return cases().stream().map(c -> dynamicTest(c.row() + ", " + c.what(), () -> checkOnce(c)));
  }

  @TestFactory
  Stream<DynamicTest> second_derivatives() {
    return cases().stream()
        .filter(Case::twice)
        .map(c -> dynamicTest(c.row() + ", " + c.what(), () -> checkTwice(c)));
  }

  // ---- checks --------------------------------------------------------------------------------

  private static void checkOnce(Case c) {
    List<Tensor> inputs = leaves(c.inputs());
    List<Tensor> outputs = differentiable(c.f().apply(c.inputs()));
    List<Tensor> weights = weightsFor(outputs);
    List<Tensor> gradients = Autograd.grad(outputs, inputs, weights, ONCE);
    for (int i = 0; i < inputs.size(); i++) {
      Tensor x = inputs.get(i);
      double[] numeric = NumericGradient.of(() -> weighted(evaluate(c), weights), x);
      NumericGradient.assertClose(numeric, values(gradients.get(i), x), "input " + i);
    }
  }

  /// The gradients are a function of inputs and incoming gradients: this function is checked.
  private static void checkTwice(Case c) {
    List<Tensor> inputs = leaves(c.inputs());
    List<Tensor> outputs = differentiable(c.f().apply(c.inputs()));
    List<Tensor> weights = weightsFor(outputs);
    weights.forEach(Tensor::requiresGrad_);
    List<Tensor> gradients = Autograd.grad(outputs, inputs, weights, TWICE);
    List<Tensor> recorded = gradients.stream().filter(g -> g != null && g.requiresGrad()).toList();
    List<Tensor> projections = weightsFor(recorded);
    List<Tensor> variables = new ArrayList<>(inputs);
    variables.addAll(weights);
    List<Tensor> second =
        recorded.isEmpty()
            ? Arrays.asList(new Tensor[variables.size()])
            : Autograd.grad(recorded, variables, projections, ONCE);
    boolean[] counts = new boolean[gradients.size()];
    for (int i = 0; i < counts.length; i++) {
      Tensor g = gradients.get(i);
      counts[i] = g != null && g.requiresGrad();
    }
    for (int i = 0; i < variables.size(); i++) {
      Tensor v = variables.get(i);
      double[] numeric =
          NumericGradient.of(
              () -> weighted(firstOrder(c, inputs, weights, counts), projections), v);
      NumericGradient.assertClose(numeric, values(second.get(i), v), "variable " + i);
    }
    boolean allRecorded = true;
    for (int i = 0; i < counts.length; i++) allRecorded &= counts[i] || gradients.get(i) == null;
    // Every gradient depends on the incoming one, which requires grad, unless it is a constant 0.
    if (!allRecorded) requireConstant(gradients, counts);
  }

  private static void requireConstant(List<Tensor> gradients, boolean[] counts) {
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] || gradients.get(i) == null) continue;
      for (double value : gradients.get(i).toDoubleArray()) assertEquals(0, value);
    }
  }

  private static List<Tensor> firstOrder(
      Case c, List<Tensor> inputs, List<Tensor> weights, boolean[] counts) {
    List<Tensor> outputs = differentiable(c.f().apply(c.inputs()));
    List<Tensor> detached = weights.stream().map(Tensor::detach).toList();
    List<Tensor> gradients = Autograd.grad(outputs, inputs, detached, ONCE);
    List<Tensor> counted = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i]) counted.add(gradients.get(i));
    }
    return counted;
  }

  private static List<Tensor> evaluate(Case c) {
    return differentiable(c.f().apply(c.inputs()));
  }

  private static double weighted(List<Tensor> tensors, List<Tensor> weights) {
    double sum = 0;
    for (int i = 0; i < tensors.size(); i++) {
      double[] values = tensors.get(i).toDoubleArray();
      double[] factors = weights.get(i).toDoubleArray();
      for (int k = 0; k < values.length; k++) sum += values[k] * factors[k];
    }
    return sum;
  }

  private static List<Tensor> differentiable(Tensor[] outputs) {
    return Arrays.stream(outputs).filter(Tensor::requiresGrad).toList();
  }

  private static List<Tensor> leaves(Tensor[] inputs) {
    return Arrays.stream(inputs).filter(x -> x != null && x.requiresGrad()).toList();
  }

  private static List<Tensor> weightsFor(List<Tensor> outputs) {
    return outputs.stream().map(y -> constant(random(y.shape().toArray()))).toList();
  }

  private static double[] values(Tensor gradient, Tensor like) {
    return gradient == null ? new double[Math.toIntExact(like.numel())] : gradient.toDoubleArray();
  }

  // ---- rows ----------------------------------------------------------------------------------

  private static void collectRows(Class<?> type, Set<String> rows) {
    if (type.isEnum()) {
      for (Object constant : type.getEnumConstants()) rows.add(rowOf((Op) constant));
    } else if (type.isRecord()) {
      rows.add(type.getSimpleName());
    } else {
      for (Class<?> child : type.getPermittedSubclasses()) collectRows(child, rows);
    }
  }

  static String rowOf(Op op) {
    return op instanceof Enum<?> constant
        ? constant.getDeclaringClass().getSimpleName() + "." + constant.name()
        : op.getClass().getSimpleName();
  }

  // ---- inputs --------------------------------------------------------------------------------

  private static final Random RANDOM = new Random(1);

  static Tensor[] in(Tensor... inputs) {
    return inputs;
  }

  static Tensor random(long... shape) {
    return filled(shape, _ -> RANDOM.nextGaussian());
  }

  static Tensor positive(long... shape) {
    return filled(shape, _ -> 0.5 + RANDOM.nextDouble());
  }

  /// Differences do not step over a kink at 0.
  static Tensor awayFromZero(long... shape) {
    return filled(shape, i -> (i % 2 == 0 ? 1 : -1) * (0.1 + RANDOM.nextDouble()));
  }

  /// No two elements close to each other: the maximum stays where it is.
  static Tensor distinct(long... shape) {
    return filled(shape, i -> i * 37 % 101 * 0.1);
  }

  static Tensor filled(long[] shape, Function<Integer, Double> value) {
    Dims dims = Dims.of(shape);
    double[] values = new double[Math.toIntExact(dims.product())];
    for (int i = 0; i < values.length; i++) values[i] = value.apply(i);
    return Tensor.of(NdArray.wrap(DType.FLOAT64, values, dims)).requiresGrad_();
  }

  /// A leaf with the memory of `x` and its two dimensions exchanged.
  static Tensor transposed(Tensor x) {
    return permuted(x, 1, 0);
  }

  static Tensor permuted(Tensor x, int... order) {
    return Tensor.of(x.array().view(x.geometry().permute(order))).requiresGrad_();
  }

  /// Every second element of a larger memory, from element 1 on.
  static Tensor stepped(long... shape) {
    Dims dims = Dims.of(shape);
    Geometry geometry = new Geometry(dims, dims.contiguousStrides().map(s -> 2 * s), 1);
    Tensor memory = positive(geometry.extent() + 1);
    return Tensor.of(memory.array().view(geometry)).requiresGrad_();
  }

  static Tensor constant(Tensor x) {
    return x.detach();
  }
}
