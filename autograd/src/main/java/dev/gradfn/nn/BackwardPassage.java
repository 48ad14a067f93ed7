package dev.gradfn.nn;

import dev.gradfn.autograd.NodeHook;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.autograd.Warnings;
import java.util.List;

/// The full backward hooks around one call of a module. Backward comes through the gate of the
/// outputs first, where pre-hooks run, and leaves through that of the arguments, where hooks run.
final class BackwardPassage {
  private final Module module;
  private final List<BackwardPreHook> preHooks;
  private final List<BackwardHook> hooks;
  private BackwardGate arguments;
  private BackwardGate outputs;

  /// What came through the gate of the outputs and has not left yet.
  private List<Tensor> gradOutput;

  BackwardPassage(Module module, List<BackwardPreHook> preHooks, List<BackwardHook> hooks) {
    this.module = module;
    this.preHooks = preHooks;
    this.hooks = hooks;
  }

  /// @return what forward shall see in place of `positional`
  List<Object> enter(List<Object> positional) {
    arguments = BackwardGate.around(positional);
    if (arguments.isOpen()) arguments.node().registerHook(new Departure(this));
    return arguments.values();
  }

  /// @return what the caller shall see in place of `output`
  Object leave(Object output) {
    if (!(output instanceof Tensor || output instanceof List<?>)) {
      Warnings.warn(
          "For backward hooks to be called, module output should be a Tensor or a tuple of Tensors"
              + " but received <class '"
              + PythonNames.of(output)
              + "'>");
      return output;
    }
    boolean several = output instanceof List<?>;
    outputs = BackwardGate.around(several ? (List<?>) output : List.of(output));
    if (outputs.isOpen()) outputs.node().registerHook(new Arrival(this));
    return several ? outputs.values() : outputs.values().getFirst();
  }

  /// Both go by the name of PyTorch's, which error messages show.
  private record Arrival(BackwardPassage passage) implements NodeHook {
    @Override
    public List<Tensor> call(List<Tensor> gradInputs, List<Tensor> gradOutputs) {
      return passage.arrive(gradOutputs);
    }

    @Override
    public String name() {
      return "hook";
    }
  }

  private record Departure(BackwardPassage passage) implements NodeHook {
    @Override
    public List<Tensor> call(List<Tensor> gradInputs, List<Tensor> gradOutputs) {
      return passage.depart(gradInputs);
    }

    @Override
    public String name() {
      return "hook";
    }
  }

  private List<Tensor> arrive(List<Tensor> arrived) {
    gradOutput = outputs.spread(arrived);
    for (BackwardPreHook hook : preHooks) {
      List<Tensor> replaced = hook.before(module, gradOutput);
      if (replaced == null) continue;
      requireSize(replaced, outputs.values().size(), "Backward pre hook", "grad_output");
      gradOutput = replaced;
    }
    List<Tensor> handedOn = outputs.ofTensors(gradOutput);
    if (!arguments.isOpen()) runWithoutGradInput();
    return handedOn;
  }

  private void runWithoutGradInput() {
    Warnings.warn(
        "Full backward hook is firing when gradients are computed with respect to module outputs"
            + " since no inputs require gradients. See"
            + " https://docs.pytorch.org/docs/main/generated/torch.nn.Module.html"
            + "#torch.nn.Module.register_full_backward_hook for more details.");
    for (BackwardHook hook : hooks) {
      List<Tensor> replaced = hook.after(module, arguments.noGradients(), gradOutput);
      if (replaced != null && replaced.stream().anyMatch(gradient -> gradient != null)) {
        throw TorchException.runtime(
            "Backward hook for Modules where no input requires gradient should always return None"
                + " or None for all gradients.");
      }
    }
    gradOutput = null;
  }

  /// Without effect where a gradient comes to the arguments past the outputs, as when backward is
  /// differentiated itself.
  private List<Tensor> depart(List<Tensor> gradients) {
    if (gradOutput == null) return null;
    List<Tensor> gradInput = arguments.spread(gradients);
    for (BackwardHook hook : hooks) {
      List<Tensor> replaced = hook.after(module, gradInput, gradOutput);
      if (replaced == null) continue;
      requireSize(replaced, gradInput.size(), "Backward hook", "grad_input");
      gradInput = replaced;
    }
    gradOutput = null;
    return arguments.ofTensors(gradInput);
  }

  private static void requireSize(List<Tensor> replaced, int expected, String who, String what) {
    if (replaced.size() == expected) return;
    throw TorchException.runtime(
        who
            + " returned an invalid number of "
            + what
            + ", got "
            + replaced.size()
            + ", but expected "
            + expected);
  }
}
