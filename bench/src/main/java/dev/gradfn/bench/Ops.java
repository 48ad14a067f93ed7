package dev.gradfn.bench;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.GradFn;
import dev.gradfn.autograd.MatrixProducts;
import dev.gradfn.autograd.Shapes;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Backends;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import dev.gradfn.nn.F;
import dev.gradfn.op.Add;
import dev.gradfn.op.Binary;
import dev.gradfn.op.Op;
import dev.gradfn.op.Unary;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BinaryOperator;
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

/// Single operations on float32: pointwise ones on 10⁶ elements, the product of two matrices, and
/// those that YOLOv5s at 640 pixels is made of, in sizes from its first layer to its last. The peer
/// is `LibtorchOps`.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class Ops {
  private interface Kernel {
    void run(KernelChain kernels, NdArray[] in, NdArray[] out);
  }

  /// The operations, as a user calls them, and some as kernels.
  public enum Operation {
    ADD_1E6(shape(1_000_000), Tensor::add, pointwise(new Add(1))),
    MUL_1E6(shape(1_000_000), Tensor::mul, pointwise(Binary.MUL)),
    RELU_1E6(shape(1_000_000), (x, _) -> F.relu(x, false), pointwise(Unary.RELU)),
    EXP_1E6(shape(1_000_000), (x, _) -> x.exp(), pointwise(Unary.EXP)),
    MATMUL_512(
        shape(512, 512),
        MatrixProducts::matmul,
        (kernels, in, out) -> kernels.matmul(in[0], in[1], out[0])),
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
    SILU_64_160(shape(1, 64, 160, 160), shape(1), (x, _) -> F.silu(x, false)),
    MAX_POOL_5X5_256_20(
        shape(1, 256, 20, 20),
        shape(1),
        (x, _) ->
            F.maxPool2d(x, Dims.of(5, 5), Dims.of(1, 1), Dims.of(2, 2), Dims.of(1, 1), false)),
    UPSAMPLE_2X_256_20(
        shape(1, 256, 20, 20), shape(1), (x, _) -> F.interpolateNearest(x, Dims.of(40, 40), null)),
    CAT_128_40(
        shape(1, 128, 40, 40), shape(1, 128, 40, 40), (x, y) -> Shapes.cat(List.of(x, y), 1));

    private final long[] first;
    private final long[] second;
    private final BinaryOperator<Tensor> call;
    private final Kernel kernel;

    Operation(long[] shape, BinaryOperator<Tensor> call, Kernel kernel) {
      this(shape, shape, call, kernel);
    }

    Operation(long[] first, long[] second, BinaryOperator<Tensor> call) {
      this(first, second, call, null);
    }

    Operation(long[] first, long[] second, BinaryOperator<Tensor> call, Kernel kernel) {
      this.first = first;
      this.second = second;
      this.call = call;
      this.kernel = kernel;
    }

    /// Whether it is measured as a kernel, too.
    boolean isKernel() {
      return kernel != null;
    }

    private static long[] shape(long... sizes) {
      return sizes;
    }

    private static Kernel pointwise(Op op) {
      return op::run;
    }

    private static BinaryOperator<Tensor> convolution(long stride, long padding) {
      Dims strides = Dims.of(stride, stride);
      Dims paddings = Dims.of(padding, padding);
      return (x, w) -> F.conv2d(x, w, null, strides, paddings, Dims.of(1, 1), 1);
    }

    private static Tensor batchNorm(Tensor x, Tensor channels, boolean training) {
      return F.batchNorm(x, channels, channels, channels, channels, training, 0, 1e-3);
    }
  }

  @Param Operation operation;

  /// Kernel sets in order of preference.
  @Param({"java"})
  String backend;

  private Tensor x;
  private Tensor y;
  private NdArray[] in;
  private NdArray[] out;

  @Setup
  public void build() {
    Backends.use(backend, Device.CPU);
    x = Tensor.rand(operation.first);
    y = Tensor.rand(operation.second);
    in = new NdArray[] {x.array(), y.array()};
    out = new NdArray[] {NdArray.allocate(DType.FLOAT32, Dims.of(operation.first))};
  }

  /// The kernel alone, into memory that exists: PyTorch's `out=`.
  @Benchmark
  public NdArray into() {
    operation.kernel.run(Backends.kernels(), in, out);
    return out[0];
  }

  /// As a user calls it: the result is a new tensor, which is closed as the peer's is.
  @Benchmark
  public Tensor fresh() {
    try (var _ = GradFn.scope();
        var _ = Autograd.noGrad()) {
      return operation.call.apply(x, y);
    }
  }
}
