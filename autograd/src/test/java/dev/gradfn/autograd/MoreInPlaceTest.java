package dev.gradfn.autograd;

import static dev.gradfn.autograd.Tensors.assertRaises;
import static dev.gradfn.autograd.Tensors.assertValues;
import static dev.gradfn.autograd.Tensors.leaf;
import static dev.gradfn.autograd.Tensors.ones;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.gradfn.core.Dims;
import dev.gradfn.signature.OperationTable;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Changes of shape in place, writes at indices, and versions by hand.
class MoreInPlaceTest {
  private static void assertShapeChange(String node, Dims shape, UnaryOperator<Tensor> change) {
    Tensor x = ones(1, 2, 3);
    Tensor y = x.mul(2);
    assertSame(y, change.apply(y));
    assertEquals(node, y.gradFn().typeName());
    assertEquals(shape, y.shape());
    assertEquals(1, y.version());
    y.sum().backward();
    assertValues(x.grad(), 2, 2, 2, 2, 2, 2);
  }

  @Test
  void shapesChangeInPlace() {
    assertShapeChange("TransposeBackward1", Dims.of(1, 3, 2), y -> y.transpose_(1, -1));
    assertShapeChange("SqueezeBackward3", Dims.of(2, 3), Tensor::squeeze_);
    assertShapeChange("SqueezeBackward4", Dims.of(2, 3), y -> y.squeeze_(0));
    assertShapeChange("SqueezeBackward5", Dims.of(2, 3), y -> y.squeeze_(Dims.of(0, 1)));
    assertShapeChange("UnsqueezeBackward1", Dims.of(1, 2, 3, 1), y -> y.unsqueeze_(-1));
    Tensor matrix = leaf(new long[] {2, 3}, 1, 2, 3, 4, 5, 6);
    Tensor turned = matrix.mul(1).t_();
    assertEquals("TBackward1", turned.gradFn().typeName());
    turned.select(0, 1).sum().backward();
    assertValues(matrix.grad(), 0, 1, 0, 0, 1, 0);
  }

  @Test
  void aLeafsShapeChangesOnlyOutsideTheGraph() {
    Tensor x = ones(2, 3);
    assertRaises(
        "a leaf Variable that requires grad is being used in an in-place operation.", x::t_);
    Autograd.noGrad(x::t_);
    x.sum().backward();
    assertEquals(Dims.of(3, 2), x.grad().shape());
  }

  @Test
  void aViewsShapeChangesAndItsBaseStays() {
    Tensor x = leaf(new long[] {2, 3}, 1, 2, 3, 4, 5, 6);
    Tensor y = x.mul(1);
    Tensor window = y.slice(1, 1, 3).t_();
    assertEquals(Dims.of(2, 2), window.shape());
    window.select(0, 0).mul(10).sum().backward();
    assertValues(x.grad(), 0, 10, 0, 0, 10, 0);
  }

  @Test
  void aSavedTensorMustKeepItsShape() {
    Tensor x = ones(2, 3);
    Tensor y = x.exp();
    Tensor z = y.mul(y);
    y.t_();
    assertRaises(
        "one of the variables needed for gradient computation has been modified by an inplace"
            + " operation: [torch.FloatTensor [3, 2]], which is output 0 of T, is at version 1;"
            + " expected version 0 instead. Hint: enable anomaly detection to find the operation"
            + " that failed to compute its gradient, with"
            + " torch.autograd.set_detect_anomaly(True, check_nan=False).",
        () -> z.sum().backward());
  }

  @Test
  void writesAtIndices() {
    Tensor index = Tensor.of(new long[] {2, 0}, 2);
    Tensor places = Tensor.of(new long[] {2, 0}, 1, 2);
    Tensor x = leaf(new long[] {1, 3}, 1, 2, 3);
    Tensor source = leaf(new long[] {1, 2}, 10, 20);
    assertWrite(x, source, "ScatterBackward0", y -> y.scatter_(1, places, source), 20, 2, 10);
    assertWrite(x, source, "ScatterBackward1", y -> y.scatter_(1, places, 7), 7, 2, 7);
    assertWrite(x, source, "ScatterAddBackward0", y -> y.scatterAdd_(1, places, source), 21, 2, 13);
    assertWrite(x, source, "IndexAddBackward0", y -> y.indexAdd_(1, index, source, 2), 41, 2, 23);
    assertWrite(x, source, "IndexCopyBackward0", y -> y.indexCopy_(1, index, source), 20, 2, 10);
    assertWrite(x, source, "IndexFillBackward0", y -> y.indexFill_(1, index, 7), 7, 2, 7);
    Tensor seven = leaf(new long[] {}, 7);
    assertWrite(x, source, "IndexFillBackward1", y -> y.indexFill_(1, index, seven), 7, 2, 7);
  }

  private static void assertWrite(
      Tensor x, Tensor source, String node, UnaryOperator<Tensor> write, double... expected) {
    Tensor y = x.mul(1);
    assertSame(y, write.apply(y));
    assertValues(y, expected);
    assertEquals(node, y.gradFn().typeName());
    // Into a view the same is written.
    Tensor base = x.mul(1);
    write.apply(base.view(1, 3));
    assertValues(base, expected);
    assertEquals("CopySlices", base.gradFn().typeName());
    List<Tensor> inputs = List.of(x, source);
    Autograd.Options unused = Autograd.Options.DEFAULT.withMaterializeGrads(true);
    List<Tensor> direct = Autograd.grad(List.of(y.square().sum()), inputs, null, unused);
    List<Tensor> through = Autograd.grad(List.of(base.square().sum()), inputs, null, unused);
    for (int i = 0; i < 2; i++) assertValues(through.get(i), direct.get(i).toDoubleArray());
  }

  @Test
  void productsAndMixturesAreAddedInPlace() {
    Tensor x = leaf(new long[] {2}, 1, 2);
    Tensor a = leaf(new long[] {2}, 3, 4);
    Tensor b = leaf(new long[] {2}, 5, 8);
    assertValues(x.mul(1).addcmul_(a, b, 2), 31, 66);
    assertValues(x.mul(1).addcdiv_(b, Tensor.of(new double[] {2, 2}, 2), 1), 3.5, 6);
    assertValues(x.mul(1).lerp_(b, 0.25), 2, 3.5);
    Tensor y = x.mul(1).lerp_(b, a);
    assertEquals("LerpBackward1", y.gradFn().typeName());
    y.sum().backward();
    assertValues(x.grad(), -2, -3);
    assertValues(a.grad(), 4, 6);
    assertValues(b.grad(), 3, 4);
  }

  @Test
  void versionsCanBeCountedByHand() {
    Tensor x = ones(2);
    Tensor y = x.exp();
    Autograd.incrementVersion(y);
    assertEquals(1, y.version());
    TorchException e =
        org.junit.jupiter.api.Assertions.assertThrows(
            TorchException.class, () -> y.sum().backward());
    assertEquals(TorchException.Kind.RUNTIME, e.kind());
  }

  @Test
  void splitsByAxis() {
    Tensor x = ones(2, 4, 6);
    assertEquals(Dims.of(2, 2, 6), x.hsplit(2L).get(1).shape());
    assertEquals(Dims.of(1, 4, 6), x.vsplit(2L).get(0).shape());
    assertEquals(Dims.of(2, 4, 5), x.dsplit(Dims.of(1)).get(1).shape());
    assertEquals(Dims.of(2), ones(4).hsplit(2L).get(0).shape());
    assertRaises(
        "torch.hsplit attempted to split along dimension 1, but the size of the dimension 4 is not"
            + " divisible by the split_size 3!",
        () -> x.hsplit(3L));
    assertRaises(
        "torch.vsplit requires a tensor with at least 2 dimension, but got a tensor with 1"
            + " dimensions!",
        () -> ones(4).vsplit(2L));
  }

  @Test
  void otherNamesAreInTheTable() {
    for (String name :
        List.of("multiply", "clip_", "addmm_", "nn.functional.relu_", "swapaxes_", "concat")) {
      assertNotNull(OperationTable.find(name), name);
    }
    Tensor x = Tensor.of(-1f, 2f);
    var relu = OperationTable.find("nn.functional.relu_");
    assertSame(x, relu.body().run(relu.signature().bind(List.of(x), java.util.Map.of())));
    assertValues(x, 0, 2);
  }
}
