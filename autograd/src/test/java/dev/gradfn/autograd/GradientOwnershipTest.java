package dev.gradfn.autograd;

import static dev.gradfn.autograd.Tensors.assertValues;
import static dev.gradfn.autograd.Tensors.leaf;
import static dev.gradfn.autograd.Tensors.ones;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.NdArray;
import org.junit.jupiter.api.Test;

/// Whose memory a gradient is.
class GradientOwnershipTest {
  private static final Autograd.Options DEFAULT = Autograd.Options.DEFAULT;

  @Test
  void two_leaves_never_share_one_gradient() {
    Tensor x = leaf(1, 2);
    Tensor y = leaf(3, 4);
    x.add(y).mul(2).sum().backward();
    assertNotSame(x.grad().storage(), y.grad().storage());
    x.grad().mul_(0);
    assertValues(y.grad(), 2, 2);
  }

  @Test
  void a_gradient_passed_in_is_neither_changed_nor_kept() {
    Tensor x = leaf(1, 2);
    Tensor g = Tensor.of(1, 10);
    Tensor y = x.view(2);
    y.add(y).backward(g, DEFAULT);
    y.backward(g, DEFAULT);
    assertValues(g, 1, 10);
    assertValues(x.grad(), 3, 30);
    x.grad().mul_(0);
    assertValues(g, 1, 10);
  }

  @Test
  void an_expanded_gradient_becomes_dense() {
    Tensor x = ones(2, 3);
    x.sum().backward();
    assertEquals(Dims.of(3, 1), x.grad().strides());
    x.grad().slice(0, 0, 1).mul_(5);
    assertValues(x.grad(), 5, 5, 5, 1, 1, 1);
  }

  @Test
  void a_gradient_has_the_strides_of_its_leaf() {
    Geometry columns = Geometry.of(Dims.of(2, 3), Dims.of(1, 2));
    Tensor x = Tensor.of(NdArray.allocate(DType.FLOAT32, columns, Device.CPU)).requiresGrad_();
    x.mul(Tensor.ones(2, 3)).sum().backward();
    assertEquals(Dims.of(1, 2), x.grad().strides());
  }

  @Test
  void leaves_of_other_type_after_a_conversion_get_gradients_of_it() {
    Tensor x = leaf(1, 2);
    x.mul(2).sum().backward();
    x.setData(x.detach().to(DType.FLOAT64));
    x.setGrad(null);
    x.mul(2).sum().backward();
    assertEquals(DType.FLOAT64, x.grad().dtype());
    x.setGrad(null);
    x.setData(Tensor.of(1, 2, 3));
    x.mul(2).sum().backward();
    assertEquals(Dims.of(3), x.grad().shape());
  }
}
