package dev.gradfn.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.autograd.Handle;
import dev.gradfn.autograd.Parameter;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModuleTest {
  private final List<String> log = new ArrayList<>();

  /// Multiplies by a number, and notes that it was called.
  private final class Times extends Layer {
    private final double factor;

    Times(double factor) {
      this.factor = factor;
    }

    @Override
    protected Tensor forward(Tensor x) {
      log.add("forward");
      return x.mul(factor);
    }
  }

  private static Tensor image(double[] values, long... shape) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) floats[i] = (float) values[i];
    return Tensor.of(floats, shape);
  }

  private static Conv2d conv(int in, int out, int kernel) {
    ConvNd.Options options = ConvNd.Options.kernel(Dims.filled(2, kernel));
    return new Conv2d(in, out, options);
  }

  private static void assertValues(double[] expected, Tensor actual) {
    assertArrayEquals(expected, actual.toDoubleArray(), 1e-5);
  }

  // ---- hooks ---------------------------------------------------------------------------------

  @Test
  void hooks_run_around_forward_in_order_of_registration() {
    Layer layer = new Times(2);
    layer.registerForwardHook((m, args, out) -> note("after 1"));
    layer.registerForwardPreHook((m, args) -> note("before 1"));
    layer.registerForwardPreHook((m, args) -> note("before 2"));
    layer.registerForwardHook((m, args, out) -> note("after 2"));
    layer.call(Tensor.ones(1));
    assertEquals(List.of("before 1", "before 2", "forward", "after 1", "after 2"), log);
  }

  private <T> T note(String what) {
    log.add(what);
    return null;
  }

  @Test
  void a_value_that_a_hook_returns_replaces_what_it_got() {
    Layer layer = new Times(2);
    List<Object> seen = new ArrayList<>();
    layer.registerForwardPreHook((m, args) -> Args.of(Tensor.of(5)));
    layer.registerForwardPreHook((m, args) -> null);
    layer.registerForwardHook((m, args, out) -> {
      seen.add(args.positional().get(0));
      return ((Tensor) out).add(1);
    });
    layer.registerForwardHook((m, args, out) -> {
      seen.add(out);
      return null;
    });
    assertValues(new double[] {11}, layer.call(Tensor.of(1)));
    assertValues(new double[] {5}, (Tensor) seen.get(0));
    assertValues(new double[] {11}, (Tensor) seen.get(1));
  }

  @Test
  void a_hook_gets_the_module_that_was_called() {
    Layer layer = new Times(1);
    List<Module> called = new ArrayList<>();
    layer.registerForwardHook((m, args, out) -> {
      called.add(m);
      return null;
    });
    new Sequential(List.of(layer, layer)).callAll(Args.of(Tensor.ones(1)));
    assertEquals(List.of(layer, layer), called);
  }

  @Test
  void adding_and_removing_during_a_call_takes_effect_at_the_next() {
    Layer layer = new Times(1);
    List<Handle> handles = new ArrayList<>();
    layer.registerForwardHook((m, args, out) -> {
      if (log.size() == 1) {
        handles.get(0).close();
        m.registerForwardHook((m2, args2, out2) -> note("new"));
      }
      return note("first");
    });
    handles.add(layer.registerForwardHook((m, args, out) -> note("removed")));
    layer.call(Tensor.ones(1));
    assertEquals(List.of("forward", "first", "removed"), log);
    log.clear();
    log.add("second call");
    layer.call(Tensor.ones(1));
    assertEquals(List.of("second call", "forward", "first", "new"), log);
  }

  @Test
  void a_handle_may_be_closed_twice_and_removes_its_hook_alone() {
    Layer layer = new Times(1);
    ForwardHook hook = (m, args, out) -> note("hook");
    Handle first = layer.registerForwardHook(hook);
    layer.registerForwardHook(hook);
    first.close();
    first.close();
    layer.call(Tensor.ones(1));
    assertEquals(List.of("forward", "hook"), log);
  }

  // ---- the tree ------------------------------------------------------------------------------

  @Test
  void a_module_in_several_places_is_listed_once_under_its_first_path() {
    SiLU shared = new SiLU(false);
    Module inner = new Sequential(List.of(new Identity(), shared));
    Module outer = new Sequential(List.of(shared, inner));
    assertEquals(List.of("", "0", "1", "1.0"), List.copyOf(outer.namedModules().keySet()));
    assertSame(shared, outer.namedModules().get("0"));
  }

  @Test
  void parameters_and_buffers_have_paths_and_are_listed_once() {
    Conv2d conv = conv(1, 2, 3);
    BatchNorm2d norm = BatchNorm2d.create(2, BatchNorm.Options.DEFAULT);
    Module net = new Sequential(List.of(conv, norm, conv));
    assertEquals(
        List.of("0.weight", "0.bias", "1.weight", "1.bias"),
        List.copyOf(net.namedParameters().keySet()));
    assertEquals(
        List.of("1.running_mean", "1.running_var", "1.num_batches_tracked"),
        List.copyOf(net.namedBuffers().keySet()));
    assertTrue(net.parameters().stream().allMatch(Tensor::requiresGrad));
  }

  @Test
  void what_is_put_into_a_slot_is_what_forward_sees() {
    Conv2d conv = conv(1, 1, 1);
    conv.weight().set(new Parameter(image(new double[] {3}, 1, 1, 1, 1)));
    conv.bias().set(null);
    assertValues(new double[] {6}, conv.call(image(new double[] {2}, 1, 1, 1, 1)));
    assertNull(conv.namedParameters().get("bias"));
  }

  @Test
  void names_are_checked() {
    Module module = new Sequential(List.of(new Identity()));
    assertEquals(
        "attribute '0' already exists",
        assertThrows(RuntimeException.class, () -> module.registerBuffer("0", null)).getMessage());
    assertEquals(
        "module name can't contain \".\", got: a.b",
        assertThrows(RuntimeException.class, () -> module.registerModule("a.b", new Identity()))
            .getMessage());
    assertEquals(
        "module name can't be empty string \"\"",
        assertThrows(RuntimeException.class, () -> module.registerModule("", new Identity()))
            .getMessage());
  }

  @Test
  void a_module_list_cannot_be_called() {
    TorchException e =
        assertThrows(TorchException.class, () -> new ModuleList(List.of()).callAll(Args.of()));
    assertEquals(
        "Module [ModuleList] is missing the required \"forward\" function", e.getMessage());
    assertEquals(TorchException.Kind.NOT_IMPLEMENTED, e.kind());
  }

  // ---- text ----------------------------------------------------------------------------------

  @Test
  void convolutions_print_what_is_not_default() {
    assertEquals("Conv2d(1, 2, kernel_size=(3, 3), stride=(1, 1))", conv(1, 2, 3).toString());
    ConvNd.Options options =
        ConvNd.Options.kernel(Dims.of(6, 5))
            .withStride(Dims.of(2, 2))
            .withPadding(Dims.of(2, 1))
            .withDilation(Dims.of(1, 2))
            .withGroups(2);
    assertEquals(
        "Conv2d(4, 8, kernel_size=(6, 5), stride=(2, 2), padding=(2, 1), dilation=(1, 2), groups=2,"
            + " bias=False)",
        new Conv2d(4, 8, options.withBias(false)).toString());
  }

  @Test
  void norms_print_bias_since_2_13() {
    assertEquals(
        "BatchNorm2d(32, eps=0.001, momentum=0.03, affine=True, bias=True,"
            + " track_running_stats=True)",
        BatchNorm2d.create(32, new BatchNorm.Options(1e-3, 0.03, true, true)).toString());
    assertEquals(
        "BatchNorm2d(2, eps=1e-05, momentum=None, affine=False, bias=False,"
            + " track_running_stats=False)",
        BatchNorm2d.create(2, new BatchNorm.Options(1e-5, null, false, false)).toString());
  }

  @Test
  void layers_print_their_arguments_as_given() {
    Dims five = Dims.of(5);
    Dims one = Dims.of(1);
    assertEquals(
        "MaxPool2d(kernel_size=5, stride=1, padding=2, dilation=1, ceil_mode=False)",
        new MaxPool2d(new MaxPool2d.Options(five, one, Dims.of(2), one, false)).toString());
    assertEquals(
        "MaxPool2d(kernel_size=(2, 3), stride=(2, 3), padding=0, dilation=1, ceil_mode=True)",
        new MaxPool2d(new MaxPool2d.Options(Dims.of(2, 3), Dims.of(2, 3), Dims.of(0), one, true))
            .toString());
    assertEquals(
        "Upsample(scale_factor=2.0, mode='nearest')",
        new Upsample(null, new double[] {2}, "nearest").toString());
    assertEquals(
        "Upsample(size=(4, 5), mode='nearest')",
        new Upsample(Dims.of(4, 5), null, "nearest").toString());
    assertEquals("SiLU(inplace=True)", new SiLU(true).toString());
    assertEquals("SiLU()", new SiLU(false).toString());
    assertEquals("LeakyReLU(negative_slope=0.1)", new LeakyReLU(0.1, false).toString());
    assertEquals("Identity()", new Identity().toString());
    assertEquals("ZeroPad2d((1, 2, 3, 4))", new ZeroPad2d(Dims.of(1, 2, 3, 4)).toString());
  }

  @Test
  void only_module_lists_fold_repeats() {
    List<Module> three = List.of(new SiLU(false), new SiLU(false), new ReLU(false));
    assertEquals(
        "Sequential(\n  (0): SiLU()\n  (1): SiLU()\n  (2): ReLU()\n)",
        new Sequential(three).toString());
    assertEquals(
        "ModuleList(\n  (0-1): 2 x SiLU()\n  (2): ReLU()\n)", new ModuleList(three).toString());
    assertEquals("ModuleList()", new ModuleList(List.of()).toString());
    Module pair = new Sequential(List.of(new SiLU(false), new ReLU(true)));
    Module same = new Sequential(List.of(new SiLU(false), new ReLU(true)));
    assertEquals(
        """
        ModuleList(
          (0-1): 2 x Sequential(
            (0): SiLU()
            (1): ReLU(inplace=True)
          )
        )\
        """,
        new ModuleList(List.of(pair, same)).toString());
  }

  // ---- state ---------------------------------------------------------------------------------

  @Test
  void a_conversion_keeps_parameter_objects_and_leaves_integers() {
    BatchNorm2d norm = BatchNorm2d.create(2, BatchNorm.Options.DEFAULT);
    Tensor weight = norm.weight().get();
    weight.mul(2).sum().backward();
    for (DType dtype : List.of(DType.FLOAT16, DType.FLOAT64)) {
      assertSame(norm, norm.to(dtype));
      assertSame(weight, norm.weight().get());
      assertEquals(dtype, weight.dtype());
      assertEquals(dtype, weight.grad().dtype());
      assertEquals(dtype, norm.runningMean().get().dtype());
      assertEquals(DType.INT64, norm.namedBuffers().get("num_batches_tracked").dtype());
      assertTrue(weight.isLeaf());
      assertTrue(weight.requiresGrad());
    }
    weight.mul(2).sum().backward();
    assertEquals(DType.FLOAT64, weight.grad().dtype());
    assertValues(new double[] {4, 4}, weight.grad());
  }

  @Test
  void modules_convert_to_floating_point_alone() {
    TorchException e = assertThrows(TorchException.class, () -> new Identity().to(DType.INT64));
    assertEquals(
        "nn.Module.to only accepts floating point or complex dtypes, but got desired"
            + " dtype=torch.int64",
        e.getMessage());
    assertEquals(TorchException.Kind.TYPE, e.kind());
  }

  @Test
  void moving_to_meta_drops_the_data_and_keeps_shapes_and_graphs() {
    Conv2d conv = conv(1, 2, 3);
    conv.to(Device.META);
    assertEquals(Device.META, conv.weight().get().device());
    Tensor x = Tensor.ones(DType.FLOAT32, Device.META, Dims.of(1, 1, 8, 8));
    Tensor y = conv.call(x);
    assertEquals(Dims.of(1, 2, 6, 6), y.shape());
    assertEquals("ConvolutionBackward0", y.gradFn().typeName());
  }

  @Test
  void training_mode_is_set_for_the_whole_tree() {
    Module net = new Sequential(List.of(new Identity(), new Sequential(List.of(new Identity()))));
    assertTrue(net.modules().stream().allMatch(Module::isTraining));
    assertSame(net, net.eval());
    assertTrue(net.modules().stream().noneMatch(Module::isTraining));
    net.train(true);
    assertTrue(net.modules().stream().allMatch(Module::isTraining));
    net.setTraining(false);
    assertFalse(net.isTraining());
    assertTrue(net.namedModules().get("0").isTraining());
  }

  @Test
  void requires_grad_is_set_for_all_parameters() {
    Module net = new Sequential(List.of(conv(1, 1, 1)));
    net.requiresGrad_(false);
    assertTrue(net.parameters().stream().noneMatch(Tensor::requiresGrad));
  }

  // ---- batch norm ----------------------------------------------------------------------------

  @Test
  void a_batch_norm_in_training_normalises_by_the_batch_and_moves_its_statistics() {
    BatchNorm2d norm = BatchNorm2d.create(2, new BatchNorm.Options(0, 0.25, true, true));
    Tensor x = image(new double[] {1, 3, 10, 30, 5, 7, 50, 70}, 2, 2, 1, 2);
    Tensor y = norm.call(x);
    // Channel 0: 1 3 5 7, mean 4, biased variance 5, unbiased 20 / 3. Channel 1 is tenfold.
    double s = Math.sqrt(5);
    assertValues(new double[] {-3 / s, -1 / s, -3 / s, -1 / s, 1 / s, 3 / s, 1 / s, 3 / s}, y);
    assertValues(new double[] {1, 10}, norm.runningMean().get());
    assertValues(
        new double[] {0.75 + 0.25 * 20 / 3, 0.75 + 0.25 * 2000 / 3}, norm.runningVar().get());
    assertEquals(1, norm.namedBuffers().get("num_batches_tracked").item());
    norm.call(x);
    assertEquals(2, norm.namedBuffers().get("num_batches_tracked").item());
  }

  @Test
  void a_batch_norm_in_evaluation_uses_its_statistics_and_leaves_them() {
    BatchNorm2d norm =
        new BatchNorm2d(
            1,
            new BatchNorm.Options(0, 0.1, true, true),
            Tensor.of(3),
            Tensor.of(1),
            Tensor.of(2),
            Tensor.of(4),
            Tensor.zeros(DType.INT64, Device.CPU, Dims.of()));
    norm.eval();
    Tensor y = norm.call(image(new double[] {2, 6}, 1, 1, 1, 2));
    assertValues(new double[] {1, 7}, y);
    assertValues(new double[] {2}, norm.runningMean().get());
    assertValues(new double[] {4}, norm.runningVar().get());
    assertEquals(0, norm.namedBuffers().get("num_batches_tracked").item());
  }

  @Test
  void without_momentum_the_statistics_are_the_average_of_all_batches() {
    BatchNorm2d norm = BatchNorm2d.create(1, new BatchNorm.Options(1e-5, null, true, true));
    norm.call(image(new double[] {1, 3}, 1, 1, 1, 2));
    norm.call(image(new double[] {5, 9}, 1, 1, 1, 2));
    assertValues(new double[] {(2 + 7) / 2.0}, norm.runningMean().get());
    assertValues(new double[] {(2 + 8) / 2.0}, norm.runningVar().get());
  }

  @Test
  void without_statistics_a_batch_norm_always_uses_the_batch() {
    BatchNorm2d norm = BatchNorm2d.create(1, new BatchNorm.Options(0, 0.1, false, false));
    norm.eval();
    assertValues(new double[] {-1, 1}, norm.call(image(new double[] {4, 8}, 1, 1, 1, 2)));
  }

  @Test
  void a_batch_is_counted_before_it_is_refused() {
    BatchNorm2d norm = BatchNorm2d.create(3, BatchNorm.Options.DEFAULT);
    TorchException e = assertThrows(TorchException.class, () -> norm.call(Tensor.ones(1, 3, 1, 1)));
    assertEquals(
        "Expected more than 1 value per channel when training, got input size torch.Size([1, 3, 1,"
            + " 1])",
        e.getMessage());
    assertEquals(TorchException.Kind.VALUE, e.kind());
    assertEquals(1, norm.namedBuffers().get("num_batches_tracked").item());
    assertEquals(
        "expected 4D input (got 2D input)",
        assertThrows(TorchException.class, () -> norm.call(Tensor.ones(2, 3))).getMessage());
  }
}
