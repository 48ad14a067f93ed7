package dev.gradfn.analysis;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.op.AddMatrixProduct;
import dev.gradfn.op.Convolution;
import dev.gradfn.op.ConvolutionBackward;
import dev.gradfn.op.ConvolutionInputGradient;
import dev.gradfn.op.ConvolutionWeightGradient;
import dev.gradfn.op.Op;
import dev.gradfn.op.Product;

/// The least that an operation must do, whatever kernel does it.
///
/// @param flops of convolutions and matrix products, a multiply-add counted as two; others do
///   little beside moving their bytes, and count none
/// @param bytes of what is read and written, each array once; 0 for a view
public record Work(long flops, long bytes) {
  public static final Work NONE = new Work(0, 0);

  /// @param inputs null for an optional input that was not given
  public static Work of(Op op, Tensor[] inputs, Tensor[] outputs) {
    return isView(inputs, outputs[0])
        ? NONE
        : new Work(flops(op, inputs, outputs), bytes(op, inputs, outputs));
  }

  public Work plus(Work other) {
    return new Work(flops + other.flops, bytes + other.bytes);
  }

  private static boolean isView(Tensor[] inputs, Tensor output) {
    boolean shares = false;
    for (Tensor input : inputs) {
      if (input == output) return false;
      shares |= input != null && input.array().storage() == output.array().storage();
    }
    return shares;
  }

  private static long flops(Op op, Tensor[] in, Tensor[] out) {
    return switch (op) {
      case Convolution c when c.transposed() -> 2 * in[0].numel() * perChannel(in[1]);
      case Convolution _ -> 2 * out[0].numel() * perChannel(in[1]);
      case ConvolutionInputGradient _ -> 2 * in[0].numel() * perChannel(in[2]);
      case ConvolutionWeightGradient _ -> 2 * in[0].numel() * perChannel(out[0]);
      case ConvolutionBackward b -> {
        long each = 2 * in[0].numel() * perChannel(in[2]);
        yield (b.ofInput() ? each : 0) + (b.ofWeight() ? each : 0);
      }
      case Product.MM, Product.BMM -> 2 * in[0].numel() * in[1].shape().get(-1);
      case Product.MV, Product.DOT -> 2 * in[0].numel();
      case AddMatrixProduct(var kind, _, _) when kind == AddMatrixProduct.Kind.ADDMV ->
          2 * in[1].numel();
      case AddMatrixProduct _ -> 2 * in[1].numel() * in[2].shape().get(-1);
      default -> 0;
    };
  }

  /// Elements of a convolution's weight that one channel of its result (of its input, transposed)
  /// is made with.
  private static long perChannel(Tensor weight) {
    return weight.numel() / Math.max(1, weight.shape().get(0));
  }

  private static long bytes(Op op, Tensor[] inputs, Tensor[] outputs) {
    long bytes = 0;
    for (int i = 0; i < inputs.length; i++) {
      if (inputs[i] != null && reads(op, i)) bytes += bytes(inputs[i]);
    }
    for (Tensor output : outputs) bytes += bytes(output);
    return bytes;
  }

  /// The derivatives of a convolution have an input of which only the shape matters.
  private static boolean reads(Op op, int input) {
    return switch (op) {
      case ConvolutionInputGradient _ -> input != 1;
      case ConvolutionWeightGradient _ -> input != 2;
      default -> true;
    };
  }

  /// An expanded array is read from the little memory that it has.
  private static long bytes(Tensor tensor) {
    return Math.min(tensor.numel(), tensor.array().storage().size()) * tensor.dtype().itemSize();
  }
}
