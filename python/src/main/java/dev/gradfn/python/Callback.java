package dev.gradfn.python;

import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.LongToDoubleFunction;

/// A function of a program, as schedules call it.
public record Callback(Function<Object, Object> body)
    implements LongToDoubleFunction, DoubleUnaryOperator {

  @Override
  public double applyAsDouble(long epoch) {
    return ((Number) body.apply(epoch)).doubleValue();
  }

  @Override
  public double applyAsDouble(double position) {
    return ((Number) body.apply(position)).doubleValue();
  }
}
