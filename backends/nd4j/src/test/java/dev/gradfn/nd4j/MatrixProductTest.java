package dev.gradfn.nd4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.Kernels;
import dev.gradfn.core.NdArray;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatrixProductTest {
  private final Kernels kernels = new Nd4jKernelProvider().open(Device.CPU);

  @ParameterizedTest
  @CsvSource({"64,64,64", "1,512,512", "512,512,1", "512,1,512", "1,262144,1", "97,101,89"})
  void matchesALoop(int rows, int inner, int columns) {
    for (int transposed = 0; transposed < 4; transposed++) {
      NdArray x = matrix(1, rows, inner, (transposed & 1) != 0);
      NdArray y = matrix(2, inner, columns, (transposed & 2) != 0);
      NdArray out = Arrays32.output(rows, columns);
      assertTrue(kernels.matmul(x, y, out));
      Arrays32.assertClose(product(x, y), out, "transposed " + transposed);
    }
  }

  private static NdArray matrix(long seed, int rows, int columns, boolean transposed) {
    if (!transposed) return Arrays32.random(seed, rows, columns);
    NdArray array = Arrays32.random(seed, columns, rows);
    return array.view(array.geometry().permute(1, 0));
  }

  @Test
  void batchesAndPartsOfLargerArrays() {
    NdArray x = Arrays32.random(1, 3, 80, 100);
    NdArray y = Arrays32.random(2, 3, 90, 200);
    NdArray cut = x.view(x.geometry().slice(2, 5, 90, 1));
    NdArray right = y.view(y.geometry().slice(2, 7, 64, 1));
    NdArray out = Arrays32.output(3, 80, 70);
    NdArray part = out.view(out.geometry().slice(2, 3, 64, 1));
    assertTrue(kernels.matmul(cut, right, part));
    for (int b = 0; b < 3; b++) {
      double[] expected = product(select(cut, b), select(right, b));
      Arrays32.assertClose(expected, select(part, b), "batch " + b);
    }
    double[] around = Arrays32.values(out);
    assertEquals(12345, around[0]);
    assertEquals(12345, around[69]);
  }

  private static NdArray select(NdArray array, int b) {
    return array.view(array.geometry().select(0, b));
  }

  @Test
  void float64() {
    Random random = new Random(5);
    double[] left = random.doubles(70 * 80).toArray();
    double[] right = random.doubles(80 * 90).toArray();
    NdArray x = NdArray.wrap(DType.FLOAT64, left, Dims.of(70, 80));
    NdArray y = NdArray.wrap(DType.FLOAT64, right, Dims.of(80, 90));
    NdArray out = NdArray.allocate(DType.FLOAT64, Dims.of(70, 90));
    assertTrue(kernels.matmul(x, y, out));
    assertArrayEquals(product(x, y), Arrays32.values(out), 1e-11);
  }

  @Test
  void declinesSilentlyAndWritesNothing() {
    NdArray small = Arrays32.output(4, 4);
    assertFalse(kernels.matmul(Arrays32.random(1, 4, 4), Arrays32.random(2, 4, 4), small));
    NdArray whole = Arrays32.random(1, 256, 256);
    NdArray strided = whole.view(whole.geometry().slice(1, 0, 128, 2).slice(0, 0, 128, 1));
    NdArray out = Arrays32.output(128, 128);
    assertFalse(kernels.matmul(strided, Arrays32.random(2, 128, 128), out));
    NdArray column = Arrays32.output(128, 128);
    NdArray repeated = column.view(new Geometry(Dims.of(128, 128), Dims.of(1, 128), 0));
    assertFalse(
        kernels.matmul(Arrays32.random(1, 128, 128), Arrays32.random(2, 128, 128), repeated));
    for (NdArray array : new NdArray[] {small, out, column}) {
      for (double value : Arrays32.values(array)) assertEquals(12345, value);
    }
  }

  private static double[] product(NdArray x, NdArray y) {
    int rows = x.shape().at(0);
    int inner = x.shape().at(1);
    int columns = y.shape().at(1);
    double[] left = Arrays32.values(x);
    double[] right = Arrays32.values(y);
    double[] out = new double[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < inner; k++) {
        for (int j = 0; j < columns; j++) {
          out[i * columns + j] += left[i * inner + k] * right[k * columns + j];
        }
      }
    }
    return out;
  }
}
