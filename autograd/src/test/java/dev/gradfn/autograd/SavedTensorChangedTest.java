package dev.gradfn.autograd;

import static dev.gradfn.autograd.Tensors.assertRaises;
import static dev.gradfn.autograd.Tensors.assertValues;
import static dev.gradfn.autograd.Tensors.leaf;
import static dev.gradfn.autograd.Tensors.ones;

import dev.gradfn.op.Unary;
import org.junit.jupiter.api.Test;

/// Saved tensors that were changed in place since.
class SavedTensorChangedTest {
  private static final String CHANGED =
      "one of the variables needed for gradient computation has been modified by an inplace"
          + " operation: [%s is at version %d; expected version %d instead. Hint: enable anomaly"
          + " detection to find the operation that failed to compute its gradient, with"
          + " torch.autograd.set_detect_anomaly(True, check_nan=False).";

  @Test
  void a_saved_result_must_not_change() {
    Tensor y = ones(2, 3).sigmoid();
    y.add_(1);
    assertRaises(
        CHANGED.formatted("torch.FloatTensor [2, 3]], which is output 0 of Sigmoid,", 1, 0),
        () -> y.sum().backward());
  }

  @Test
  void a_saved_input_must_not_change_through_a_view() {
    Tensor a = ones(2).mul(1);
    Tensor b = a.mul(a);
    a.select(0, 0).copy_(Tensor.of(new float[] {5}, new long[0]));
    assertRaises(
        CHANGED.formatted(
            "torch.FloatTensor [2]], which is output 0 of torch::autograd::CopySlices,", 1, 0),
        () -> b.sum().backward());
  }

  @Test
  void a_saved_leaf_must_not_change_under_no_grad() {
    Tensor w = ones(2);
    Tensor y = ones(2).mul(w);
    Autograd.noGrad(() -> w.add_(1));
    assertRaises(CHANGED.formatted("torch.FloatTensor [2]]", 1, 0), () -> y.sum().backward());
  }

  @Test
  void a_saved_double_is_named_by_its_type() {
    Tensor a = leaf(new long[] {2, 2}, 1, 1, 1, 1).mul(1);
    Tensor b = a.mul(a);
    a.neg();
    Operations.applyInPlace(Unary.NEG, a);
    assertRaises(
        CHANGED.formatted("torch.DoubleTensor [2, 2]], which is output 0 of Neg,", 1, 0),
        () -> b.sum().backward());
  }

  @Test
  void a_tensor_multiplied_by_itself_in_place_cannot_be_differentiated() {
    Tensor y = ones(3).mul(1);
    y.mul_(y);
    assertRaises(
        CHANGED.formatted("torch.FloatTensor [3]], which is output 0 of Mul,", 1, 0),
        () -> y.sum().backward());
  }

  @Test
  void a_saved_result_of_an_operation_in_place_counts_from_its_own_version() {
    Tensor y = ones(5).mul(2);
    dev.gradfn.nn.F.relu(y, true);
    y.mul_(3);
    y.add_(3);
    assertRaises(
        CHANGED.formatted("torch.FloatTensor [5]], which is output 0 of Relu,", 3, 1),
        () -> y.sum().backward());
  }

  @Test
  void a_change_of_what_nobody_saved_is_allowed() {
    Tensor x = ones(3);
    Tensor a = x.mul(1);
    Tensor b = a.add(a);
    a.add_(1);
    b.sum().backward();
    assertValues(x.grad(), 2, 2, 2);
  }

  @Test
  void a_change_through_data_is_not_noticed() {
    Tensor x = leaf(1, 2);
    Tensor a = x.mul(1);
    Tensor b = a.mul(a);
    a.data().mul_(10);
    b.sum().backward();
    assertValues(x.grad(), 20, 40);
  }
}
