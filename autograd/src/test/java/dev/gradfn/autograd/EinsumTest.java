package dev.gradfn.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gradfn.core.Dims;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What an ellipsis stands for.
final class EinsumTest {
  private final Tensor x = counted(2, 1, 2, 3);
  private final Tensor y = counted(4, 3, 2);

  private static Tensor counted(long... shape) {
    long size = 1;
    for (long dim : shape) size *= dim;
    double[] values = new double[Math.toIntExact(size)];
    for (int i = 0; i < values.length; i++) values[i] = i + 1;
    return Tensor.of(values, shape);
  }

  private static Tensor einsum(String equation, Tensor... operands) {
    return Einsum.of(equation, List.of(operands), (z, a, b) -> z.diagonal(0, a, b));
  }

  private static void assertSame(Tensor expected, Tensor actual) {
    assertEquals(expected.shape(), actual.shape());
    assertArrayEquals(expected.toDoubleArray(), actual.toDoubleArray());
  }

  @Test
  void ellipsisIsABroadcastBatch() {
    assertSame(MatrixProducts.matmul(x, y), einsum("...ij,...jk->...ik", x, y));
  }

  @Test
  void withoutAnArrowTheEllipsisComesFirst() {
    assertSame(MatrixProducts.matmul(x, y), einsum("...ij, ...jk", x, y));
  }

  @Test
  void ellipsisThatTheOutputLacksIsSummed() {
    Tensor all = MatrixProducts.matmul(x, y).sum(Dims.of(0, 1), false);
    assertSame(all, einsum("...ij,...jk->ik", x, y));
  }

  @Test
  void ellipsisMayStandForNothing() {
    Tensor row = counted(3);
    assertSame(row.mul(row).sum(), einsum("...i,...i->...", row, row));
  }
}
