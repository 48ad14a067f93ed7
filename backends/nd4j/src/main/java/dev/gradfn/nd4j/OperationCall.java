package dev.gradfn.nd4j;

import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/// Runs ND4J's operations by name into arrays that exist.
///
/// Each thread reuses one context and one object per operation: this costs a few microseconds where
/// the methods of INDArray cost 10 to 60.
final class OperationCall {
  private static final ThreadLocal<OperationCall> OF_THREAD =
      ThreadLocal.withInitial(OperationCall::new);

  private final OpContext context = Nd4j.getExecutioner().buildContext();
  private final Map<String, DynamicCustomOp> operations = new HashMap<>();

  private OperationCall() {}

  static void run(String name, INDArray[] inputs, INDArray output, long... integers) {
    run(name, inputs, new INDArray[] {output}, new double[0], integers);
  }

  static void run(
      String name, INDArray[] inputs, INDArray[] outputs, double[] reals, long... integers) {
    OF_THREAD.get().exec(name, inputs, outputs, reals, integers);
  }

  /// `z = x y + beta z`; strides may be those of transposed matrices, or of parts of a larger one.
  static void gemm(INDArray x, INDArray y, double beta, INDArray z) {
    INDArray[] inputs = {x, y};
    // Three flags for transposing: never needed, strides say it.
    run("matmul", inputs, new INDArray[] {z}, new double[] {1, beta}, 0, 0, 0);
  }

  private void exec(
      String name, INDArray[] inputs, INDArray[] outputs, double[] reals, long[] integers) {
    try {
      context.setInputArrays(inputs);
      context.setOutputArrays(outputs);
      context.setTArguments(reals);
      context.setIArguments(integers);
      Nd4j.exec(operations.computeIfAbsent(name, OperationCall::operation), context);
    } finally {
      // Or the context would keep the arrays, and their memory, until this thread's next call.
      context.purge();
    }
  }

  private static DynamicCustomOp operation(String name) {
    return DynamicCustomOp.builder(name).build();
  }
}
