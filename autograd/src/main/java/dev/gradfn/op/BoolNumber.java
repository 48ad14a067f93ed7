package dev.gradfn.op;

/// A number that was given as True or False: it counts as 1 or 0, but gives way to every type, and
/// a node shows it as it was given.
public final class BoolNumber extends Number {
  private static final long serialVersionUID = 1;

  private final boolean value;

  private BoolNumber(boolean value) {
    this.value = value;
  }

  public static BoolNumber of(boolean value) {
    return new BoolNumber(value);
  }

  /// `value` as nodes show it.
  public static Object shown(Object value) {
    return value instanceof BoolNumber number ? (Object) number.value : value;
  }

  public boolean booleanValue() {
    return value;
  }

  @Override
  public int intValue() {
    return value ? 1 : 0;
  }

  @Override
  public long longValue() {
    return intValue();
  }

  @Override
  public float floatValue() {
    return intValue();
  }

  @Override
  public double doubleValue() {
    return intValue();
  }
}
