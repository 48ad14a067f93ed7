package dev.gradfn.bench.peers;

import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// `Ops` on libtorch.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class LibtorchOps {
  private interface Call {
    Tensor of(Tensor x, Tensor y);
  }

  private interface Kernel {
    Tensor run(Tensor x, Tensor y, Tensor out);
  }

  /// The operations, with a new result, and some with `out=`.
  public enum Operation {
    ADD_1E6(shape(1_000_000), Tensor::add, (x, y, out) -> torch.add_out(out, x, y)),
    MUL_1E6(shape(1_000_000), Tensor::mul, (x, y, out) -> torch.mul_out(out, x, y)),
    RELU_1E6(shape(1_000_000), (x, _) -> x.relu(), (x, _, out) -> torch.relu_out(out, x)),
    EXP_1E6(shape(1_000_000), (x, _) -> x.exp(), (x, _, out) -> torch.exp_out(out, x)),
    MATMUL_512(shape(512, 512), Tensor::matmul, (x, y, out) -> torch.mm_out(out, x, y)),
    CONV_6X6_S2_3_32_640(shape(1, 3, 640, 640), shape(32, 3, 6, 6), convolution(2, 2)),
    CONV_3X3_S2_32_64_320(shape(1, 32, 320, 320), shape(64, 32, 3, 3), convolution(2, 1)),
    CONV_3X3_32_32_160(shape(1, 32, 160, 160), shape(32, 32, 3, 3), convolution(1, 1)),
    CONV_1X1_64_64_160(shape(1, 64, 160, 160), shape(64, 64, 1, 1), convolution(1, 0)),
    CONV_3X3_S2_128_256_80(shape(1, 128, 80, 80), shape(256, 128, 3, 3), convolution(2, 1)),
    CONV_3X3_128_128_40(shape(1, 128, 40, 40), shape(128, 128, 3, 3), convolution(1, 1)),
    CONV_3X3_256_256_20(shape(1, 256, 20, 20), shape(256, 256, 3, 3), convolution(1, 1)),
    CONV_1X1_512_512_20(shape(1, 512, 20, 20), shape(512, 512, 1, 1), convolution(1, 0)),
    BATCH_NORM_64_160(shape(1, 64, 160, 160), shape(64), (x, c) -> batchNorm(x, c, false)),
    BATCH_NORM_TRAINING_64_160(shape(1, 64, 160, 160), shape(64), (x, c) -> batchNorm(x, c, true)),
    SILU_64_160(shape(1, 64, 160, 160), shape(1), (x, _) -> torch.silu(x)),
    MAX_POOL_5X5_256_20(shape(1, 256, 20, 20), shape(1), (x, _) -> pool(x)),
    UPSAMPLE_2X_256_20(
        shape(1, 256, 20, 20), shape(1), (x, _) -> torch.upsample_nearest2d(x, 40, 40)),
    CAT_128_40(
        shape(1, 128, 40, 40),
        shape(1, 128, 40, 40),
        (x, y) -> torch.cat(new TensorVector(x, y), 1));

    private final long[] first;
    private final long[] second;
    private final Call call;
    private final Kernel kernel;

    Operation(long[] shape, Call call, Kernel kernel) {
      this(shape, shape, call, kernel);
    }

    Operation(long[] first, long[] second, Call call) {
      this(first, second, call, null);
    }

    Operation(long[] first, long[] second, Call call, Kernel kernel) {
      this.first = first;
      this.second = second;
      this.call = call;
      this.kernel = kernel;
    }

    private static long[] shape(long... sizes) {
      return sizes;
    }

    private static Call convolution(long stride, long padding) {
      long[] strides = {stride, stride};
      long[] paddings = {padding, padding};
      long[] dilation = {1, 1};
      return (x, w) -> torch.conv2d(x, w, new TensorOptional(), strides, paddings, dilation, 1);
    }

    private static Tensor batchNorm(Tensor x, Tensor channels, boolean training) {
      TensorOptional c = new TensorOptional(channels);
      return torch.batch_norm(x, c, c, c, c, training, 0, 1e-3, true);
    }

    private static Tensor pool(Tensor x) {
      long[] five = {5, 5};
      long[] two = {2, 2};
      long[] one = {1, 1};
      return torch.max_pool2d(x, five, one, two, one, false);
    }
  }

  @Param Operation operation;

  private Tensor x;
  private Tensor y;
  private Tensor out;

  @Setup
  public void build() {
    Libtorch.start();
    x = torch.rand(operation.first);
    y = torch.rand(operation.second);
    out = torch.rand(operation.first);
  }

  @Benchmark
  public long into() {
    try (var _ = new PointerScope();
        var _ = new NoGradGuard()) {
      return operation.kernel.run(x, y, out).address();
    }
  }

  @Benchmark
  public long fresh() {
    try (var _ = new PointerScope();
        var _ = new NoGradGuard()) {
      return operation.call.of(x, y).address();
    }
  }
}
