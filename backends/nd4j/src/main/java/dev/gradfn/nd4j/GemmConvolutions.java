package dev.gradfn.nd4j;

import dev.gradfn.core.Access;
import dev.gradfn.core.ConvolutionGeometry;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.NdArray;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/// Convolution as a product of matrices, for memory that the CPU can reach: [Unfold] in Java, the
/// product in BLAS through ND4J. Any stride, padding, dilation and number of groups.
///
/// ND4J's own `conv2d` is right but takes three times as long, fails for dilation in some builds,
/// and has no groups.
final class GemmConvolutions implements Convolutions {
  /// Elements of the unfolded matrix that are worked on at a time.
  private static final int STRIP = 1 << 20;

  /// Groups with fewer channels leave nothing to multiply.
  private static final int MIN_CHANNELS_PER_GROUP = 8;

  /// Each unfolded element takes part in as many multiplications as there are output channels.
  /// Measured: with 16 the Java loops are twice as fast, with 64 it is the other way round.
  private static final int MIN_OUT_CHANNELS = 48;

  @Override
  public boolean isWorthwhile(ConvolutionGeometry g, NdArray weight) {
    boolean unfolds = weight.shape().get(2) * weight.shape().get(3) > 1 || g.stride().get(0) > 1;
    return !unfolds || weight.shape().get(0) / g.groups() >= MIN_OUT_CHANNELS;
  }

  @Override
  public boolean takes(ConvolutionGeometry g, NdArray input, NdArray weight, NdArray output) {
    if (!Convolutions.isDense2d(input, weight, output)) return false;
    boolean thin = weight.shape().get(1) < MIN_CHANNELS_PER_GROUP;
    return g.groups() == 1 || !thin;
  }

  @Override
  public void forward(ConvolutionGeometry g, NdArray input, NdArray weight, NdArray out) {
    try (Pass pass = new Pass(g, input, weight, out)) {
      NativeBlock weights = Blocks.block(weight, Access.READ);
      if (pass.window.isPointwise()) {
        NativeBlock image = Blocks.block(input, Access.READ);
        NativeBlock product = Blocks.block(out, Blocks.writing(out));
        pass.forEachImage((n, group) ->
            OperationCall.gemm(
                weights.array(pass.weights(group)),
                image.array(pass.pointwiseInput(n, group)),
                0,
                product.array(pass.strip(n, group, 0, pass.window.outHeight()))));
        return;
      }
      float[] image = (float[]) input.storage().open(Access.READ);
      try {
        NativeBlock product = Blocks.block(out, Blocks.writing(out));
        pass.forEachStrip((n, group, row, rows) -> {
          INDArray matrix = pass.unfold(image, n, group, row, rows);
          OperationCall.gemm(
              weights.array(pass.weights(group)),
              matrix,
              0,
              product.array(pass.strip(n, group, row, rows)));
        });
      } finally {
        input.storage().close(image, Access.READ);
      }
    }
  }

  @Override
  public void inputGradient(
      ConvolutionGeometry g, NdArray gradOutput, NdArray weight, NdArray gradInput) {
    try (Pass pass = new Pass(g, gradInput, weight, gradOutput)) {
      NativeBlock weights = Blocks.block(weight, Access.READ);
      NativeBlock gradients = Blocks.block(gradOutput, Access.READ);
      if (pass.window.isPointwise()) {
        NativeBlock product = Blocks.block(gradInput, Blocks.writing(gradInput));
        pass.forEachImage((n, group) ->
            OperationCall.gemm(
                weights.array(pass.weights(group).permute(1, 0)),
                gradients.array(pass.strip(n, group, 0, pass.window.outHeight())),
                0,
                product.array(pass.pointwiseInput(n, group))));
        return;
      }
      Access access = Blocks.writing(gradInput);
      float[] image = (float[]) gradInput.storage().open(access);
      try {
        int start = Math.toIntExact(gradInput.offset());
        Arrays.fill(image, start, start + Math.toIntExact(gradInput.numel()), 0);
        pass.forEachStrip((n, group, row, rows) -> {
          OperationCall.gemm(
              weights.array(pass.weights(group).permute(1, 0)),
              gradients.array(pass.strip(n, group, row, rows)),
              0,
              pass.matrix(rows));
          pass.fold(image, n, group, row, rows);
        });
      } finally {
        gradInput.storage().close(image, access);
      }
    }
  }

  @Override
  public void weightGradient(
      ConvolutionGeometry g, NdArray gradOutput, NdArray input, NdArray gradWeight) {
    try (Pass pass = new Pass(g, input, gradWeight, gradOutput)) {
      NativeBlock gradients = Blocks.block(gradOutput, Access.READ);
      if (pass.window.isPointwise()) {
        NativeBlock image = Blocks.block(input, Access.READ);
        NativeBlock sum = Blocks.block(gradWeight, Blocks.writing(gradWeight));
        pass.forEachImage((n, group) ->
            OperationCall.gemm(
                gradients.array(pass.strip(n, group, 0, pass.window.outHeight())),
                image.array(pass.pointwiseInput(n, group).permute(1, 0)),
                n == 0 ? 0 : 1,
                sum.array(pass.weights(group))));
        return;
      }
      float[] image = (float[]) input.storage().open(Access.READ);
      try {
        NativeBlock sum = Blocks.block(gradWeight, Blocks.writing(gradWeight));
        pass.forEachStrip((n, group, row, rows) -> {
          INDArray matrix = pass.unfold(image, n, group, row, rows);
          OperationCall.gemm(
              gradients.array(pass.strip(n, group, row, rows)),
              matrix.transpose(),
              n == 0 && row == 0 ? 0 : 1,
              sum.array(pass.weights(group)));
        });
      } finally {
        input.storage().close(image, Access.READ);
      }
    }
  }

  private interface ImageBody {
    void run(int n, int group);
  }

  private interface StripBody {
    void run(int n, int group, int row, int rows);
  }

  /// One walk over the images, groups and strips of a convolution.
  private static final class Pass implements AutoCloseable {
    private final Window window;
    private final NdArray input;
    private final NdArray weight;
    private final NdArray output;
    private final int groups;
    private final int rowsPerStrip;
    private NativeBlock scratch;

    Pass(ConvolutionGeometry g, NdArray input, NdArray weight, NdArray output) {
      this.window = Window.of(g, input, weight, output);
      this.input = input;
      this.weight = weight;
      this.output = output;
      this.groups = g.groups();
      int fitting = STRIP / Math.max(1, window.depth() * window.outWidth());
      this.rowsPerStrip = Math.clamp(fitting, 1, window.outHeight());
    }

    void forEachImage(ImageBody body) {
      for (int n = 0; n < input.shape().at(0); n++) {
        for (int group = 0; group < groups; group++) body.run(n, group);
      }
    }

    void forEachStrip(StripBody body) {
      forEachImage((n, group) -> {
        for (int row = 0; row < window.outHeight(); row += rowsPerStrip) {
          int rows = Math.min(rowsPerStrip, window.outHeight() - row);
          body.run(n, group, row, rows);
        }
      });
    }

    /// The weight of a group as a matrix `[oc / groups, depth]`.
    Geometry weights(int group) {
      long rows = outChannels();
      return Blocks.dense(weight, group * rows * window.depth(), rows, window.depth());
    }

    /// Output rows `row` to `row + rows` as a matrix `[oc / groups, columns]`.
    Geometry strip(int n, int group, int row, int rows) {
      long plane = (long) window.outHeight() * window.outWidth();
      long first = ((long) n * groups + group) * outChannels() * plane;
      return new Geometry(
          Dims.of(outChannels(), (long) rows * window.outWidth()),
          Dims.of(plane, 1),
          output.offset() + first + (long) row * window.outWidth());
    }

    /// The input as a matrix `[c / groups, columns]`, for a kernel of one element.
    Geometry pointwiseInput(int n, int group) {
      long plane = (long) window.height() * window.width();
      return Blocks.dense(input, imageStart(n, group), window.channels(), plane);
    }

    INDArray unfold(float[] image, int n, int group, int row, int rows) {
      int start = Math.toIntExact(input.offset() + imageStart(n, group));
      INDArray matrix = matrix(rows);
      new Unfold(window, row, rows).unfold(image, start, scratch.memory());
      return matrix;
    }

    void fold(float[] image, int n, int group, int row, int rows) {
      int start = Math.toIntExact(input.offset() + imageStart(n, group));
      new Unfold(window, row, rows).fold(scratch.memory(), image, start);
    }

    /// Scratch memory as a matrix `[depth, columns]`.
    INDArray matrix(int rows) {
      long columns = (long) rows * window.outWidth();
      if (scratch == null) {
        long largest = (long) rowsPerStrip * window.outWidth() * window.depth();
        scratch = NativeBlock.allocate(DType.FLOAT32, largest);
      }
      return scratch.array(Geometry.contiguous(Dims.of(window.depth(), columns)));
    }

    private long outChannels() {
      return weight.shape().get(0) / groups;
    }

    private long imageStart(int n, int group) {
      long plane = (long) window.height() * window.width();
      return ((long) n * groups + group) * window.channels() * plane;
    }

    @Override
    public void close() {
      if (scratch != null) scratch.release();
    }
  }
}
