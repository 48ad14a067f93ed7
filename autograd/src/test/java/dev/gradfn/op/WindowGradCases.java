package dev.gradfn.op;

import static dev.gradfn.op.GradCheckTest.distinct;
import static dev.gradfn.op.GradCheckTest.permuted;
import static dev.gradfn.op.GradCheckTest.random;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.NdArray;
import java.util.ArrayList;
import java.util.List;

/// Rows behind layers: transposed convolution, unfolding, pooling, interpolation, normalisation.
final class WindowGradCases {
  private WindowGradCases() {}

  static List<GradCheckTest.Case> cases() {
    List<GradCheckTest.Case> cases = new ArrayList<>();
    convolutions(cases);
    maxPools(cases);
    avgPools(cases);
    upsampling(cases);
    grids(cases);
    normalisations(cases);
    return cases;
  }

  private static void convolutions(List<GradCheckTest.Case> cases) {
    Dims two = Dims.of(2, 2);
    Dims one = Dims.of(1, 1);
    Dims none = Dims.of(0, 0);
    Op transposed = new Convolution(Dims.of(2, 1), one, Dims.of(1, 2), true, Dims.of(1, 0), 2);
    cases.add(
        new GradCheckTest.Case(
            transposed, "transposed", random(1, 4, 3, 3), random(4, 1, 2, 2), random(2)));
    cases.add(new GradCheckTest.Case(new Im2Col(two, one, one, two), "padded", random(1, 2, 4, 4)));
    cases.add(
        new GradCheckTest.Case(new Im2Col(two, two, none, one), "unbatched", random(2, 4, 4)));
    cases.add(
        new GradCheckTest.Case(
            new Col2Im(Dims.of(4, 4), two, one, none, one), "overlapping", random(1, 8, 9)));
  }

  /// Every way to read beside an element or outside the image. The grid keeps away from where a
  /// reading has a kink.
  private static void grids(List<GradCheckTest.Case> cases) {
    for (GridSampling.Mode mode : GridSampling.Mode.values()) {
      for (GridSampling.Padding padding : GridSampling.Padding.values()) {
        GridSampling sampling = new GridSampling(mode, padding, mode.ordinal() % 2 == 0);
        GridSampler op = new GridSampler(sampling, Dims.of(0, 0));
        String what = mode + " " + padding;
        Dims image = Dims.of(1, 2, 3, 4);
        cases.add(new GradCheckTest.Case(op, what, random(1, 2, 3, 4), grid(2)));
        Op scatter = new GridScatter(op, image);
        cases.add(new GradCheckTest.Case(scatter, what, random(1, 2, 1, 3), grid(2)));
      }
    }
    GridSampling plain = GridSampling.of("bilinear", "zeros", false);
    GridSampler volume = new GridSampler(plain, Dims.of(0, 0, 0));
    cases.add(new GradCheckTest.Case(volume, "volume", random(1, 1, 2, 3, 2), grid(3)));
  }

  private static Tensor grid(int rank) {
    double[] values =
        rank == 2
            ? new double[] {-0.31, 0.42, 0.57, -0.63, 1.31, -1.22}
            : new double[] {-0.31, 0.42, 0.17, 0.57, -0.63, -0.12};
    long[] shape = rank == 2 ? new long[] {1, 1, 3, 2} : new long[] {1, 1, 1, 2, 3};
    return Tensor.of(values, shape).requiresGrad_();
  }

  private static void maxPools(List<GradCheckTest.Case> cases) {
    Dims two = Dims.of(2, 2, 2);
    Dims zero = Dims.of(0, 0, 0);
    Dims one = Dims.of(1, 1, 1);
    Op sliding = new MaxPool3dWithIndices(two, Dims.of(), zero, one, true);
    cases.add(new GradCheckTest.Case(sliding, "dense", distinct(1, 2, 3, 3, 4)));
    Op dilated = new MaxPool3dWithIndices(two, one, Dims.of(1, 0, 1), Dims.of(1, 2, 1), false);
    cases.add(new GradCheckTest.Case(dilated, "dilated", distinct(1, 1, 3, 4, 3)));
    Tensor places = Tensor.of(new long[] {3, 0, 10, 7}, 1, 2, 1, 2);
    MaxUnpool planes = new MaxUnpool(Dims.of(3, 4));
    cases.add(new GradCheckTest.Case(planes, "planes", random(1, 2, 1, 2), places));
    MaxUnpool volumes = new MaxUnpool(Dims.of(1, 3, 4));
    cases.add(
        new GradCheckTest.Case(volumes, "volumes", random(2, 1, 1, 2), places.view(2, 1, 1, 2)));
    Op adaptive = new AdaptiveMaxPool(Dims.of(2, 3));
    cases.add(new GradCheckTest.Case(adaptive, "planes", distinct(1, 2, 5, 4)));
    Op volume = new AdaptiveMaxPool(Dims.of(2, 1, 3));
    cases.add(new GradCheckTest.Case(volume, "volumes", distinct(1, 2, 3, 2, 4)));
    cases.add(
        new GradCheckTest.Case(
            new MaxPool2dWithIndicesBackward("MaxPool2DWithIndices", Dims.of(1, 3, 3)),
            "dense",
            random(1, 2, 2),
            random(1, 3, 3),
            indices(1, 2, 2)));
  }

  private static Tensor indices(long... shape) {
    return Tensor.of(NdArray.wrap(DType.INT64, new long[] {0, 4, 4, 8}, Dims.of(shape)));
  }

  private static void avgPools(List<GradCheckTest.Case> cases) {
    Dims kernel = Dims.of(2, 3);
    Op padded = new AvgPool(kernel, Dims.of(), Dims.of(1, 1), true, true, null);
    cases.add(new GradCheckTest.Case(padded, "padded", random(1, 2, 4, 5)));
    Op unpadded = new AvgPool(kernel, Dims.of(1, 2), Dims.of(1, 1), true, false, null);
    Tensor last = permuted(random(1, 4, 5, 2), 0, 3, 1, 2);
    cases.add(new GradCheckTest.Case(unpadded, "channels last", last));
    Op divided = new AvgPool(Dims.of(2, 2, 1), Dims.of(), Dims.of(0, 0, 0), false, true, 3L);
    cases.add(new GradCheckTest.Case(divided, "divisor", random(1, 2, 2, 3, 2)));
    Op adaptive = new AdaptiveAvgPool(Dims.of(3, 2));
    cases.add(new GradCheckTest.Case(adaptive, "dense", random(1, 2, 5, 3)));
    cases.add(
        new GradCheckTest.Case(
            new SeparableBackward(new AdaptiveAvgPool(Dims.of(3, 2)), Dims.of(1, 2, 5, 3)),
            "dense",
            random(1, 2, 3, 2),
            random(1, 2, 5, 3)));
  }

  private static void upsampling(List<GradCheckTest.Case> cases) {
    for (UpsampleMode mode : UpsampleMode.values()) {
      for (boolean corners : new boolean[] {false, true}) {
        Op op = new Upsample(mode, Dims.of(5, 2), null, corners);
        String what = mode + (corners ? ", aligned" : "");
        cases.add(new GradCheckTest.Case(op, what, random(1, 1, 3, 4)));
      }
    }
    Op grid = new AffineGridGenerator(Dims.of(2, 1, 2, 3), false);
    cases.add(new GradCheckTest.Case(grid, "dense", random(2, 2, 3)));
    Op trilinear = new Upsample(UpsampleMode.LINEAR, Dims.of(2, 3, 3), null, false);
    cases.add(new GradCheckTest.Case(trilinear, "three dimensions", random(1, 1, 3, 2, 2)));
  }

  private static void normalisations(List<GradCheckTest.Case> cases) {
    NativeLayerNorm layer = new NativeLayerNorm(Dims.of(3, 2), 1e-3);
    cases.add(new GradCheckTest.Case(layer, "dense", random(2, 3, 2), random(3, 2), random(3, 2)));
    Tensor turned = permuted(random(3, 2, 2), 1, 0, 2);
    cases.add(new GradCheckTest.Case(layer, "permuted", turned, null, random(3, 2)));
    for (WithNumber.Kind kind : WithNumber.Kind.values()) {
      cases.add(new GradCheckTest.Case(new WithNumber(kind, 2.5), kind.name(), random(2, 3)));
    }
    NativeGroupNorm group = new NativeGroupNorm(2, 1e-3);
    cases.add(new GradCheckTest.Case(group, "dense", random(2, 4, 3), random(4), random(4)));
    Tensor last = permuted(random(1, 2, 2, 4), 0, 3, 1, 2);
    cases.add(new GradCheckTest.Case(group, "channels last", last, random(4), null));
  }
}
