package dev.gradfn.nd4j;

import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.DType;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.UnaryFunction;
import java.util.Map;
import java.util.function.BiFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.api.ops.impl.transforms.same.Negative;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Swish;
import org.nd4j.linalg.api.ops.impl.transforms.strict.SwishDerivative;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tanh;
import org.nd4j.linalg.factory.Nd4j;

/// The pointwise functions that ND4J has too, by name. Only those that agree in every case, nan and
/// infinity included, which is why there is no maximum or minimum.
final class Pointwise {
  private static final Map<String, BiFunction<INDArray, INDArray, Op>> UNARY =
      Map.of(
          "neg", Negative::new,
          "abs", Abs::new,
          "exp", Exp::new,
          "log", Log::new,
          "sqrt", Sqrt::new,
          "tanh", Tanh::new,
          "sigmoid", Sigmoid::new,
          "silu", Swish::new);

  private static final Map<String, String> BINARY =
      Map.of("add", "add", "sub", "subtract", "mul", "multiply", "div", "divide");

  private Pointwise() {}

  static boolean map(UnaryFunction f, NdArray x, NdArray out) {
    BiFunction<INDArray, INDArray, Op> operation = UNARY.get(f.name());
    if (operation == null || !isDenseFloat(x) || !isDenseFloat(out)) return false;
    INDArray input = Blocks.input(x);
    Nd4j.exec(operation.apply(input, Blocks.output(out)));
    return true;
  }

  static boolean zip(BinaryFunction f, NdArray x, NdArray y, NdArray out) {
    if (f.name().equals("silu_backward")) return siluBackward(x, y, out);
    String operation = BINARY.get(f.name());
    if (operation == null || !isDenseFloat(x) || !isDenseFloat(y) || !isDenseFloat(out)) {
      return false;
    }
    // ND4J takes the result's shape from the inputs: one of them must have it.
    boolean full = x.shape().equals(out.shape()) || y.shape().equals(out.shape());
    if (!full || x.rank() == 0 || y.rank() == 0) return false;
    INDArray[] inputs = {Blocks.input(x), Blocks.input(y)};
    OperationCall.run(operation, inputs, Blocks.output(out));
    return true;
  }

  /// ND4J has the derivative; the gradient is multiplied to it.
  private static boolean siluBackward(NdArray gradient, NdArray x, NdArray out) {
    if (!isDenseFloat(gradient) || !isDenseFloat(x) || !isDenseFloat(out)) return false;
    boolean same = gradient.shape().equals(out.shape()) && x.shape().equals(out.shape());
    if (!same) return false;
    INDArray factor = Blocks.input(gradient);
    INDArray input = Blocks.input(x);
    NativeBlock scratch = NativeBlock.allocate(DType.FLOAT32, out.numel());
    try {
      // Not into `out`, which may be the gradient.
      INDArray slope = scratch.array(Blocks.dense(out, -out.offset(), out.shape().toArray()));
      Nd4j.exec(new SwishDerivative(input, slope));
      OperationCall.run("multiply", new INDArray[] {slope, factor}, Blocks.output(out));
    } finally {
      scratch.release();
    }
    return true;
  }

  static boolean isDenseFloat(NdArray array) {
    return array.dtype() == DType.FLOAT32 && array.isContiguous() && array.numel() > 0;
  }
}
