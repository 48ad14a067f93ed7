package dev.gradfn.signature;

import static dev.gradfn.signature.OperationTable.row;

import dev.gradfn.autograd.Generator;
import dev.gradfn.autograd.RandomTensors;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Dropouts;
import dev.gradfn.nn.F;
import dev.gradfn.nn.Init;
import dev.gradfn.op.Distribution;
import java.util.List;
import java.util.function.Function;

/// Random numbers: new tensors, fills in place, dropout, first values of parameters.
final class RandomRows {
  private static final String OPTIONS =
      ", *, generator=None, out=None, dtype=None, layout=None, device=None, requires_grad=False,"
          + " pin_memory=False)";
  private static final String LIKE_OPTIONS =
      ", *, generator=None, dtype=None, layout=None, device=None, requires_grad=False,"
          + " memory_format=None)";

  private RandomRows() {}

  static void register() {
    factories();
    likes();
    fills();
    dropouts();
    inits();
  }

  private static Generator generator(Arguments a) {
    return (Generator) a.get("generator");
  }

  // ---- new tensors ---------------------------------------------------------------------------

  private static void factories() {
    row("rand(*size" + OPTIONS, a -> leaf(a, RandomTensors.rand(a.dims("size"), options(a))));
    row("randn(*size" + OPTIONS, a -> leaf(a, RandomTensors.randn(a.dims("size"), options(a))));
    row("randint(low=None, high=None, size=None" + OPTIONS, RandomRows::randint);
    row("randperm(n" + OPTIONS, a -> leaf(a, RandomTensors.randperm(whole(a, "n"), options(a))));
    row("normal(mean=0.0, std=1.0, size=None" + OPTIONS, RandomRows::normal);
    row("bernoulli(input, p=None, *, generator=None, out=None)", RandomRows::bernoulli);
    row(
        "multinomial(input, num_samples, replacement=False, *, generator=None, out=None)",
        a ->
            a.tensor("input")
                .multinomial(a.integer("num_samples"), a.bool("replacement"), generator(a)));
  }

  private static RandomTensors.Options options(Arguments a) {
    DType dtype = a.isNone("dtype") ? null : a.dtype("dtype");
    return new RandomTensors.Options(dtype, device(a, Device.CPU), generator(a));
  }

  private static Device device(Arguments a, Device standard) {
    return switch (a.get("device")) {
      case null -> standard;
      case Device device -> device;
      case Object name -> Device.valueOf(name.toString().toUpperCase(java.util.Locale.ROOT));
    };
  }

  private static Tensor leaf(Arguments a, Tensor tensor) {
    return a.bool("requires_grad") ? tensor.requiresGrad_() : tensor;
  }

  private static long whole(Arguments a, String name) {
    return a.number(name).longValue();
  }

  /// `randint(high, size)` has its arguments one place further on.
  private static Tensor randint(Arguments a) {
    boolean sizeIsSecond = a.isNone("size") && a.get("high") instanceof List;
    boolean highIsFirst = sizeIsSecond || a.isNone("high");
    long low = highIsFirst || a.isNone("low") ? 0 : whole(a, "low");
    long high = whole(a, highIsFirst ? "low" : "high");
    Dims size = a.dims(sizeIsSecond ? "high" : "size");
    return leaf(a, RandomTensors.randint(low, high, size, options(a)));
  }

  private static Tensor normal(Arguments a) {
    Object mean = a.get("mean");
    Object std = a.get("std");
    if (mean instanceof Tensor means && std instanceof Tensor deviations) {
      return RandomTensors.normal(means, deviations, generator(a));
    }
    if (mean instanceof Tensor means)
      return RandomTensors.normal(means, real(a, "std"), generator(a));
    if (std instanceof Tensor deviations) {
      return RandomTensors.normal(real(a, "mean"), deviations, generator(a));
    }
    return leaf(
        a, RandomTensors.normal(real(a, "mean"), real(a, "std"), a.dims("size"), options(a)));
  }

  private static double real(Arguments a, String name) {
    return a.number(name).doubleValue();
  }

  private static Tensor bernoulli(Arguments a) {
    Tensor input = a.tensor("input");
    if (a.isNone("p")) return input.bernoulli(generator(a));
    return RandomTensors.like(
        input,
        new Distribution.Bernoulli(real(a, "p")),
        RandomTensors.Options.DEFAULT.withDevice(input.device()).withGenerator(generator(a)));
  }

  private static void likes() {
    row("rand_like(input" + LIKE_OPTIONS, a -> like(a, new Distribution.Uniform(0, 1)));
    row("randn_like(input" + LIKE_OPTIONS, a -> like(a, Distribution.Normal.STANDARD));
    row(
        "randint_like(input, low, high=None" + LIKE_OPTIONS,
        a ->
            like(
                a,
                a.isNone("high")
                    ? new Distribution.Integers(null, whole(a, "low"))
                    : new Distribution.Integers(whole(a, "low"), whole(a, "high"))));
  }

  private static Tensor like(Arguments a, Distribution distribution) {
    Tensor input = a.tensor("input");
    RandomTensors.Options options = options(a).withDevice(device(a, input.device()));
    return leaf(a, RandomTensors.like(input, distribution, options));
  }

  // ---- in place ------------------------------------------------------------------------------

  private static void fills() {
    fill("uniform_(input, from=0.0, to=1.0", "from", "to", Distribution.Uniform::new);
    fill("normal_(input, mean=0.0, std=1.0", "mean", "std", Distribution.Normal::new);
    fill("log_normal_(input, mean=1.0, std=2.0", "mean", "std", Distribution.LogNormal::new);
    fill("cauchy_(input, median=0.0, sigma=1.0", "median", "sigma", Distribution.Cauchy::new);
    fill("exponential_(input, lambd=1.0", a -> new Distribution.Exponential(real(a, "lambd")));
    fill("geometric_(input, p", a -> new Distribution.Geometric(real(a, "p")));
    fill("random_(input, from=None, to=None", RandomRows::integers);
    row(
        "bernoulli_(input, p=0.5, *, generator=None)",
        a ->
            a.get("p") instanceof Tensor chances
                ? a.tensor("input").bernoulli_(chances, generator(a))
                : a.tensor("input").bernoulli_(real(a, "p"), generator(a)));
  }

  private interface OfTwo {
    Distribution with(double first, double second);
  }

  private static void fill(String signature, String first, String second, OfTwo distribution) {
    fill(signature, a -> distribution.with(real(a, first), real(a, second)));
  }

  private static void fill(String signature, Function<Arguments, Distribution> distribution) {
    row(
        signature + ", *, generator=None)",
        a -> a.tensor("input").random_(distribution.apply(a), generator(a)));
  }

  /// `random_(to)` has its argument one place further on.
  private static Distribution integers(Arguments a) {
    if (a.isNone("from") && a.isNone("to")) return new Distribution.AnyInteger();
    if (a.isNone("from")) return new Distribution.Integers(null, whole(a, "to"));
    if (a.isNone("to")) return new Distribution.Integers(null, whole(a, "from"));
    return new Distribution.Integers(whole(a, "from"), whole(a, "to"));
  }

  // ---- dropout -------------------------------------------------------------------------------

  private interface Dropping {
    Tensor apply(Tensor x, double p, boolean training, boolean inplace);
  }

  private static void dropouts() {
    dropping("dropout", "True", Dropouts::dropout);
    dropping("dropout1d", "True", Dropouts::dropout1d);
    dropping("dropout2d", "True", Dropouts::dropout2d);
    dropping("dropout3d", "True", Dropouts::dropout3d);
    dropping("alpha_dropout", "False", Dropouts::alphaDropout);
    dropping("feature_alpha_dropout", "False", Dropouts::featureAlphaDropout);
    row(
        "nn.functional.rrelu(input, lower=0.125, upper=0.3333333333333333, training=False,"
            + " inplace=False)",
        a ->
            F.rrelu(
                a.tensor("input"),
                real(a, "lower"),
                real(a, "upper"),
                a.bool("training"),
                a.bool("inplace")));
  }

  private static void dropping(String name, String training, Dropping dropout) {
    row(
        "nn.functional." + name + "(input, p=0.5, training=" + training + ", inplace=False)",
        a -> dropout.apply(a.tensor("input"), real(a, "p"), a.bool("training"), a.bool("inplace")));
  }

  // ---- nn.init -------------------------------------------------------------------------------

  private static void inits() {
    row("nn.init.calculate_gain(nonlinearity, param=None)", RandomRows::calculateGain);
    row(
        "nn.init.uniform_(tensor, a=0.0, b=1.0, generator=None)",
        a -> Init.uniform_(tensor(a), real(a, "a"), real(a, "b"), generator(a)));
    row(
        "nn.init.normal_(tensor, mean=0.0, std=1.0, generator=None)",
        a -> Init.normal_(tensor(a), real(a, "mean"), real(a, "std"), generator(a)));
    row(
        "nn.init.trunc_normal_(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None)",
        a ->
            Init.truncNormal_(
                tensor(a),
                real(a, "mean"),
                real(a, "std"),
                real(a, "a"),
                real(a, "b"),
                generator(a)));
    row("nn.init.constant_(tensor, val)", a -> Init.constant_(tensor(a), real(a, "val")));
    row("nn.init.ones_(tensor)", a -> Init.ones_(tensor(a)));
    row("nn.init.zeros_(tensor)", a -> Init.zeros_(tensor(a)));
    row("nn.init.eye_(tensor)", a -> Init.eye_(tensor(a)));
    row("nn.init.dirac_(tensor, groups=1)", a -> Init.dirac_(tensor(a), a.integer("groups")));
    row(
        "nn.init.xavier_uniform_(tensor, gain=1.0, generator=None)",
        a -> Init.xavierUniform_(tensor(a), real(a, "gain"), generator(a)));
    row(
        "nn.init.xavier_normal_(tensor, gain=1.0, generator=None)",
        a -> Init.xavierNormal_(tensor(a), real(a, "gain"), generator(a)));
    kaiming("kaiming_uniform_", Init::kaimingUniform_);
    kaiming("kaiming_normal_", Init::kaimingNormal_);
    row(
        "nn.init.orthogonal_(tensor, gain=1, generator=None)",
        a -> Init.orthogonal_(tensor(a), real(a, "gain"), generator(a)));
    row(
        "nn.init.sparse_(tensor, sparsity, std=0.01, generator=None)",
        a -> Init.sparse_(tensor(a), real(a, "sparsity"), real(a, "std"), generator(a)));
  }

  private static Tensor tensor(Arguments a) {
    return a.tensor("tensor");
  }

  private static Object calculateGain(Arguments a) {
    Number slope = a.isNone("param") ? null : a.number("param");
    return Init.calculateGain(a.text("nonlinearity"), slope);
  }

  private interface Kaiming {
    Tensor apply(Tensor tensor, double a, String mode, String nonlinearity, Generator generator);
  }

  private static void kaiming(String name, Kaiming init) {
    row(
        "nn.init."
            + name
            + "(tensor, a=0, mode='fan_in', nonlinearity='leaky_relu', generator=None)",
        a ->
            init.apply(
                tensor(a), real(a, "a"), a.text("mode"), a.text("nonlinearity"), generator(a)));
  }
}
