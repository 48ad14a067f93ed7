package dev.gradfn.op;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.DType;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.RandomKernel;
import dev.gradfn.core.RandomSource;
import java.math.BigDecimal;
import java.math.MathContext;

/// Where the numbers of a [RandomFill] come from, with PyTorch's draws: how many of which kind per
/// element, and what is made of them.
public sealed interface Distribution {
  /// The node that PyTorch records where a tensor with a history is filled.
  String nodeName();

  /// @throws TorchException if the parameters are none, or `dtype` cannot hold the numbers
  void check(DType dtype);

  void fill(NdArray out, RandomSource random);

  /// Even in `[from, to)`.
  record Uniform(double from, double to) implements Distribution {
    @Override
    public String nodeName() {
      return "UniformBackward0";
    }

    @Override
    public void check(DType dtype) {
      KernelTypes.requireFloating("check_uniform_bounds", dtype);
      require(
          from <= to,
          "uniform_ expects to return a [from, to) range, but found from="
              + text(from)
              + " > to="
              + text(to));
    }

    @Override
    public void fill(NdArray out, RandomSource random) {
      RandomKernel.uniform(out, random, from, to);
    }
  }

  record Normal(double mean, double std) implements Distribution {
    public static final Normal STANDARD = new Normal(0, 1);

    @Override
    public String nodeName() {
      return "NormalBackward0";
    }

    @Override
    public void check(DType dtype) {
      require(std >= 0, "normal expects std >= 0.0, but found std " + text(std));
      KernelTypes.requireFloating("normal_kernel_cpu", dtype);
    }

    @Override
    public void fill(NdArray out, RandomSource random) {
      RandomKernel.normal(out, random, mean, std);
    }
  }

  /// The exponential of a normal number.
  record LogNormal(double mean, double std) implements Distribution {
    @Override
    public String nodeName() {
      return "LogNormalBackward0";
    }

    @Override
    public void check(DType dtype) {
      require(std > 0, "log_normal_ expects std > 0.0, but found std=" + text(std));
      KernelTypes.requireFloating("log_normal_cpu", dtype);
    }

    @Override
    public void fill(NdArray out, RandomSource random) {
      RandomKernel.reals(out, random, r -> Math.exp(Math.fma(r.normal(), std, mean)));
    }
  }

  record Exponential(double lambda) implements Distribution {
    @Override
    public String nodeName() {
      return "ExponentialBackward0";
    }

    @Override
    public void check(DType dtype) {
      requireContinuous(dtype, "Exponential");
      require(lambda > 0, "exponential_ expects lambda > 0.0, but found lambda=" + text(lambda));
    }

    @Override
    public void fill(NdArray out, RandomSource random) {
      double scale = -1 / lambda;
      RandomKernel.reals(out, random, r -> scale * Math.log1p(-r.uniformDouble()));
    }
  }

  record Cauchy(double median, double sigma) implements Distribution {
    @Override
    public String nodeName() {
      return "CauchyBackward0";
    }

    @Override
    public void check(DType dtype) {
      require(sigma > 0, "cauchy_ expects sigma > 0.0, but found sigma=" + text(sigma));
      requireContinuous(dtype, "Cauchy");
    }

    @Override
    public void fill(NdArray out, RandomSource random) {
      RandomKernel.reals(
          out, random, r -> median + sigma * Math.tan(Math.PI * (r.uniformDouble() - 0.5)));
    }
  }

  /// How many trials it takes until one with chance `p` succeeds.
  record Geometric(double p) implements Distribution {
    @Override
    public String nodeName() {
      return "GeometricBackward0";
    }

    @Override
    public void check(DType dtype) {
      require(p > 0 && p < 1, "geometric_ expects p to be in (0, 1), but got p=" + text(p));
      KernelTypes.requireNumber("geometric_cpu", dtype);
    }

    @Override
    public void fill(NdArray out, RandomSource random) {
      double scale = Math.log1p(-p);
      RandomKernel.reals(out, random, r -> Math.ceil(Math.log(r.uniformDouble()) / scale));
    }
  }

  /// 1 with chance `p`, else 0.
  record Bernoulli(double p) implements Distribution {
    @Override
    public String nodeName() {
      return "BernoulliBackward2";
    }

    @Override
    public void check(DType dtype) {
      require(p >= 0 && p <= 1, "bernoulli_ expects p to be in [0, 1], but got p=" + text(p));
    }

    @Override
    public void fill(NdArray out, RandomSource random) {
      RandomKernel.wholes(out, random, r -> r.uniformDouble() < p ? 1 : 0);
    }
  }

  /// Whole numbers in `[from, to)`.
  ///
  /// @param from null: 0, and the overload of PyTorch's that has no `from`
  /// @param to null: up to the largest number that the type holds together with all smaller ones
  record Integers(Long from, Long to) implements Distribution {
    /// A range of this size, and any above, takes 64 bits per number.
    private static final long NEEDS_64_BITS = 1L << 28;

    @Override
    public String nodeName() {
      return from == null ? "RandomBackward1" : "RandomBackward0";
    }

    private long start() {
      return from == null ? 0 : from;
    }

    @Override
    public void check(DType dtype) {
      require(
          to == null || start() < to,
          "random_ expects 'from' to be less than 'to', but got from=" + start() + " >= to=" + to);
      requireInside(start(), "from", dtype);
      if (to != null) requireInside(to - 1, "to - 1", dtype);
    }

    private static void requireInside(long bound, String name, DType dtype) {
      boolean inside =
          switch (dtype) {
            case BOOL -> bound == 0 || bound == 1;
            case UINT8 -> bound == (bound & 0xff);
            case INT8 -> bound == (byte) bound;
            case INT16 -> bound == (short) bound;
            case INT32 -> bound == (int) bound;
            case FLOAT16 -> Math.abs(bound) <= 65504;
            case INT64, BFLOAT16, FLOAT32, FLOAT64 -> true;
          };
      require(inside, name + " is out of bounds for " + dtype.cppName());
    }

    @Override
    public void fill(NdArray out, RandomSource random) {
      long start = start();
      // Unsigned: all 2^64 numbers of int64 make a range of 0.
      long range = (to != null ? to : largest(out.dtype()) + 1) - start;
      if (range == 0) {
        RandomKernel.wholes(out, random, RandomSource::bits64);
      } else if (Long.compareUnsigned(range, NEEDS_64_BITS) >= 0) {
        RandomKernel.wholes(out, random, r -> Long.remainderUnsigned(r.bits64(), range) + start);
      } else {
        RandomKernel.wholes(out, random, r -> Integer.toUnsignedLong(r.bits32()) % range + start);
      }
    }

    static long largest(DType dtype) {
      return switch (dtype) {
        case BOOL -> 1;
        case UINT8 -> 0xff;
        case INT8 -> Byte.MAX_VALUE;
        case INT16 -> Short.MAX_VALUE;
        case INT32 -> Integer.MAX_VALUE;
        case INT64 -> Long.MAX_VALUE;
        case BFLOAT16 -> 1L << 8;
        case FLOAT16 -> 1L << 11;
        case FLOAT32 -> 1L << 24;
        case FLOAT64 -> 1L << 53;
      };
    }
  }

  /// Whole numbers from 0 to the largest below which the type holds every one.
  record AnyInteger() implements Distribution {
    @Override
    public String nodeName() {
      return "RandomBackward2";
    }

    @Override
    public void check(DType dtype) {}

    @Override
    public void fill(NdArray out, RandomSource random) {
      long range = Integers.largest(out.dtype()) + 1;
      switch (out.dtype()) {
        case INT64 -> RandomKernel.wholes(out, random, r -> r.bits64() & Long.MAX_VALUE);
        case FLOAT64 ->
            RandomKernel.wholes(out, random, r -> Long.remainderUnsigned(r.bits64(), range));
        default ->
            RandomKernel.wholes(out, random, r -> Integer.toUnsignedLong(r.bits32()) % range);
      }
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) throw TorchException.runtime(otherwise);
  }

  private static void requireContinuous(DType dtype, String name) {
    require(
        dtype.isFloatingPoint(),
        name
            + " distribution is a continuous probability distribution. dtype must be a floating"
            + " point but you specified "
            + dtype.scalarType());
  }

  /// As a C++ stream writes a number: six digits, no zeros at the end.
  private static String text(double value) {
    if (!Double.isFinite(value)) return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    if (value == 0) return "0";
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= -4 && exponent < 6) return rounded.toPlainString();
    String mantissa = rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString();
    return String.format("%se%s%02d", mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }
}
