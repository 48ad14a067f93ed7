package dev.gradfn.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/// Whether a peer computes what we computed, before anybody is timed: `Check libtorch|onnxruntime
/// FILE`. Prints the largest difference, relative to the largest element of each array; exit code 1
/// if one is above the bound.
public final class Check {
  /// Between orders of summation, 10⁻³ is enough to tell a mistake from rounding.
  private static final double BOUND = 1e-3;

  /// 2·10⁻³ was seen at the convolution before the three max poolings, 7·10⁻⁵ at most in another
  /// run. A likely reason, not proven: where two elements of a window are equal but for rounding,
  /// each engine sends the gradient to the one that it saw as larger.
  private static final double GRADIENT_BOUND = 5e-3;

  private final NetworkFile file;
  private double worst;
  private String where = "";

  private Check(NetworkFile file) {
    this.file = file;
  }

  public static void main(String[] arguments) throws OrtException {
    Check check = new Check(NetworkFile.read(arguments[1]));
    if (arguments[0].equals("libtorch")) check.libtorch();
    else check.onnx(arguments[1]);
    double bound = check.where.startsWith("grad.") ? GRADIENT_BOUND : BOUND;
    System.out.printf("largest difference %.2e, at %s%n", check.worst, check.where);
    System.exit(check.worst <= bound ? 0 : 1);
  }

  private void libtorch() {
    Libtorch.start();
    boolean trains = file.expected.keySet().stream().anyMatch(name -> name.startsWith("grad."));
    LibtorchNetwork network = new LibtorchNetwork(file, trains);
    if (!trains) {
      try (var _ = new NoGradGuard()) {
        compare(network.outputNames(), network.forward());
      }
      return;
    }
    List<Tensor> outputs = network.forward();
    compare(network.outputNames(), outputs);
    LibtorchNetwork.loss(outputs).backward();
    network.parameters().forEach((name, one) -> compare("grad." + name, floats(one.grad())));
  }

  private void compare(List<String> names, List<Tensor> outputs) {
    for (int i = 0; i < names.size(); i++) compare(names.get(i), floats(outputs.get(i)));
  }

  private static FloatBuffer floats(Tensor tensor) {
    Tensor dense = tensor.contiguous();
    float[] elements = new float[Math.toIntExact(dense.numel())];
    new FloatPointer(dense.data_ptr()).get(elements);
    return FloatBuffer.wrap(elements);
  }

  private void onnx(String path) throws OrtException {
    try (var results = new OnnxSession(path).run()) {
      for (String name : file.outputs) {
        compare(name, ((OnnxTensor) results.get(name).orElseThrow()).getFloatBuffer());
      }
    }
  }

  private void compare(String name, FloatBuffer actual) {
    FloatBuffer wanted = file.expected.get(name).elements();
    if (actual.limit() != wanted.limit()) {
      throw new IllegalStateException(
          name + ": " + actual.limit() + " elements, expected " + wanted.limit());
    }
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < wanted.limit(); i++) {
      largest = Math.max(largest, Math.abs(wanted.get(i)));
      double d = Math.abs(wanted.get(i) - actual.get(i));
      // A nan is a difference.
      difference = d <= difference ? difference : Double.isNaN(d) ? Double.MAX_VALUE : d;
    }
    double relative = difference / Math.max(largest, Float.MIN_NORMAL);
    if (relative <= worst) return;
    worst = relative;
    where = name;
  }
}
