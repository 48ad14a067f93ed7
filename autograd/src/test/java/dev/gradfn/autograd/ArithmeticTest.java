package dev.gradfn.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gradfn.core.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// What the golden files of single operations do not say: words of errors, and corners.
class ArithmeticTest {
  private static final Tensor WHOLE = Tensor.of(new long[] {7, -7}, 2);

  private static String words(Executable call) {
    return assertThrows(TorchException.class, call).getMessage();
  }

  @Test
  void whole_division_by_zero() {
    Tensor zero = Tensor.of(new long[] {0}, 1);
    assertEquals("ZeroDivisionError", words(() -> WHOLE.div(zero, "floor")));
    assertEquals("ZeroDivisionError", words(() -> WHOLE.remainder(zero)));
    assertEquals("ZeroDivisionError", words(() -> WHOLE.fmod(zero)));
  }

  @Test
  void rests_follow_the_divisor_or_the_dividend() {
    Tensor three = Tensor.number(3);
    assertArrayEquals(new long[] {1, 2}, WHOLE.remainder(three).toLongArray());
    assertArrayEquals(new long[] {1, -1}, WHOLE.fmod(three).toLongArray());
    assertArrayEquals(new long[] {2, -3}, WHOLE.floorDivide(three).toLongArray());
    assertArrayEquals(new long[] {2, -2}, WHOLE.div(three, "trunc").toLongArray());
  }

  @Test
  void unknown_rounding_mode() {
    assertEquals(
        "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found 'up'",
        words(() -> WHOLE.div(WHOLE, "up")));
  }

  @Test
  void floor_divide_raises_in_backward_only() {
    Tensor x = Tensor.of(7f, -7f).requiresGrad_();
    Tensor y = x.floorDivide(Tensor.number(2));
    assertEquals("NotImplemented", y.gradFn().typeName());
    assertEquals(
        "derivative for aten::floor_divide is not implemented", words(() -> y.sum().backward()));
  }

  @Test
  void powers_of_one_are_one() {
    Tensor one = Tensor.of(1f, 1f, -1f);
    Tensor odd = Tensor.of(Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);
    assertArrayEquals(new float[] {1, 1, 1}, one.pow(odd).toFloatArray());
  }

  @Test
  void numbers_are_compared_in_the_type_of_the_tensor() {
    assertArrayEquals(new long[] {1}, Tensor.of(0.1f).eq(0.1).toLongArray());
    assertEquals(DType.BOOL, Tensor.of(0.1f).eq(0.1).dtype());
  }

  @Test
  void closeness() {
    Tensor x = Tensor.of(1f, Float.NaN);
    assertFalse(x.allClose(x, 1e-5, 1e-8, false));
    assertArrayEquals(new long[] {1, 1}, x.isClose(x, 0, 0, true).toLongArray());
    assertEquals(
        "rtol must be greater than or equal to zero, but got -1.0",
        words(() -> x.isClose(x, -1, 0, false)));
    assertEquals("Float did not match Long", words(() -> x.isClose(WHOLE, 0, 0, false)));
  }

  @Test
  void bits_of_fractions() {
    assertEquals(
        "\"bitwise_not_cpu\" not implemented for 'Float'", words(() -> Tensor.of(1f).bitwiseNot()));
  }

  @Test
  void clamp_without_bounds() {
    assertEquals(
        "torch.clamp: At least one of 'min' or 'max' must not be None",
        words(() -> WHOLE.clamp((Number) null, null)));
  }
}
