package dev.gradfn.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.autograd.Handle;
import dev.gradfn.autograd.Parameter;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.autograd.TorchException.Kind;
import dev.gradfn.core.DType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// State, names, hooks and copies of modules, with the results that PyTorch 2.13 recorded.
class ModuleStateTest {
  private final List<String> log = new ArrayList<>();

  /// `weight` times the input plus `bias`.
  private static final class Affine extends Layer {
    private final Slot<Tensor> weight = registerParameter("weight", parameter(3, 2));
    private final Slot<Tensor> bias = registerParameter("bias", parameter(3));

    @Override
    protected Tensor forward(Tensor x) {
      return x.mul(weight.get()).add(bias.get().sum());
    }
  }

  private static Parameter parameter(long... shape) {
    return new Parameter(Tensor.ones(shape));
  }

  private static void assertRaises(Kind kind, String message, Runnable action) {
    TorchException e = assertThrows(TorchException.class, action::run);
    assertEquals(message, e.getMessage());
    assertEquals(kind, e.kind());
  }

  private static List<String> keys(Map<String, ?> map) {
    return List.copyOf(map.keySet());
  }

  // ---- state ---------------------------------------------------------------------------------

  @Test
  void all_that_does_not_fit_is_reported_at_once() {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("weight", Tensor.ones(3, 4));
    state.put("extra", Tensor.ones(3));
    assertRaises(
        Kind.RUNTIME,
        "Error(s) in loading state_dict for Affine:\n\tMissing key(s) in state_dict: \"bias\". "
            + "\n\tUnexpected key(s) in state_dict: \"extra\". \n\tsize mismatch for weight: copying"
            + " a param with shape torch.Size([3, 4]) from checkpoint, the shape in current model"
            + " is torch.Size([3, 2]).",
        () -> new Affine().loadStateDict(state));
  }

  @Test
  void a_value_that_is_no_tensor_is_named() {
    Map<String, Object> state = new LinkedHashMap<>(new Affine().stateDict());
    state.put("weight", 3);
    assertRaises(
        Kind.RUNTIME,
        "Error(s) in loading state_dict for Affine:\n\tWhile copying the parameter named"
            + " \"weight\", expected torch.Tensor or Tensor-like object from checkpoint but received"
            + " <class 'int'>",
        () -> new Affine().loadStateDict(state));
  }

  @Test
  void without_strict_names_are_reported_and_what_fits_is_loaded() {
    Affine affine = new Affine();
    Map<String, Object> state = Map.of("0.bias", Tensor.of(1, 2, 3), "0.bias.x", Tensor.ones(1));
    IncompatibleKeys keys = new Sequential(affine).loadStateDict(state, false, false);
    assertEquals(
        "_IncompatibleKeys(missing_keys=['0.weight'], unexpected_keys=['0.bias.x'])",
        keys.toString());
    assertArrayEquals(new float[] {1, 2, 3}, affine.bias.get().toFloatArray());
  }

  @Test
  void a_state_shares_memory_and_its_metadata_hold_versions() {
    BatchNorm2d norm = BatchNorm2d.create(1, BatchNorm.Options.DEFAULT);
    StateDict state = new Sequential(norm).stateDict();
    assertEquals(
        List.of("0.weight", "0.bias", "0.running_mean", "0.running_var", "0.num_batches_tracked"),
        keys(state));
    assertFalse(((Tensor) state.get("0.weight")).requiresGrad());
    assertEquals(Map.of("", Map.of("version", 1L), "0", Map.of("version", 2L)), state.metadata());
    norm.runningMean().get().fill_(7);
    assertEquals(7, ((Tensor) state.get("0.running_mean")).item());
    assertEquals(
        List.of("m0.weight"), keys(new Sequential(norm).stateDict("m", true)).subList(0, 1));
  }

  @Test
  void a_batch_norm_state_of_an_older_version_may_lack_the_count() {
    BatchNorm2d norm = BatchNorm2d.create(1, BatchNorm.Options.DEFAULT);
    norm.getBuffer("num_batches_tracked").fill_(4);
    StateDict state = norm.stateDict();
    state.remove("num_batches_tracked");
    assertThrows(TorchException.class, () -> norm.loadStateDict(state));
    assertEquals(
        "<All keys matched successfully>",
        norm.loadStateDict(new LinkedHashMap<>(state)).toString());
    assertEquals(4, norm.getBuffer("num_batches_tracked").item());
  }

  @Test
  void buffers_that_do_not_persist_stay_out_of_the_state() {
    Module m = new Module();
    m.registerBuffer("kept", Tensor.ones(1));
    m.registerBuffer("gone", Tensor.ones(2), false);
    m.registerBuffer("late", null);
    assertEquals(List.of("kept"), keys(m.stateDict()));
    m.setAttribute("late", Tensor.ones(3));
    m.setAttribute("gone", Tensor.zeros(4));
    assertEquals(List.of("kept", "late"), keys(m.stateDict()));
    assertEquals(List.of("kept", "gone", "late"), keys(m.namedBuffers()));
    m.registerBuffer("kept", Tensor.zeros(1), false);
    assertEquals(List.of("late"), keys(m.stateDict()));
  }

  @Test
  void with_assign_values_take_the_place_of_parameters() {
    Affine affine = new Affine();
    Tensor before = affine.weight.get();
    affine.bias.get().requiresGrad_(false);
    Tensor weight = Tensor.ones(3, 2).to(DType.FLOAT64);
    affine.loadStateDict(Map.of("weight", weight, "bias", Tensor.zeros(3)), true, true);
    assertNotSame(before, affine.weight.get());
    assertEquals(DType.FLOAT64, affine.weight.get().dtype());
    assertTrue(affine.weight.get() instanceof Parameter && affine.weight.get().requiresGrad());
    assertFalse(affine.bias.get().requiresGrad());
  }

  @Test
  void state_hooks_see_prefixes_and_may_change_what_they_see() {
    Affine affine = new Affine();
    affine.registerStateDictPreHook((m, prefix, keep) -> log.add("saving " + prefix));
    affine.registerStateDictPostHook((m, state, prefix, about) -> state.put(prefix + "extra", 1));
    affine.registerLoadStateDictPreHook(
        (m, state, prefix, about, strict, found) -> state.remove(prefix + "extra"));
    affine.registerLoadStateDictPostHook((m, keys) -> keys.missingKeys().clear());
    Sequential net = new Sequential(affine);
    StateDict state = net.stateDict();
    assertEquals(List.of("0.weight", "0.bias", "0.extra"), keys(state));
    assertEquals(List.of("saving 0."), log);
    state.remove("0.bias");
    assertEquals("<All keys matched successfully>", net.loadStateDict(state).toString());
    assertTrue(state.containsKey("0.extra"), "hooks see a copy");
  }

  // ---- names ---------------------------------------------------------------------------------

  @Test
  void what_is_assigned_decides_what_a_name_belongs_to() {
    Module m = new Module();
    m.setAttribute("x", parameter(1));
    assertRaises(
        Kind.TYPE,
        "cannot assign 'torch.FloatTensor' as parameter 'x' (torch.nn.Parameter or None expected)",
        () -> m.setAttribute("x", Tensor.zeros(1)));
    m.registerBuffer("b", Tensor.ones(1));
    m.setAttribute("b", parameter(3));
    assertEquals(List.of("x", "b"), keys(m.namedParameters()));
    assertEquals(Map.of(), m.namedBuffers());
    m.setAttribute("c", new Identity());
    m.setAttribute("c", parameter(1));
    assertEquals(Map.of(), m.namedChildren());
    m.deleteAttribute("c");
    assertRaises(Kind.ATTRIBUTE, "'Module' object has no attribute 'c'", () -> m.attribute("c"));
    m.setAttribute("x", null);
    assertEquals(List.of("b"), keys(m.namedParameters()));
    assertEquals(List.of("x", "b"), keys(m.parameterSlots()));
  }

  @Test
  void names_are_refused_in_the_words_of_their_kind() {
    Module m = new Module();
    assertRaises(
        Kind.KEY,
        "parameter name can't contain \".\"",
        () -> m.registerParameter("a.b", parameter(1)));
    assertRaises(
        Kind.KEY,
        "parameter name can't be empty string \"\"",
        () -> m.registerParameter("", parameter(1)));
    assertRaises(Kind.KEY, "buffer name can't contain \".\"", () -> m.registerBuffer("a.b", null));
    m.setAttribute("a", 3);
    assertRaises(
        Kind.KEY, "attribute 'a' already exists", () -> m.registerModule("a", new Identity()));
    assertRaises(
        Kind.TYPE,
        "cannot assign 'torch.FloatTensor' object to parameter 'p' (torch.nn.Parameter or None"
            + " required)",
        () -> m.registerParameter("p", Tensor.ones(1)));
  }

  @Test
  void a_deleted_parameter_may_become_a_computed_tensor_and_come_back() {
    Affine affine = new Affine();
    Parameter weight = affine.getParameter("weight");
    affine.deleteAttribute("weight");
    affine.setAttribute("weight", weight.mul(2));
    assertEquals(List.of("bias"), keys(affine.namedParameters()));
    assertEquals(5, affine.call(Tensor.ones(1)).select(0, 0).select(0, 0).item());
    affine.deleteAttribute("weight");
    affine.setAttribute("weight", weight);
    assertSame(weight, affine.weight.get());
    assertEquals(List.of("bias", "weight"), keys(affine.namedParameters()));
  }

  @Test
  void modules_are_found_by_path() {
    Sequential net = new Sequential(new Sequential(new Identity()), new Affine());
    assertSame(net, net.getSubmodule(""));
    assertEquals("Identity", net.getSubmodule("0.0").typeName());
    assertRaises(Kind.ATTRIBUTE, "Sequential has no attribute `7`", () -> net.getSubmodule("0.7"));
    assertRaises(
        Kind.ATTRIBUTE, "`weight` is not an nn.Module", () -> net.getSubmodule("1.weight"));
    assertRaises(Kind.ATTRIBUTE, "Affine has no attribute `w`", () -> net.getParameter("1.w"));
    net.setSubmodule("0.0", new Affine());
    assertEquals(List.of("", "0", "0.0", "1"), keys(net.namedModules()));
  }

  @Test
  void walks_list_shared_modules_once_or_under_all_paths() {
    Affine shared = new Affine();
    Sequential net = new Sequential(shared, new Sequential(shared, new Identity()));
    assertEquals(List.of("", "0", "1", "1.1"), keys(net.namedModules()));
    assertEquals(List.of("m", "m.0", "m.1", "m.1.0", "m.1.1"), keys(net.namedModules("m", false)));
    assertEquals(
        List.of("0.weight", "0.bias", "1.0.weight", "1.0.bias"),
        keys(net.namedParameters("", true, false)));
    net.apply(m -> log.add(m.typeName()));
    assertEquals(List.of("Affine", "Affine", "Identity", "Sequential", "Sequential"), log);
  }

  // ---- hooks ---------------------------------------------------------------------------------

  @Test
  void a_hook_that_is_always_called_runs_once_even_if_another_raises() {
    Layer layer = new Identity();
    layer.registerForwardHook((m, a, o) -> note("always 1"), false, true);
    layer.registerForwardHook((m, a, o) -> {
      throw TorchException.value("in the hook");
    });
    layer.registerForwardHook((m, a, o) -> note("always 2"), false, true);
    layer.registerForwardHook((m, a, o) -> note("first"), true, false);
    assertRaises(Kind.VALUE, "in the hook", () -> layer.call(Tensor.ones(1)));
    assertEquals(List.of("first", "always 1", "always 2"), log);
  }

  private <T> T note(String what) {
    log.add(what);
    return null;
  }

  @Test
  void global_hooks_run_before_a_modules_own() {
    Layer layer = new Identity();
    layer.registerForwardHook((m, a, o) -> note("own " + ((Tensor) o).item()));
    try (Handle _ = GlobalHooks.registerForwardPreHook((m, a) -> Args.of(Tensor.of(2)));
        Handle _ = GlobalHooks.registerForwardHook((m, a, o) -> ((Tensor) o).mul(10), false)) {
      layer.call(Tensor.of(1));
    }
    layer.call(Tensor.of(1));
    assertEquals(List.of("own 20.0", "own 1.0"), log);
  }

  @Test
  void registration_hooks_see_every_new_member() {
    try (Handle _ = GlobalHooks.registerParameterRegistrationHook((m, n, p) -> note(n));
        Handle _ = GlobalHooks.registerModuleRegistrationHook((m, n, c) -> note(n))) {
      new Sequential(new Affine()).setAttribute("extra", new Identity());
    }
    assertEquals(List.of("weight", "bias", "0", "extra"), log);
  }

  // ---- copies --------------------------------------------------------------------------------

  @Test
  void a_copy_shares_within_itself_and_drops_gradients() {
    Affine shared = new Affine();
    Sequential net = new Sequential(shared, new Identity(), shared);
    ((Tensor) net.callAll(Args.of(Tensor.ones(3, 2)))).sum().backward();
    net.eval();
    Sequential copy = (Sequential) net.deepcopy();
    assertSame(copy.get(0), copy.get(2));
    assertNotSame(shared, copy.get(0));
    assertFalse(copy.isTraining());
    for (Tensor parameter : copy.parameters()) {
      assertNull(parameter.grad());
      assertTrue(parameter.requiresGrad());
    }
    shared.weight.get().data().fill_(9);
    assertEquals(4, Layer.call(copy.get(0), Tensor.ones(1)).select(0, 0).select(0, 0).item());
  }

  // ---- containers ----------------------------------------------------------------------------

  @Test
  void a_sequential_keeps_names_in_a_slice_and_numbers_anew_when_one_leaves() {
    LinkedHashMap<String, Module> named = new LinkedHashMap<>();
    for (String name : List.of("a", "b", "c")) named.put(name, new Identity());
    Sequential m = new Sequential(named);
    assertEquals(List.of("b", "c"), keys(m.slice(1, 3).childSlots()));
    m.append(new Affine());
    assertEquals(List.of("a", "b", "c", "3"), keys(m.childSlots()));
    m.pop(0);
    assertEquals(List.of("0", "1", "2"), keys(m.childSlots()));
    m.insert(1, new ReLU(false));
    assertEquals("ReLU", m.get(1).typeName());
    assertEquals("Affine", m.get(-1).typeName());
    assertRaises(Kind.INDEX, "index -5 is out of range", () -> m.get(-5));
    assertEquals(5, m.plus(new Sequential(new Identity())).size());
  }

  @Test
  void module_dictionaries_keep_order_and_refuse_names_of_their_methods() {
    ModuleDict m = new ModuleDict();
    m.put("b", new Affine());
    m.put("a", new ReLU(false));
    m.put("b", new Identity());
    assertEquals("ModuleDict(\n  (b): Identity()\n  (a): ReLU()\n)", m.toString());
    assertEquals("Identity", m.pop("b").typeName());
    assertRaises(Kind.KEY, "b", () -> m.get("b"));
    assertRaises(Kind.KEY, "attribute 'keys' already exists", () -> m.put("keys", new Identity()));
  }

  @Test
  void parameter_containers_print_and_order_as_pytorch_does() {
    ParameterList list = new ParameterList(List.of(Tensor.ones(2), "not a tensor"));
    assertEquals(
        "ParameterList(\n    (0): Parameter containing: [torch.float32 of size 2]\n"
            + "    (1): Object of type: str\n)",
        list.toString());
    assertTrue(list.getParameter("0").requiresGrad());
    ParameterDict dict = new ParameterDict(Map.of("b", Tensor.ones(2), "a", Tensor.zeros(3)));
    assertEquals(List.of("a", "b"), keys(dict.namedParameters()));
    dict.pop("a");
    assertEquals(
        "ParameterDict(  (b): Parameter containing: [torch.FloatTensor of size 2])",
        dict.toString());
    dict.put("n", null);
    assertEquals(List.of("b", "n"), List.copyOf(dict.keys()));
  }
}
