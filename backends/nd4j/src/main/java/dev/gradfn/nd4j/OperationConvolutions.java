package dev.gradfn.nd4j;

import dev.gradfn.core.ConvolutionGeometry;
import dev.gradfn.core.NdArray;
import org.nd4j.linalg.api.ndarray.INDArray;

/// Convolution by ND4J's own operations, for memory on a GPU (where they call cuDNN).
final class OperationConvolutions implements Convolutions {
  @Override
  public boolean takes(ConvolutionGeometry g, NdArray input, NdArray weight, NdArray output) {
    boolean dilated = g.dilation().get(0) != 1 || g.dilation().get(1) != 1;
    // Groups do not exist; dilation fails in builds with oneDNN.
    return Convolutions.isDense2d(input, weight, output) && g.groups() == 1 && !dilated;
  }

  @Override
  public void forward(ConvolutionGeometry g, NdArray input, NdArray weight, NdArray out) {
    INDArray[] inputs = {Blocks.input(input), Blocks.input(weight)};
    OperationCall.run("conv2d", inputs, Blocks.output(out), arguments(g, weight));
  }

  /// `conv2d_bp` computes both gradients; the one that nobody asked for goes to scratch memory, and
  /// so does the input that only the other needs.
  @Override
  public void inputGradient(
      ConvolutionGeometry g, NdArray gradOutput, NdArray weight, NdArray gradInput) {
    NdArray unread = NdArray.allocate(gradInput.dtype(), gradInput.shape());
    NdArray unwanted = NdArray.allocate(weight.dtype(), weight.shape());
    backward(g, unread, weight, gradOutput, gradInput, unwanted);
  }

  @Override
  public void weightGradient(
      ConvolutionGeometry g, NdArray gradOutput, NdArray input, NdArray gradWeight) {
    NdArray unread = NdArray.allocate(gradWeight.dtype(), gradWeight.shape());
    NdArray unwanted = NdArray.allocate(input.dtype(), input.shape());
    backward(g, input, unread, gradOutput, unwanted, gradWeight);
  }

  private static void backward(
      ConvolutionGeometry g,
      NdArray input,
      NdArray weight,
      NdArray gradOutput,
      NdArray gradInput,
      NdArray gradWeight) {
    INDArray[] inputs = {Blocks.input(input), Blocks.input(weight), Blocks.input(gradOutput)};
    INDArray[] outputs = {Blocks.output(gradInput), Blocks.output(gradWeight)};
    OperationCall.run("conv2d_bp", inputs, outputs, new double[0], arguments(g, weight));
  }

  private static long[] arguments(ConvolutionGeometry g, NdArray weight) {
    return new long[] {
      weight.shape().get(2),
      weight.shape().get(3),
      g.stride().get(0),
      g.stride().get(1),
      g.padding().get(0),
      g.padding().get(1),
      1,
      1, // dilation
      0, // padding as given
      0, // NCHW
      1, // weights [oc, c, kh, kw]
    };
  }
}
