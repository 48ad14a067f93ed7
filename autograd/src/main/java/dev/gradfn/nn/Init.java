package dev.gradfn.nn;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Generator;
import dev.gradfn.autograd.RandomTensors;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.autograd.Warnings;
import dev.gradfn.core.Dims;
import java.util.List;
import java.util.Set;

/// `torch.nn.init`: new values for parameters, in place and unrecorded. Each method returns the
/// tensor that it was given.
///
/// A `generator` may be null for that of the process.
public final class Init {
  private static final Set<String> LINEAR =
      Set.of(
          "linear",
          "conv1d",
          "conv2d",
          "conv3d",
          "conv_transpose1d",
          "conv_transpose2d",
          "conv_transpose3d",
          "sigmoid");

  private Init() {}

  // ---- numbers of one distribution -----------------------------------------------------------

  /// Even in `[a, b)`.
  public static Tensor uniform_(Tensor tensor, double a, double b, Generator generator) {
    return Autograd.noGrad(() -> tensor.uniform_(a, b, generator));
  }

  public static Tensor normal_(Tensor tensor, double mean, double std, Generator generator) {
    return Autograd.noGrad(() -> tensor.normal_(mean, std, generator));
  }

  /// Normal, without what lies outside `[a, b]`.
  public static Tensor truncNormal_(
      Tensor tensor, double mean, double std, double a, double b, Generator generator) {
    TruncatedNormal distribution = new TruncatedNormal(mean, std, a, b);
    return Autograd.noGrad(() -> distribution.fill(tensor, generator));
  }

  public static Tensor constant_(Tensor tensor, double value) {
    return Autograd.noGrad(() -> tensor.fill_(value));
  }

  public static Tensor ones_(Tensor tensor) {
    return constant_(tensor, 1);
  }

  public static Tensor zeros_(Tensor tensor) {
    return constant_(tensor, 0);
  }

  // ---- numbers scaled by the size of a layer -------------------------------------------------

  /// How many numbers meet in one output, and how many outputs one input reaches.
  record Fans(long in, long out) {
    static Fans of(Tensor weight) {
      Dims shape = weight.shape();
      if (shape.rank() < 2) {
        throw TorchException.value(
            "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
      }
      long field = shape.slice(2, shape.rank()).product();
      return new Fans(shape.get(1) * field, shape.get(0) * field);
    }

    private long by(String mode) {
      return switch (mode.toLowerCase(java.util.Locale.ROOT)) {
        case "fan_in" -> in;
        case "fan_out" -> out;
        default ->
            throw TorchException.value(
                "Mode " + mode + " not supported, please use one of ['fan_in', 'fan_out']");
      };
    }
  }

  /// What a nonlinearity takes away from a signal, as a factor for the weights before it.
  ///
  /// @param param the slope of `leaky_relu`; null: 0.01
  public static double calculateGain(String nonlinearity, Number param) {
    if (LINEAR.contains(nonlinearity)) return 1;
    return switch (nonlinearity) {
      case "tanh" -> 5.0 / 3;
      case "relu" -> Math.sqrt(2);
      case "leaky_relu" -> {
        double slope = param == null ? 0.01 : param.doubleValue();
        yield Math.sqrt(2 / (1 + slope * slope));
      }
      case "selu" -> 3.0 / 4;
      default -> throw TorchException.value("Unsupported nonlinearity " + nonlinearity);
    };
  }

  public static Tensor xavierUniform_(Tensor tensor, double gain, Generator generator) {
    double bound = Math.sqrt(3) * xavierDeviation(tensor, gain);
    return uniform_(tensor, -bound, bound, generator);
  }

  public static Tensor xavierNormal_(Tensor tensor, double gain, Generator generator) {
    return normal_(tensor, 0, xavierDeviation(tensor, gain), generator);
  }

  private static double xavierDeviation(Tensor tensor, double gain) {
    Fans fans = Fans.of(tensor);
    return gain * Math.sqrt(2.0 / (fans.in() + fans.out()));
  }

  /// As layers start: `fan_in`, for a `leaky_relu` of slope `a` behind.
  public static Tensor kaimingUniform_(Tensor tensor, double a) {
    return kaimingUniform_(tensor, a, "fan_in", "leaky_relu", null);
  }

  /// @param mode `fan_in` or `fan_out`
  public static Tensor kaimingUniform_(
      Tensor tensor, double a, String mode, String nonlinearity, Generator generator) {
    if (isEmpty(tensor)) return tensor;
    double bound = Math.sqrt(3) * kaimingDeviation(tensor, a, mode, nonlinearity);
    return uniform_(tensor, -bound, bound, generator);
  }

  /// @param mode `fan_in` or `fan_out`
  public static Tensor kaimingNormal_(
      Tensor tensor, double a, String mode, String nonlinearity, Generator generator) {
    if (isEmpty(tensor)) return tensor;
    return normal_(tensor, 0, kaimingDeviation(tensor, a, mode, nonlinearity), generator);
  }

  private static double kaimingDeviation(
      Tensor tensor, double a, String mode, String nonlinearity) {
    long fan = Fans.of(tensor).by(mode);
    return calculateGain(nonlinearity, a) / Math.sqrt(fan);
  }

  private static boolean isEmpty(Tensor tensor) {
    if (tensor.numel() > 0) return false;
    Warnings.warn("Initializing zero-element tensors is a no-op");
    return true;
  }

  // ---- matrices ------------------------------------------------------------------------------

  /// The identity.
  public static Tensor eye_(Tensor tensor) {
    requireMatrix(tensor);
    int columns = tensor.shape().at(1);
    double[] values = new double[Math.toIntExact(tensor.numel())];
    int diagonal = Math.min(tensor.shape().at(0), columns);
    for (int i = 0; i < diagonal; i++) values[i * (columns + 1)] = 1;
    return set(tensor, values);
  }

  /// A convolution that hands on its input: the delta of Dirac in the middle of each kernel.
  public static Tensor dirac_(Tensor tensor, int groups) {
    Dims shape = tensor.shape();
    if (!List.of(3, 4, 5).contains(shape.rank())) {
      throw TorchException.value("Only tensors with 3, 4, or 5 dimensions are supported");
    }
    if (shape.get(0) % groups != 0) {
      throw TorchException.value("dim 0 must be divisible by groups");
    }
    Dims strides = shape.contiguousStrides();
    long middle = 0;
    for (int d = 2; d < shape.rank(); d++) middle += shape.get(d) / 2 * strides.get(d);
    double[] values = new double[Math.toIntExact(tensor.numel())];
    long perGroup = shape.get(0) / groups;
    for (long g = 0; g < groups; g++) {
      for (long c = 0; c < Math.min(perGroup, shape.get(1)); c++) {
        long at = (g * perGroup + c) * strides.get(0) + c * strides.get(1) + middle;
        values[Math.toIntExact(at)] = 1;
      }
    }
    return set(tensor, values);
  }

  /// A (half-)orthogonal matrix times `gain`; dimensions from the second on count as one.
  public static Tensor orthogonal_(Tensor tensor, double gain, Generator generator) {
    if (tensor.dim() < 2) {
      throw TorchException.value("Only tensors with 2 or more dimensions are supported");
    }
    if (tensor.numel() == 0) return tensor;
    return Autograd.noGrad(() -> OrthogonalMatrix.fill(tensor, gain, generator));
  }

  /// Normal, with zeros at random in each column.
  ///
  /// @param sparsity the part of each column that is 0
  public static Tensor sparse_(Tensor tensor, double sparsity, double std, Generator generator) {
    requireMatrix(tensor);
    normal_(tensor, 0, std, generator);
    int rows = tensor.shape().at(0);
    int columns = tensor.shape().at(1);
    int zeros = (int) Math.ceil(sparsity * rows);
    double[] values = tensor.toDoubleArray();
    RandomTensors.Options fromGenerator = RandomTensors.Options.DEFAULT.withGenerator(generator);
    for (int column = 0; column < columns; column++) {
      long[] order = RandomTensors.randperm(rows, fromGenerator).toLongArray();
      for (int i = 0; i < zeros; i++) values[(int) order[i] * columns + column] = 0;
    }
    return set(tensor, values);
  }

  private static void requireMatrix(Tensor tensor) {
    if (tensor.dim() != 2) {
      throw TorchException.value("Only tensors with 2 dimensions are supported");
    }
  }

  /// @param values in row-major order
  static Tensor set(Tensor tensor, double[] values) {
    Tensor source = Tensor.of(values, tensor.shape().toArray());
    return Autograd.noGrad(() -> tensor.copy_(source));
  }
}
