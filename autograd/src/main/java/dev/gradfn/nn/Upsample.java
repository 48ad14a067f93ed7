package dev.gradfn.nn;

import dev.gradfn.core.Dims;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/// Resampling of the dimensions behind the channels, to a size or by a factor.
public class Upsample extends FunctionLayer {

  /// @param size one number or one per dimension, or null
  /// @param scaleFactor one factor or one per dimension, or null; exactly one of the two is given
  public Upsample(Dims size, double[] scaleFactor, String mode) {
    this(
        new Attributes()
            .with("size", size == null ? null : Repr.asGiven(size))
            .with("scale_factor", factors(scaleFactor))
            .with("mode", mode)
            .with("align_corners", null)
            .with("recompute_scale_factor", null));
  }

  private static Object factors(double[] factors) {
    if (factors == null) return null;
    if (factors.length == 1) return factors[0];
    return DoubleStream.of(factors).boxed().toList();
  }

  /// @param attributes all, by PyTorch's names
  public Upsample(Attributes attributes) {
    this("Upsample", attributes);
  }

  /// @param name the class, which PyTorch counts as the first attribute
  protected Upsample(String name, Attributes attributes) {
    super("nn.functional.interpolate", complete(name, attributes));
  }

  /// Factors are floats, whatever was given.
  private static Attributes complete(String name, Attributes given) {
    return new Attributes()
        .with("name", name)
        .with("size", given.get("size"))
        .with("scale_factor", asFloats(given.get("scale_factor")))
        .with("mode", given.get("mode"))
        .with("align_corners", given.get("align_corners"))
        .with("recompute_scale_factor", given.get("recompute_scale_factor"));
  }

  private static Object asFloats(Object factor) {
    return switch (factor) {
      case Number number -> number.doubleValue();
      case Dims dims -> LongStream.of(dims.toArray()).mapToObj(size -> (double) size).toList();
      case List<?> items -> items.stream().map(Upsample::asFloats).toList();
      case null, default -> factor;
    };
  }

  @Override
  protected Map<String, Object> arguments() {
    Map<String, Object> arguments = new HashMap<>(attributes.live());
    arguments.remove("name");
    return arguments;
  }

  @Override
  protected String extraRepr() {
    boolean byFactor = attributes.get("scale_factor") != null;
    return attributes.repr(byFactor ? "scale_factor" : "size", "mode");
  }
}
