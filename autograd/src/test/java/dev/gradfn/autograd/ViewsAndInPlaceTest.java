package dev.gradfn.autograd;

import static dev.gradfn.autograd.Tensors.assertRaises;
import static dev.gradfn.autograd.Tensors.assertValues;
import static dev.gradfn.autograd.Tensors.leaf;
import static dev.gradfn.autograd.Tensors.ones;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.F;
import dev.gradfn.op.Unary;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ViewsAndInPlaceTest {
  private static final String AMBIGUOUS =
      " Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify"
          + " your code by moving both the view and the inplace either both inside the no_grad"
          + " block (if you don't want the inplace to be tracked) or both outside (if you want the"
          + " inplace to be tracked).";

  private static String name(Tensor tensor) {
    return tensor.gradFn() == null ? null : tensor.gradFn().typeName();
  }

  private static Tensor number(float value) {
    return Tensor.of(new float[] {value}, new long[0]);
  }

  // ---- views ---------------------------------------------------------------------------------

  @Test
  void views_of_views_hang_on_one_base() {
    Tensor y = ones(4, 6).mul(1);
    Tensor view = y.slice(0, 1, 3).permute(1, 0).slice(0, 2, Long.MAX_VALUE);
    assertSame(y, view.base());
    assertEquals(Dims.of(1, 6), view.strides());
    assertEquals(8, view.array().offset());
    assertEquals("SliceBackward0", name(view));
  }

  @Test
  void a_copy_is_no_view() {
    Tensor copied = ones(2, 3).permute(1, 0).reshape(6);
    Node unsafeView = copied.gradFn();
    assertEquals("UnsafeViewBackward0", unsafeView.typeName());
    assertEquals("CloneBackward0", unsafeView.nextFunctions().get(0).node().typeName());
    assertFalse(copied.isView());
    copied.mul_(2);
    assertEquals(new Edge(unsafeView, 0), copied.gradFn().nextFunctions().get(0));
    assertEquals("MulBackward0", name(copied));
  }

  @Test
  void reshape_records_what_strides_allow() {
    Tensor x = ones(4, 6);
    assertEquals("ViewBackward0", name(x.reshape(3, 8)));
    assertEquals("ViewBackward0", name(x.reshape(4, 6)));
    assertEquals("ReshapeAliasBackward0", name(x.slice(1, 0, 3).reshape(2, 2, 3)));
    assertEquals("UnsafeViewBackward0", name(x.permute(1, 0).reshape(24)));
  }

  @Test
  void view_refuses_what_needs_a_copy() {
    assertRaises(
        "view size is not compatible with input tensor's size and stride (at least one dimension"
            + " spans across two contiguous subspaces). Use .reshape(...) instead.",
        () -> ones(2, 3).permute(1, 0).view(6));
  }

  @Test
  void a_contiguous_tensor_is_returned_as_it_is() {
    Tensor x = ones(2, 3);
    assertSame(x, x.contiguous());
    assertSame(x, x.to(DType.FLOAT32));
    assertNotSame(x, x.view(2, 3));
    assertEquals("CloneBackward0", name(x.permute(1, 0).contiguous()));
  }

  @Test
  void pieces_of_a_split_share_one_node() {
    List<Tensor> pieces = ones(6).split(Dims.of(1, 2, 3), 0);
    assertSame(pieces.get(0).gradFn(), pieces.get(2).gradFn());
    assertEquals(2, pieces.get(2).outputNr());
    assertEquals("SplitWithSizesBackward0", name(pieces.get(1)));
  }

  // ---- versions ------------------------------------------------------------------------------

  @Test
  void views_and_detached_twins_share_the_version() {
    Tensor x = Tensor.ones(2, 2);
    Tensor view = x.select(0, 1);
    Tensor twin = x.detach();
    view.add_(1);
    twin.mul_(2);
    x.copy_(Tensor.ones(2));
    assertEquals(3, x.version());
    assertEquals(3, view.version());
    assertEquals(3, twin.version());
  }

  @Test
  void data_has_a_version_of_its_own() {
    Tensor x = ones(2).mul(2);
    Tensor data = x.data();
    data.add_(1);
    assertEquals(0, x.version());
    assertEquals(1, data.version());
    assertValues(x, 3, 3);
    assertFalse(data.requiresGrad());
  }

  @Test
  void changes_under_no_grad_count_but_are_not_recorded() {
    Tensor x = ones(2);
    Autograd.noGrad(() -> x.add_(1));
    assertEquals(1, x.version());
    assertTrue(x.isLeaf());
    assertNull(x.gradFn());
    assertValues(x, 2, 2);
  }

  // ---- slice assignment ----------------------------------------------------------------------

  @Test
  void a_changed_view_gives_its_base_copy_slices_and_itself_as_strided() {
    Tensor y = ones(3).mul(2);
    Node before = y.gradFn();
    Tensor view = y.slice(0, 0, 2);
    assertEquals("SliceBackward0", name(view));
    view.add_(1);
    assertEquals("CopySlices", name(y));
    assertEquals("torch::autograd::CopySlices", y.gradFn().name());
    assertEquals(List.of(new Edge(before, 0), Edge.NONE), y.gradFn().nextFunctions());
    assertEquals("AsStridedBackward0", name(view));
    assertSame(y.gradFn(), view.gradFn().nextFunctions().get(0).node());
  }

  @Test
  void a_changed_base_turns_its_views_into_windows() {
    Tensor x = ones(4);
    Tensor y = x.mul(2);
    Tensor view = y.slice(0, 1, 3);
    Node slice = view.gradFn();
    assertSame(slice, view.gradFn());
    y.mul_(3);
    assertEquals("AsStridedBackward0", name(view));
    assertSame(view.gradFn(), view.gradFn());
    view.sum().backward();
    assertValues(x.grad(), 0, 6, 6, 0);
  }

  @Test
  void a_tensor_without_grad_gets_it_by_slice_assignment() {
    Tensor x = leaf(2, 3);
    Tensor y = Tensor.zeros(2, 2);
    Tensor other = y.select(0, 1);
    y.select(0, 0).copy_(x);
    assertEquals("CopySlices", name(y));
    assertFalse(y.gradFn().nextFunctions().get(0).isDefined());
    assertEquals("SelectBackward0", name(y.select(0, 1)));
    assertEquals("AsStridedBackward0", name(other));
    y.mul(Tensor.of(new float[] {1, 2, 3, 4}, 2, 2)).sum().backward();
    assertValues(x.grad(), 1, 2);
  }

  @Test
  void a_view_changed_by_what_needs_grad_leads_there() {
    Tensor x = leaf(new long[] {2, 3}, 1, 2, 3, 4, 5, 6);
    Tensor w = leaf(new long[] {3}, 2, 3, 4);
    checkNumerically(
        x,
        w,
        (a, b) -> {
          Tensor y = a.mul(3);
          y.select(0, 0).mul_(b);
          return y;
        });
  }

  @Test
  void overlapping_and_nested_views_give_the_gradient_of_what_happened() {
    Tensor x = Tensors.random(new Random(1), 4, 4).requiresGrad_();
    Tensor w = Tensors.random(new Random(2), 4).requiresGrad_();
    checkNumerically(
        x,
        w,
        (a, b) -> {
          Tensor y = a.mul(1);
          y.slice(0, 1, 3).select(0, 0).slice(0, 1, 3).copy_(Tensor.of(5));
          y.permute(1, 0).select(0, 0).mul_(b);
          y.slice(0, 0, 3).mul_(2);
          y.slice(0, 1, 4).add_(b);
          y.select(0, 3).add_(a.select(0, 0));
          F.silu(y.select(1, 2), true);
          return y;
        });
  }

  @Test
  void a_running_product_in_one_tensor_has_the_right_gradient() {
    Tensor x = leaf(new long[] {4}, 1, 2, 3, 4);
    Tensor y = Tensor.ones(DType.FLOAT64, Device.CPU, Dims.of(5));
    for (int i = 0; i < 4; i++)
      y.select(0, i + 1).copy_(y.select(0, i).cloned().mul(x.select(0, i)));
    y.sum().backward();
    assertValues(y, 1, 1, 2, 6, 24);
    assertValues(x.grad(), 33, 16, 10, 6);
  }

  @Test
  void second_derivatives_go_through_slice_assignment() {
    Tensor x = leaf(new long[] {3}, 1, 2, 3);
    Tensor y = x.mul(x);
    y.slice(0, 0, 2).mul_(x.slice(0, 1, 3));
    // y = (x0² x1, x1² x2, x2²), its sum has the second derivatives below, summed by row.
    Autograd.Options create = Autograd.Options.DEFAULT.withCreateGraph(true);
    Tensor first = Autograd.grad(List.of(y.sum()), List.of(x), null, create).get(0);
    assertValues(first, 4, 13, 10);
    Tensor second =
        Autograd.grad(List.of(first.sum()), List.of(x), null, Autograd.Options.DEFAULT).get(0);
    assertValues(second, 2 * 2 + 2 * 1, 2 * 1 + 2 * 3 + 2 * 2, 2 * 2 + 2);
  }

  /// Compares the gradient of a weighted sum with differences of the sum itself.
  private static void checkNumerically(
      Tensor x, Tensor w, java.util.function.BinaryOperator<Tensor> f) {
    f.apply(x, w).pow(2).sum().backward();
    for (Tensor variable : List.of(x, w)) {
      double[] analytic = variable.grad().toDoubleArray();
      double[] numeric = new double[analytic.length];
      for (int i = 0; i < numeric.length; i++) {
        Tensor element = variable.data().view(analytic.length).select(0, i);
        element.add_(1e-6);
        double above = Autograd.noGrad(() -> f.apply(x, w).pow(2).sum().item());
        element.add_(-2e-6);
        double below = Autograd.noGrad(() -> f.apply(x, w).pow(2).sum().item());
        element.add_(1e-6);
        numeric[i] = (above - below) / 2e-6;
      }
      assertArrayEquals(numeric, analytic, 1e-4);
    }
  }

  // ---- operations in place -------------------------------------------------------------------

  @Test
  void operations_in_place_have_the_names_that_pytorch_gives_them() {
    assertEquals("LeakyReluBackward1", name(F.leakyRelu(ones(2).mul(1), 0.1, true)));
    assertEquals("LeakyReluBackward0", name(F.leakyRelu(ones(2).mul(1), 0.1, false)));
    assertEquals("SiluBackward0", name(F.silu(ones(2).mul(1), true)));
    assertEquals("ReluBackward0", name(F.relu(ones(2).mul(1), true)));
    assertEquals("AddBackward0", name(ones(2).mul(1).add_(1)));
    assertEquals("CopyBackwards", name(ones(2).mul(1).copy_(ones(2))));
  }

  @Test
  void an_operation_in_place_returns_its_tensor() {
    Tensor y = ones(2).mul(1);
    assertSame(y, y.add_(1));
    assertSame(y, F.silu(y, true));
  }

  @Test
  void in_place_gradients_equal_those_of_the_copying_form() {
    assertSameGradients(x -> F.silu(x, false), x -> F.silu(x, true));
    assertSameGradients(x -> F.relu(x, false), x -> F.relu(x, true));
    assertSameGradients(x -> F.leakyRelu(x, 0.1, false), x -> F.leakyRelu(x, 0.1, true));
    assertSameGradients(Tensor::sigmoid, x -> Operations.applyInPlace(Unary.SIGMOID, x));
    assertSameGradients(x -> x.pow(3), x -> Operations.applyInPlace(new dev.gradfn.op.Pow(3), x));
    assertSameGradients(x -> x.mul(x.exp()), x -> x.mul_(x.exp()));
  }

  /// First and second derivatives, at tensors behind another operation.
  private static void assertSameGradients(
      UnaryOperator<Tensor> copying, UnaryOperator<Tensor> inPlace) {
    double[][] expected = derivatives(copying);
    double[][] actual = derivatives(inPlace);
    assertArrayEquals(expected[0], actual[0], 1e-12);
    assertArrayEquals(expected[1], actual[1], 1e-12);
  }

  private static double[][] derivatives(UnaryOperator<Tensor> f) {
    Tensor x = leaf(new long[] {4}, -2, -0.5, 0.5, 2);
    Tensor y = f.apply(x.mul(x).mul(x)).mul(x).sum();
    Autograd.Options create = Autograd.Options.DEFAULT.withCreateGraph(true);
    Tensor first = Autograd.grad(List.of(y), List.of(x), null, create).get(0);
    Tensor second =
        Autograd.grad(List.of(first.sum()), List.of(x), null, Autograd.Options.DEFAULT).get(0);
    return new double[][] {first.toDoubleArray(), second.toDoubleArray()};
  }

  @Test
  void copy_cuts_the_history_of_its_target_and_broadcasts_its_source() {
    Tensor x = ones(2, 3);
    Tensor w = leaf(1, 2, 3);
    Tensor y = x.mul(2);
    y.copy_(w);
    y.sum().backward();
    assertValues(x.grad(), 0, 0, 0, 0, 0, 0);
    assertValues(w.grad(), 2, 2, 2);
  }

  @Test
  void copy_converts_and_its_gradient_converts_back() {
    Tensor x = leaf(new long[] {2}, 1, 2);
    Tensor y = Tensor.zeros(2);
    y.copy_(x);
    y.sum().backward();
    assertEquals(DType.FLOAT64, x.grad().dtype());
    assertValues(x.grad(), 1, 1);
  }

  @Test
  void a_leaf_and_its_views_cannot_be_changed_in_place() {
    String leaf = "a leaf Variable that requires grad is being used in an in-place operation.";
    String view =
        "a view of a leaf Variable that requires grad is being used in an in-place operation.";
    assertRaises(leaf, () -> ones(2).add_(1));
    assertRaises(leaf, () -> ones(2).copy_(Tensor.ones(2)));
    assertRaises(view, () -> ones(2).select(0, 0).mul_(2));
    assertRaises(view, () -> ones(2, 2).slice(0, 0, 1).select(0, 0).copy_(number(3)));
  }

  @Test
  void a_refused_change_changes_nothing() {
    Tensor x = leaf(1, 2);
    assertRaises(
        "a leaf Variable that requires grad is being used in an in-place operation.",
        () -> x.add_(1));
    assertValues(x, 1, 2);
    assertEquals(0, x.version());
  }

  @Test
  void one_of_several_views_cannot_be_changed_in_place() {
    List<Tensor> pieces = ones(4).mul(1).split(Dims.of(2, 2), 0);
    assertRaises(
        "Output 1 of SplitWithSizes is a view and is being modified inplace. This view is the"
            + " output of a function that returns multiple views. Such functions do not allow the"
            + " output views to be modified inplace. You should replace the inplace operation by an"
            + " out-of-place one.",
        () -> pieces.get(1).mul_(2));
    // Without a graph there is nothing to get wrong.
    Tensor plain = Tensor.ones(4);
    plain.split(Dims.of(2, 2), 0).get(1).mul_(2);
    assertValues(plain, 1, 1, 2, 2);
  }

  @Test
  void a_view_made_under_no_grad_cannot_be_changed_outside() {
    String message =
        "A view was created in no_grad mode and is being modified inplace with grad mode enabled."
            + AMBIGUOUS;
    Tensor y = ones(4).mul(1);
    Tensor ofResult = Autograd.noGrad(() -> y.slice(0, 0, 2));
    assertTrue(ofResult.requiresGrad());
    assertNull(ofResult.gradFn());
    assertRaises(message, () -> ofResult.add_(1));
    Tensor x = ones(4);
    Tensor ofLeaf = Autograd.noGrad(() -> x.slice(0, 0, 2));
    assertRaises(message, () -> ofLeaf.add_(1));
    Autograd.noGrad(() -> ofLeaf.mul_(3));
    assertValues(x, 3, 3, 1, 1);
  }

  @Test
  void a_view_made_under_no_grad_has_no_place_in_a_graph_changed_outside() {
    Tensor y = ones(4).mul(1);
    Tensor view = Autograd.noGrad(() -> y.slice(0, 0, 2));
    y.add_(1);
    assertRaises(
        "A view was created in no_grad mode and its base or another view of its base has been"
            + " modified inplace with grad mode enabled."
            + AMBIGUOUS,
        view::gradFn);
    assertEquals("tensor([2., 2.], grad_fn=<Invalid>)", view.toString());
  }

  @Test
  void a_result_that_does_not_fit_is_refused() {
    assertRaises(
        "output with shape [2] doesn't match the broadcast shape [3, 2]",
        () -> Tensor.ones(2).add_(Tensor.ones(3, 2)));
    Tensor whole = Tensor.ones(DType.INT64, Device.CPU, Dims.of(2));
    assertRaises(
        "result type Float can't be cast to the desired output type Long", () -> whole.add_(1.5));
    assertRaises(
        "The expanded size of the tensor (3) must match the existing size (2) at non-singleton"
            + " dimension 0.  Target sizes: [3].  Tensor sizes: [2]",
        () -> Tensor.ones(2, 3).select(0, 0).copy_(Tensor.ones(2)));
  }

  @Test
  void a_result_of_a_wider_type_is_rounded_once() {
    Tensor x = Tensor.of(1, 2);
    x.add_(leaf(new long[] {2}, 0.25, 1e-12).detach());
    assertEquals(DType.FLOAT32, x.dtype());
    assertValues(x, 1.25, 2);
  }

  @Test
  void places_that_several_elements_share_cannot_be_written() {
    assertRaises(
        "unsupported operation: more than one element of the written-to tensor refers to a single"
            + " memory location. Please clone() the tensor before performing the operation.",
        () -> Tensor.ones(1).expand(Dims.of(3)).add_(1));
    Tensor x = Tensor.of(0, 1, 2, 3);
    assertRaises(
        "unsupported operation: some elements of the input tensor and the written-to tensor refer"
            + " to a single memory location. Please clone() the tensor before performing the"
            + " operation.",
        () -> x.slice(0, 1, 4).add_(x.slice(0, 0, 3)));
    assertValues(x, 0, 1, 2, 3);
  }

  @Test
  void an_operand_in_the_written_memory_is_read_before_it_is_overwritten() {
    Tensor x = Tensor.of(new float[] {2, 3, 4, 5}, 2, 2);
    x.mul_(x.select(1, 0).unsqueeze(0).expand(Dims.of(2, 2)));
    assertValues(x, 4, 12, 8, 20);
    Tensor y = Tensor.of(1, 2);
    y.add_(y);
    assertValues(y, 2, 4);
  }
}
