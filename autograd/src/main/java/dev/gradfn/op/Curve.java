package dev.gradfn.op;

import dev.gradfn.core.DType;
import dev.gradfn.core.UnaryFunction;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Functions of one number with their first two derivatives: activations, and the losses that are a
/// function of the difference between prediction and target.
///
/// At a kink, and for nan, the derivative is the side that PyTorch takes.
public enum Curve {
  /// Parameters: alpha, scale, input_scale.
  ELU(
      "Elu",
      List.of("alpha", "scale", "input_scale"),
      (x, p) -> x > 0 ? x * p[1] : Math.expm1(x * p[2]) * p[0] * p[1],
      (x, p) -> x <= 0 ? p[2] * p[0] * p[1] * Math.exp(x * p[2]) : p[1],
      (x, p) -> x >= 0 ? 0 : p[2] * p[2] * p[0] * p[1] * Math.exp(x * p[2])),
  /// The derivative of [#ELU] from its result, for the in-place form.
  ELU_OF_RESULT(
      "Elu",
      List.of("alpha", "scale", "input_scale"),
      (y, _) -> y,
      (y, p) -> y <= 0 ? p[2] * (y + p[0] * p[1]) : p[1],
      (y, p) -> y >= 0 ? 0 : p[2]),
  CELU(
      "Celu",
      List.of("alpha"),
      (x, p) -> x > 0 ? x : p[0] * Math.expm1(x / p[0]),
      (x, p) -> x <= 0 ? Curves.celuSlope(x, p[0]) : 1,
      (x, p) -> x >= 0 ? 0 : Curves.celuSlope(x, p[0]) * Curves.inverse(p[0])),
  /// The derivative of [#CELU] from its result, for the in-place form.
  CELU_OF_RESULT(
      "Celu",
      List.of("alpha"),
      (y, _) -> y,
      (y, p) -> y <= 0 ? Curves.inverse(p[0]) * (y + p[0]) : 1,
      (y, p) -> y >= 0 ? 0 : Curves.inverse(p[0])),
  /// `log(1 + exp(beta x)) / beta`, and `x` itself from `beta x > threshold` on.
  SOFTPLUS(
      "Softplus",
      List.of("beta", "threshold"),
      (x, p) -> x * p[0] > p[1] ? x : Math.log1p(Math.exp(x * p[0])) / p[0],
      (x, p) -> x * p[0] > p[1] ? 1 : Curves.sigmoid(x * p[0]),
      (x, p) -> x * p[0] >= p[1] ? 0 : p[0] * Curves.sigmoidSlope(x * p[0])),
  /// `x Φ(x)`, `Φ` the normal distribution.
  GELU(
      "Gelu",
      List.of("approximate"),
      (x, _) -> x * NormalDistribution.cumulative(x),
      (x, _) -> NormalDistribution.cumulative(x) + x * NormalDistribution.density(x),
      (x, _) -> NormalDistribution.density(x) * (2 - x * x)),
  /// [#GELU] with a tanh in the place of the distribution.
  GELU_TANH(
      "Gelu",
      List.of("approximate"),
      (x, _) -> 0.5 * x * (1 + Curves.geluTanh(x)),
      (x, _) -> Curves.geluTanhSlope(x),
      (x, _) -> Curves.geluTanhCurvature(x)),
  HARDTANH(
      "Hardtanh",
      List.of("min_val", "max_val"),
      (x, p) -> Math.min(Math.max(x, p[0]), p[1]),
      (x, p) -> x <= p[0] || x >= p[1] ? 0 : 1,
      (_, _) -> 0),
  SOFTSHRINK(
      "Softshrink",
      List.of("lambd"),
      (x, p) -> x > p[0] ? x - p[0] : x < -p[0] ? x + p[0] : x * 0,
      (x, p) -> x >= -p[0] && x <= p[0] ? 0 : 1,
      (_, _) -> 0),
  HARDSHRINK(
      "Hardshrink",
      List.of("lambd"),
      (x, p) -> x >= -p[0] && x <= p[0] ? 0 : x,
      (x, p) -> x >= -p[0] && x <= p[0] ? 0 : 1,
      (_, _) -> 0),
  /// `x tanh(softplus(x))`.
  MISH(
      "Mish",
      List.of(),
      (x, _) -> x * Curves.tanhSoftplus(x),
      (x, _) -> Curves.mishSlope(x),
      (x, _) -> Curves.mishCurvature(x)),
  HARDSIGMOID(
      "Hardsigmoid",
      List.of(),
      (x, _) -> Math.min(Math.max(x + 3, 0), 6) / 6,
      (x, _) -> x > -3 && x < 3 ? Curves.SIXTH : 0,
      (_, _) -> 0),
  HARDSWISH(
      "Hardswish",
      List.of(),
      (x, _) -> x * Math.min(Math.max(x + 3, 0), 6) / 6,
      (x, _) -> x <= -3 ? 0 : x < 3 ? x / 3 + 0.5 : 1,
      (x, _) -> x > -3 && x < 3 ? 1.0 / 3 : 0),
  /// Parameters: threshold, value; only the first is a field of the node.
  THRESHOLD(
      "Threshold",
      List.of("threshold"),
      (x, p) -> x <= p[0] ? p[1] : x,
      (x, p) -> x <= p[0] ? 0 : 1,
      (_, _) -> 0),
  MSE_LOSS("MseLoss", List.of(), (d, _) -> d * d, (d, _) -> 2 * d, (_, _) -> 2),
  SMOOTH_L1_LOSS(
      "SmoothL1Loss",
      List.of("beta"),
      (d, p) -> Math.abs(d) < p[0] ? 0.5 * d * d / p[0] : Math.abs(d) - 0.5 * p[0],
      (d, p) -> Math.abs(d) >= p[0] ? Math.signum(d) : d / p[0],
      (d, p) -> Math.abs(d) < p[0] ? 1 / p[0] : 0),
  HUBER_LOSS(
      "HuberLoss",
      List.of("delta"),
      (d, p) -> Math.abs(d) <= p[0] ? 0.5 * d * d : p[0] * (Math.abs(d) - 0.5 * p[0]),
      (d, p) -> Math.abs(d) >= p[0] ? p[0] * Math.signum(d) : d,
      (d, p) -> Math.abs(d) < p[0] ? 1 : 0);

  private static final Set<Curve> OF_INTEGERS = EnumSet.of(HARDTANH, THRESHOLD);
  private static final Set<Curve> EXPONENTIAL =
      EnumSet.of(ELU, ELU_OF_RESULT, CELU, CELU_OF_RESULT);
  private static final Set<Curve> FLAT = EnumSet.of(HARDTANH, SOFTSHRINK, HARDSHRINK);

  private final String label;
  private final List<String> fields;
  private final List<ParametricFunction> derivatives;

  Curve(
      String label,
      List<String> fields,
      ParametricFunction value,
      ParametricFunction slope,
      ParametricFunction curvature) {
    this.label = label;
    this.fields = fields;
    this.derivatives = List.of(value, slope, curvature);
  }

  /// PyTorch's name, as in the node's.
  String label() {
    return label;
  }

  /// The names under which a node keeps the first parameters.
  List<String> fields() {
    return fields;
  }

  boolean takes(DType dtype) {
    return dtype.isFloatingPoint() || (OF_INTEGERS.contains(this) && dtype != DType.BOOL);
  }

  /// @param numbers see [#numbers]
  UnaryFunction function(double[] numbers) {
    ParametricFunction value = derivatives.get(0);
    return new UnaryFunction(label, x -> (float) value.at(x, numbers), x -> value.at(x, numbers));
  }

  /// @param order 0: the function; 1, 2: its derivatives
  ParametricFunction derivative(int order) {
    return derivatives.get(order);
  }

  /// Whether [#slopeOfNanInVectors] may differ from what scalar code gives.
  boolean hasOwnSlopeOfNanInVectors() {
    return EXPONENTIAL.contains(this) || FLAT.contains(this) || this == HARDSWISH;
  }

  /// The slope at nan where PyTorch's vector instructions compute it.
  ///
  /// @param scalar what its scalar code gives
  double slopeOfNanInVectors(double scalar) {
    if (EXPONENTIAL.contains(this) || this == HARDSWISH) return Double.NaN;
    return FLAT.contains(this) ? 0 : scalar;
  }

  void save(Saver saver, List<Object> parameters) {
    for (int i = 0; i < fields.size(); i++) saver.value(fields.get(i), parameters.get(i));
  }

  /// The parameters as numbers; a choice between forms (gelu's `approximate`) is none.
  static double[] numbers(List<Object> parameters) {
    double[] numbers = new double[parameters.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (parameters.get(i) instanceof Number number) numbers[i] = number.doubleValue();
    }
    return numbers;
  }
}
