package dev.gradfn.autograd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/// The node of a [Function].
public final class FunctionNode extends Node {
  private final Function function;
  private final Function.Context context;
  private List<SavedTensor> saved = List.of();

  /// Takes its number before forward runs, as PyTorch does.
  FunctionNode(Function function, Function.Context context, Tensor[] inputs) {
    super(ThreadState.current().takeSequenceNr(), OpNode.edgesOf(inputs, inputs.length), List.of());
    this.function = function;
    this.context = context;
  }

  public Function function() {
    return function;
  }

  public Function.Context context() {
    return context;
  }

  @Override
  public String typeName() {
    return function.typeName() + "Backward";
  }

  @Override
  public String forwardName() {
    return function.typeName();
  }

  /// Keeps what forward saved: results as results of this node, everything else as inputs.
  void save(Tensor[] outputs) {
    saved = new ArrayList<>();
    for (Tensor tensor : context.toSave()) saved.add(savedTensor(tensor, outputs));
    context.setNode(this);
  }

  private SavedTensor savedTensor(Tensor tensor, Tensor[] outputs) {
    if (tensor == null) return null;
    for (int i = 0; i < outputs.length; i++) {
      boolean result = outputs[i] == tensor && tensor.gradFn() == this;
      if (result) return SavedTensor.output(tensor, new Edge(this, i));
    }
    return SavedTensor.input(tensor);
  }

  List<Tensor> savedTensors() {
    if (saved == null) throw freedError();
    List<Tensor> tensors = new ArrayList<>();
    for (SavedTensor tensor : saved) tensors.add(tensor == null ? null : tensor.unpack());
    return Collections.unmodifiableList(tensors);
  }

  @Override
  public Map<String, Object> saved() {
    return Map.of("tensors", savedTensors());
  }

  @Override
  Tensor[] apply(Tensor[] gradients) {
    Tensor[] results = function.backward(context, materialized(gradients));
    int expected = nextFunctions().size();
    boolean fits = results.length >= expected;
    for (int i = expected; i < results.length; i++) fits &= results[i] == null;
    if (!fits) {
      throw TorchException.runtime(
          "function "
              + typeName()
              + " returned an incorrect number of gradients (expected "
              + expected
              + ", got "
              + results.length
              + ")");
    }
    return Arrays.copyOf(results, expected);
  }

  private Tensor[] materialized(Tensor[] gradients) {
    Tensor[] given = gradients.clone();
    for (int i = 0; i < given.length && context.materializesGrads(); i++) {
      InputMetadata output = inputMetadata().get(i);
      if (given[i] == null)
        given[i] = Tensor.zeros(output.dtype(), output.device(), output.shape());
    }
    return given;
  }

  @Override
  void release() {
    if (saved == null) return;
    for (SavedTensor tensor : saved) {
      if (tensor != null) tensor.release();
    }
    saved = context.toSave().isEmpty() ? List.of() : null;
  }
}
