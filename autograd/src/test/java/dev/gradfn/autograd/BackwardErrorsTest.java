package dev.gradfn.autograd;

import static dev.gradfn.autograd.Tensors.assertRaises;
import static dev.gradfn.autograd.Tensors.assertValues;
import static dev.gradfn.autograd.Tensors.ones;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What backward refuses, in PyTorch's words.
class BackwardErrorsTest {
  private static final Autograd.Options DEFAULT = Autograd.Options.DEFAULT;

  @Test
  void an_output_without_grad_is_refused_by_its_index() {
    Tensor x = ones(1);
    assertRaises(
        "element 1 of tensors does not require grad and does not have a grad_fn",
        () -> Autograd.backward(List.of(x.mul(2), Tensor.ones(1)), null, DEFAULT));
    assertRaises(
        "element 0 of tensors does not require grad and does not have a grad_fn",
        () -> Autograd.grad(List.of(Tensor.ones(2).sum()), List.of(x), null, DEFAULT));
  }

  @Test
  void a_view_made_under_no_grad_leads_nowhere() {
    Tensor x = ones(1);
    Tensor view = Autograd.noGrad(() -> x.view(1));
    assertTrue(view.requiresGrad());
    assertRaises(
        "element 0 of tensors does not require grad and does not have a grad_fn", view::backward);
  }

  @Test
  void backward_of_several_elements_needs_a_gradient() {
    assertRaises(
        "grad can be implicitly created only for scalar outputs", () -> ones(2).mul(2).backward());
  }

  @Test
  void a_gradient_passed_in_has_the_shape_of_its_output() {
    assertRaises(
        "Mismatch in shape: grad_output[0] has a shape of torch.Size([3, 2]) and output[0] has a"
            + " shape of torch.Size([2, 3]).",
        () -> ones(2, 3).mul(2).backward(Tensor.ones(3, 2), DEFAULT));
    assertRaises(
        "Mismatch in shape: grad_output[0] has a shape of torch.Size([2]) and output[0] has a"
            + " shape of torch.Size([]).",
        () -> ones(2, 3).mul(2).sum().backward(Tensor.ones(2), DEFAULT));
  }

  @Test
  void there_is_a_gradient_for_every_output() {
    Tensor x = ones(2);
    assertRaises(
        "got 2 tensors and 1 gradients",
        () -> Autograd.backward(List.of(x.mul(2), x.mul(3)), List.of(Tensor.ones(2)), DEFAULT));
  }

  @Test
  void extra_gradients_are_ignored() {
    Tensor x = ones(2);
    List<Tensor> two = List.of(Tensor.ones(2), Tensor.ones(2));
    assertValues(Autograd.grad(List.of(x.mul(2)), List.of(x), two, DEFAULT).get(0), 2, 2);
  }

  @Test
  void an_unused_input_is_named_by_its_index() {
    Tensor x = ones(2);
    Tensor unused = ones(2);
    Tensor unusedResult = x.mul(3);
    String message =
        "The differentiated Tensor at index %d appears to not have been used in the graph. Set"
            + " allow_unused=True if this is the desired behavior.";
    assertRaises(
        message.formatted(1),
        () -> Autograd.grad(List.of(x.mul(2).sum()), List.of(x, unused), null, DEFAULT));
    assertRaises(
        message.formatted(0),
        () -> Autograd.grad(List.of(x.mul(2).sum()), List.of(unusedResult), null, DEFAULT));
  }

  @Test
  void an_unused_input_may_be_allowed() {
    Tensor x = ones(2);
    List<Tensor> gradients =
        Autograd.grad(
            List.of(x.mul(2).sum()), List.of(ones(2), x), null, DEFAULT.withAllowUnused(true));
    assertNull(gradients.get(0));
    assertValues(gradients.get(1), 2, 2);
  }

  @Test
  void grad_needs_inputs_that_require_grad() {
    Tensor x = ones(2);
    Tensor y = x.mul(2).sum();
    assertRaises(
        "One of the differentiated Tensors does not require grad",
        () -> Autograd.grad(List.of(y), List.of(Tensor.ones(2)), null, DEFAULT));
    assertRaises(
        "`inputs` argument to `grad()` cannot be empty.",
        () -> Autograd.grad(List.of(y), List.of(), null, DEFAULT));
  }

  @Test
  void a_gradient_without_graph_cannot_be_differentiated() {
    Tensor x = ones(2);
    Tensor g = Autograd.grad(List.of(x.pow(2).sum()), List.of(x), null, DEFAULT).get(0);
    assertRaises(
        "element 0 of tensors does not require grad and does not have a grad_fn",
        () -> Autograd.grad(List.of(g.sum()), List.of(x), null, DEFAULT));
  }

  @Test
  void only_leaves_of_floating_point_can_be_told_to_require_grad() {
    assertRaises(
        "only Tensors of floating point dtype can require gradients",
        () -> Tensor.zeros(DType.INT64, Device.CPU, Dims.of(2)).requiresGrad_());
    assertRaises(
        "you can only change requires_grad flags of leaf variables. If you want to use a computed"
            + " variable in a subgraph that doesn't require differentiation use var_no_grad ="
            + " var.detach().",
        () -> ones(2).mul(2).requiresGrad_(false));
  }

  @Test
  void a_grad_that_is_set_fits_its_tensor() {
    Tensor x = ones(2);
    assertRaises(
        "attempting to assign a gradient of size '[3]' to a tensor of size '[2]'. Please ensure"
            + " that the gradient and the tensor are the same size",
        () -> x.setGrad(Tensor.ones(3)));
    assertRaises("can't assign Variable as its own grad", () -> x.setGrad(x));
  }
}
