package dev.gradfn.autograd;

import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.RandomKernel;
import dev.gradfn.op.Clone;
import dev.gradfn.op.Distribution;
import dev.gradfn.op.RandomNormal;

/// New tensors of random numbers: `torch.rand` and its kin, as leaves without gradient.
public final class RandomTensors {
  /// Above this, PyTorch no longer shuffles with 32 bits per step.
  private static final long MOST_SHUFFLED = 0xFFFFFFFFL / 20;

  private RandomTensors() {}

  /// What the factories let choose.
  ///
  /// @param dtype null: float32, int64 where the numbers are whole, or that of the model
  /// @param generator null: that of the process
  public record Options(DType dtype, Device device, Generator generator) {
    public static final Options DEFAULT = new Options(null, Device.CPU, null);

    public Options withDtype(DType type) {
      return new Options(type, device, generator);
    }

    public Options withDevice(Device place) {
      return new Options(dtype, place, generator);
    }

    public Options withGenerator(Generator source) {
      return new Options(dtype, device, source);
    }

    private DType dtypeOr(DType standard) {
      return dtype == null ? standard : dtype;
    }
  }

  /// Even in `[0, 1)`.
  public static Tensor rand(Dims shape, Options options) {
    return dense(new Distribution.Uniform(0, 1), DType.FLOAT32, shape, options);
  }

  /// Standard normal.
  public static Tensor randn(Dims shape, Options options) {
    return dense(Distribution.Normal.STANDARD, DType.FLOAT32, shape, options);
  }

  /// Whole numbers in `[low, high)`.
  public static Tensor randint(long low, long high, Dims shape, Options options) {
    return dense(new Distribution.Integers(low, high), DType.INT64, shape, options);
  }

  public static Tensor normal(double mean, double std, Dims shape, Options options) {
    return dense(new Distribution.Normal(mean, std), DType.FLOAT32, shape, options);
  }

  /// Normal numbers, each with its own mean.
  public static Tensor normal(Tensor mean, double std, Generator generator) {
    return Operations.apply(new RandomNormal(null, std, Generator.orGlobal(generator)), mean);
  }

  /// Normal numbers, each with its own deviation.
  public static Tensor normal(double mean, Tensor std, Generator generator) {
    return Operations.apply(new RandomNormal(mean, null, Generator.orGlobal(generator)), std);
  }

  /// Normal numbers, each with its own mean and deviation; the shapes are broadcast.
  public static Tensor normal(Tensor mean, Tensor std, Generator generator) {
    RandomNormal op = new RandomNormal(null, null, Generator.orGlobal(generator));
    return Operations.apply(op, mean, std);
  }

  /// Numbers in the shape and the memory order of `model`.
  public static Tensor like(Tensor model, Distribution distribution, Options options) {
    Geometry geometry =
        Clone.PRESERVE.infer(Operations.specs(new Tensor[] {model}))[0].spec().geometry();
    return filled(distribution, options.dtypeOr(model.dtype()), geometry, options);
  }

  private static Tensor dense(
      Distribution distribution, DType standard, Dims shape, Options options) {
    requireSizes(shape);
    return filled(distribution, options.dtypeOr(standard), Geometry.contiguous(shape), options);
  }

  private static void requireSizes(Dims shape) {
    for (int i = 0; i < shape.rank(); i++) {
      if (shape.get(i) >= 0) continue;
      throw TorchException.runtime(
          "Trying to create tensor with negative dimension " + shape.get(i) + ": " + shape);
    }
  }

  private static Tensor filled(
      Distribution distribution, DType dtype, Geometry geometry, Options options) {
    distribution.check(dtype);
    Tensor tensor = Tensor.empty(dtype, options.device(), geometry);
    if (options.device() != Device.META) {
      Generator.orGlobal(options.generator())
          .draw(random -> distribution.fill(tensor.array(), random));
    }
    return tensor;
  }

  /// The numbers from 0 to `n − 1` in random order.
  public static Tensor randperm(long n, Options options) {
    requireSizes(Dims.of(n));
    if (n >= MOST_SHUFFLED) {
      throw TorchException.notImplemented(
          "randperm: n = " + n + ", expected less than " + MOST_SHUFFLED);
    }
    Tensor order = Tensor.empty(DType.INT64, options.device(), Geometry.contiguous(Dims.of(n)));
    if (options.device() != Device.META) {
      long[] numbers = new long[Math.toIntExact(n)];
      Generator.orGlobal(options.generator()).draw(random -> RandomKernel.shuffle(numbers, random));
      order = Tensor.of(NdArray.wrap(DType.INT64, numbers, Dims.of(n)));
    }
    return order.to(options.dtypeOr(DType.INT64));
  }
}
