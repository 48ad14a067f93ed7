package dev.gradfn.nd4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.core.Access;
import dev.gradfn.core.ArrayPool;
import dev.gradfn.core.BlockPool;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.NdArray;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class Nd4jArraysTest {
  @Test
  void bothSidesOfAnImportSeeEachOthersWrites() {
    INDArray theirs = Nd4j.arange(6).castTo(DataType.FLOAT).reshape(2, 3);
    NdArray ours = Nd4jArrays.fromINDArray(theirs);
    assertArrayEquals(new double[] {0, 1, 2, 3, 4, 5}, Arrays32.values(ours));

    theirs.putScalar(1, 2, 50);
    assertEquals(50, Arrays32.values(ours)[5]);
    Arrays32.write(ours, 0, -7);
    assertEquals(-7, theirs.getFloat(0, 0));
    assertTrue(ours.storage().isPinned());
  }

  @Test
  void bothSidesOfAnExportSeeEachOthersWrites() {
    NdArray ours = Arrays32.random(1, 4, 5);
    double[] before = Arrays32.values(ours);
    INDArray theirs = Nd4jArrays.toINDArray(ours);
    assertEquals(before[7], theirs.getDouble(1, 2));

    theirs.addi(1);
    assertEquals(before[7] + 1, Arrays32.values(ours)[7], 1e-6);
    Arrays32.write(ours, 7, 3);
    assertEquals(3, theirs.getDouble(1, 2));
    assertTrue(ours.storage().isPinned());
  }

  @Test
  void exportingTwiceGivesTheSameMemory() {
    NdArray ours = Arrays32.random(1, 4, 5);
    INDArray first = Nd4jArrays.toINDArray(ours);
    INDArray second = Nd4jArrays.toINDArray(ours.view(ours.geometry().permute(1, 0)));
    first.putScalar(3, 1, 42);
    assertEquals(42, second.getFloat(1, 3));
    assertArrayEquals(new long[] {5, 4}, second.shape());
  }

  @Test
  void aRoundTripGivesTheSameMemory() {
    INDArray theirs = Nd4j.rand(DataType.FLOAT, 3, 4);
    INDArray back = Nd4jArrays.toINDArray(Nd4jArrays.fromINDArray(theirs));
    back.putScalar(2, 2, 9);
    assertEquals(9, theirs.getFloat(2, 2));
    assertEquals(theirs.data().address(), back.data().address());

    NdArray ours = Arrays32.random(1, 6);
    NdArray again = Nd4jArrays.fromINDArray(Nd4jArrays.toINDArray(ours));
    Arrays32.write(again, 3, 8);
    assertEquals(8, Arrays32.values(ours)[3]);
  }

  @Test
  void anExportGivesItsPooledArrayBack() {
    int size = 123_457;
    NdArray ours = NdArray.allocate(DType.FLOAT32, Dims.of(size));
    Object plain = ours.storage().open(Access.OVERWRITE);
    ours.storage().close(plain, Access.OVERWRITE);
    INDArray theirs = Nd4jArrays.toINDArray(ours);
    assertSame(plain, ArrayPool.take(DType.FLOAT32, size));
    assertEquals(size, theirs.length());
  }

  @Test
  void aKernelAtWorkDuringAnExportKeepsItsArrayAndItsWritesCount() {
    int size = 234_567;
    NdArray ours = NdArray.allocate(DType.FLOAT32, Dims.of(size));
    for (int i = 0; i < 3; i++) Arrays32.write(ours, i, i + 1);
    Object held = ours.storage().open(Access.UPDATE);
    INDArray theirs = Nd4jArrays.toINDArray(ours);
    assertNotSame(held, ArrayPool.take(DType.FLOAT32, size));
    ((float[]) held)[1] = 77;
    ours.storage().close(held, Access.UPDATE);
    assertSame(held, ArrayPool.take(DType.FLOAT32, size));
    assertEquals(77, theirs.getFloat(1));
    assertEquals(3, theirs.getFloat(2));
  }

  @Test
  void viewsKeepOffsetAndStrides() {
    INDArray whole = Nd4j.arange(120).castTo(DataType.FLOAT).reshape(4, 5, 6);
    INDArray view = whole.get(NDArrayIndex.interval(1, 4), NDArrayIndex.point(2));
    INDArray nested = view.get(NDArrayIndex.interval(1, 3), NDArrayIndex.interval(2, 5));
    for (INDArray array : List.of(view, nested, nested.permute(1, 0), whole.permute(2, 0, 1))) {
      NdArray ours = Nd4jArrays.fromINDArray(array);
      assertArrayEquals(array.dup('c').data().asDouble(), Arrays32.values(ours));
      assertArrayEquals(array.shape(), ours.shape().toArray());
    }
    Arrays32.write(Nd4jArrays.fromINDArray(nested), 0, -1);
    assertEquals(-1, whole.getFloat(2, 2, 2));
    Arrays32.write(Nd4jArrays.fromINDArray(whole), 119, -2);
    assertEquals(-2, whole.getFloat(3, 4, 5));
  }

  @Test
  void ourViewsBecomeViews() {
    NdArray whole = Arrays32.random(3, 4, 5, 6);
    Geometry g = whole.geometry().slice(0, 1, 2, 1).select(1, 3).slice(1, 0, 3, 2);
    for (Geometry geometry : List.of(g, g.permute(1, 0), whole.geometry().permute(2, 0, 1))) {
      NdArray view = whole.view(geometry);
      INDArray theirs = Nd4jArrays.toINDArray(view);
      assertArrayEquals(Arrays32.values(view), theirs.dup('c').data().asDouble());
    }
    Nd4jArrays.toINDArray(whole.view(g)).putScalar(0, 0, 5);
    assertEquals(5, Arrays32.values(whole)[1 * 30 + 3 * 6]);
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void everyTypeGoesOutAndIn(DType dtype) {
    INDArray theirs = Nd4j.create(new double[] {1, 0, 1, 1}, new long[] {4}, DataType.DOUBLE);
    theirs = theirs.castTo(ElementTypes.toNd4j(dtype));
    assertEquals(dtype, ElementTypes.fromNd4j(theirs.dataType()));
    NdArray ours = Nd4jArrays.fromINDArray(theirs);
    assertEquals(dtype, ours.dtype());
    // A copy into memory of our own, exported.
    Object plain = ours.storage().open(Access.READ);
    NdArray copy = NdArray.wrap(dtype, plain, Dims.of(4));
    INDArray exported = Nd4jArrays.toINDArray(copy);
    assertEquals(theirs.dataType(), exported.dataType());
    INDArray asFloats = exported.castTo(DataType.FLOAT);
    assertArrayEquals(new float[] {1, 0, 1, 1}, asFloats.data().asFloat());
    assertEquals(0, exported.getDouble(1));
    exported.putScalar(1, 1);
    assertEquals(4, Nd4jArrays.toINDArray(copy).castTo(DataType.FLOAT).sumNumber().intValue());
  }

  @Test
  void scalarsAndEmptyArrays() {
    NdArray scalar = Nd4jArrays.fromINDArray(Nd4j.scalar(3f));
    assertEquals(0, scalar.rank());
    assertArrayEquals(new double[] {3}, Arrays32.values(scalar));
    assertEquals(3, Nd4jArrays.toINDArray(scalar).getFloat());

    NdArray empty = Nd4jArrays.fromINDArray(Nd4j.create(DataType.FLOAT, 0, 3));
    assertEquals(Dims.of(0, 3), empty.shape());
    assertArrayEquals(new long[] {0, 3}, Nd4jArrays.toINDArray(empty).shape());
  }

  @Test
  void refusesWhatHasNoLastingMemory() {
    NdArray meta = NdArray.allocate(DType.FLOAT32, Geometry.contiguous(Dims.of(2)), Device.META);
    assertThrows(IllegalArgumentException.class, () -> Nd4jArrays.toINDArray(meta));
    INDArray text = Nd4j.create("a", "b");
    assertThrows(IllegalArgumentException.class, () -> Nd4jArrays.fromINDArray(text));

    var configuration = WorkspaceConfiguration.builder().initialSize(1 << 16).build();
    try (MemoryWorkspace scope =
        Nd4j.getWorkspaceManager().getAndActivateWorkspace(configuration, "test")) {
      INDArray attached = Nd4j.create(DataType.FLOAT, 4);
      assertTrue(scope.isScopeActive());
      assertThrows(IllegalArgumentException.class, () -> Nd4jArrays.fromINDArray(attached));
    }
  }

  @Test
  void aClosedINDArrayIsNoticed() {
    INDArray theirs = Nd4j.rand(DataType.FLOAT, 4);
    NdArray ours = Nd4jArrays.fromINDArray(theirs);
    theirs.close();
    assertThrows(IllegalStateException.class, () -> Arrays32.values(ours));
    assertThrows(IllegalArgumentException.class, () -> Nd4jArrays.fromINDArray(theirs));
  }

  @Test
  void closingAnExportDoesNotReachOurs() {
    NdArray ours = Arrays32.random(5, 8);
    double[] before = Arrays32.values(ours);
    INDArray theirs = Nd4jArrays.toINDArray(ours);
    if (theirs.closeable()) theirs.close();
    assertArrayEquals(before, Arrays32.values(ours));
    assertEquals(before[2], Nd4jArrays.toINDArray(ours).getDouble(2));
  }

  @Test
  void anExportOutlivesEverythingElse() throws InterruptedException {
    INDArray view = viewOfAnExport();
    double[] before = view.dup().data().asDouble();
    churn();
    assertArrayEquals(before, view.dup().data().asDouble());
    assertFalse(view.wasClosed());
  }

  /// A view of a view, of an array that nobody else holds.
  private static INDArray viewOfAnExport() {
    INDArray whole = Nd4jArrays.toINDArray(Arrays32.random(9, 50, 40));
    INDArray part = whole.get(NDArrayIndex.interval(10, 30));
    return part.get(NDArrayIndex.interval(5, 9)).permute(1, 0);
  }

  @Test
  void anImportOutlivesEverythingElse() throws InterruptedException {
    NdArray ours = Nd4jArrays.fromINDArray(Nd4j.rand(DataType.FLOAT, 50, 40).getRow(7));
    double[] before = Arrays32.values(ours);
    churn();
    assertArrayEquals(before, Arrays32.values(ours));
  }

  /// Lets go of all that can be let go, and writes over it: blocks of the pool, Java arrays, and
  /// ND4J's own memory.
  private static void churn() throws InterruptedException {
    for (int round = 0; round < 6; round++) {
      System.gc();
      Thread.sleep(30);
      List<Object> kept = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        BlockPool.Lease lease = BlockPool.take(2000 * Float.BYTES);
        lease.memory().fill((byte) 0x7f);
        kept.add(lease);
        kept.add(Nd4j.valueArrayOf(new long[] {50, 40}, 1e9f, DataType.FLOAT));
        kept.add(new float[100_000]);
      }
    }
  }
}
