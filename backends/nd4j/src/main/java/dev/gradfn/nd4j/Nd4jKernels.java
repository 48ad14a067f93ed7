package dev.gradfn.nd4j;

import dev.gradfn.core.Access;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.ConvolutionGeometry;
import dev.gradfn.core.DType;
import dev.gradfn.core.Kernels;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.UnaryFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/// Kernels on ND4J arrays; see [Nd4jKernelProvider] for how they are chosen.
///
/// Products of matrices and convolutions are taken wherever there is enough to do: BLAS is what
/// ND4J is best at. The rest depends on [Taking]: on the CPU the Java loops are as fast or faster,
/// and memory moves between the two sides at the speed of a copy; on a GPU moving is what costs, so
/// there everything is taken that ND4J computes right.
final class Nd4jKernels implements Kernels {
  /// Which calls to take.
  enum Taking {
    /// Those that are faster than the Java loops: products, and convolutions of many channels.
    FAST,
    /// Everything that comes out right.
    ALL
  }

  private final Taking taking;
  private final Convolutions convolutions;

  Nd4jKernels(Taking taking, Convolutions convolutions) {
    this.taking = taking;
    this.convolutions = convolutions;
  }

  @Override
  public String name() {
    return "nd4j";
  }

  @Override
  public boolean map(UnaryFunction f, NdArray x, NdArray out) {
    return taking == Taking.ALL && Pointwise.map(f, x, out);
  }

  @Override
  public boolean zip(BinaryFunction f, NdArray x, NdArray y, NdArray out) {
    return taking == Taking.ALL && Pointwise.zip(f, x, y, out);
  }

  @Override
  public boolean matmul(NdArray x, NdArray y, NdArray out) {
    if (!MatrixProduct.takes(x, y, out)) return false;
    MatrixProduct.multiply(x, y, out);
    return true;
  }

  @Override
  public boolean convolution(
      ConvolutionGeometry g, NdArray input, NdArray weight, NdArray bias, NdArray out) {
    if (!takes(g, input, weight, out)) return false;
    if (bias != null && !Pointwise.isDenseFloat(bias)) return false;
    convolutions.forward(g, input, weight, out);
    if (bias != null) addToChannels(bias, out);
    return true;
  }

  private boolean takes(ConvolutionGeometry g, NdArray input, NdArray weight, NdArray output) {
    boolean wanted = taking == Taking.ALL || convolutions.isWorthwhile(g, weight);
    return wanted && convolutions.takes(g, input, weight, output);
  }

  private static void addToChannels(NdArray bias, NdArray out) {
    INDArray perChannel = channels(bias, out.rank());
    INDArray sum = Blocks.block(out, Access.UPDATE).array(out.geometry());
    OperationCall.run("add", new INDArray[] {sum, perChannel}, sum);
  }

  @Override
  public boolean convolutionInputGradient(
      ConvolutionGeometry g, NdArray gradOutput, NdArray weight, NdArray gradInput) {
    if (!takes(g, gradInput, weight, gradOutput)) return false;
    convolutions.inputGradient(g, gradOutput, weight, gradInput);
    return true;
  }

  @Override
  public boolean convolutionWeightGradient(
      ConvolutionGeometry g, NdArray gradOutput, NdArray input, NdArray gradWeight) {
    if (!takes(g, input, gradWeight, gradOutput)) return false;
    convolutions.weightGradient(g, gradOutput, input, gradWeight);
    return true;
  }

  @Override
  public boolean channelAffine(NdArray x, NdArray scale, NdArray shift, NdArray out) {
    if (!takesChannels(out, x) || !areDenseFloats(scale, shift)) return false;
    INDArray input = Blocks.input(x);
    INDArray factor = channels(scale, out.rank());
    INDArray summand = channels(shift, out.rank());
    INDArray result = Blocks.output(out);
    OperationCall.run("multiply", new INDArray[] {input, factor}, result);
    OperationCall.run("add", new INDArray[] {result, summand}, result);
    return true;
  }

  @Override
  public boolean channelCombine(
      NdArray gradOutput, NdArray x, NdArray a, NdArray b, NdArray c, NdArray out) {
    if (!takesChannels(out, gradOutput, x) || !areDenseFloats(a, b, c)) return false;
    int rank = out.rank();
    INDArray gradient = Blocks.input(gradOutput);
    INDArray input = Blocks.input(x);
    NativeBlock scratch = NativeBlock.allocate(DType.FLOAT32, out.numel());
    try {
      INDArray product = scratch.array(Blocks.dense(out, -out.offset(), out.shape().toArray()));
      // The product first: `out` may be `x` or the gradient itself.
      OperationCall.run("multiply", new INDArray[] {input, channels(b, rank)}, product);
      INDArray result = Blocks.output(out);
      OperationCall.run("multiply", new INDArray[] {gradient, channels(a, rank)}, result);
      OperationCall.run("add", new INDArray[] {result, product}, result);
      OperationCall.run("add", new INDArray[] {result, channels(c, rank)}, result);
    } finally {
      scratch.release();
    }
    return true;
  }

  @Override
  public boolean upsampleNearest(NdArray input, double[] scales, NdArray out) {
    if (!takesUpsampling(input, scales, out)) return false;
    INDArray[] inputs = {Blocks.input(input)};
    OperationCall.run(
        "upsampling2d",
        inputs,
        Blocks.output(out),
        factor(input, out, 2),
        factor(input, out, 3),
        1);
    return true;
  }

  private boolean takesUpsampling(NdArray input, double[] scales, NdArray out) {
    if (taking != Taking.ALL || input.rank() != 4 || scales.length != 2) return false;
    if (!areDenseFloats(input, out)) return false;
    for (int dim = 2; dim < 4; dim++) {
      long factor = factor(input, out, dim);
      boolean whole = factor * input.shape().get(dim) == out.shape().get(dim);
      // Then floor(i * scale) is i / factor, up to rounding that ND4J does not imitate.
      if (!whole || Long.bitCount(factor) != 1 || scales[dim - 2] != 1.0 / factor) return false;
    }
    return true;
  }

  private static long factor(NdArray input, NdArray out, int dim) {
    return out.shape().get(dim) / input.shape().get(dim);
  }

  private boolean takesChannels(NdArray out, NdArray... inputs) {
    if (taking != Taking.ALL || out.rank() < 2) return false;
    return areDenseFloats(inputs) && Pointwise.isDenseFloat(out);
  }

  private static boolean areDenseFloats(NdArray... arrays) {
    for (NdArray array : arrays) {
      if (!Pointwise.isDenseFloat(array)) return false;
    }
    return true;
  }

  private static INDArray channels(NdArray vector, int rank) {
    return Blocks.block(vector, Access.READ).array(Blocks.channels(vector, rank));
  }
}
