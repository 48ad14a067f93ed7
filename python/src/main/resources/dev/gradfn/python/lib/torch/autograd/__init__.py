"""torch.autograd."""
import warnings

import java

from .._border import java_call, unwrap, wrap_tensor
from .._tensor import Tensor
from . import _node
from .grad_mode import enable_grad, inference_mode, is_grad_enabled, no_grad, set_grad_enabled
from . import anomaly_mode, function, functional, gradcheck as _gradcheck_module, graph
from .anomaly_mode import detect_anomaly, set_detect_anomaly
from .function import Function
from .gradcheck import gradcheck, gradgradcheck

_Autograd = java.type("dev.gradfn.autograd.Autograd")
_DEFAULT = java.type("dev.gradfn.autograd.Autograd$Options").DEFAULT


class _IsTensor(type):
    def __instancecheck__(cls, value):
        return isinstance(value, Tensor)


class Variable(metaclass=_IsTensor):
    """The older name of a tensor that is a leaf."""

    def __new__(cls, data=None, requires_grad=False):
        from .._factories import empty
        return (empty(0) if data is None else data.detach()).requires_grad_(requires_grad)


def _options(retain_graph, create_graph, allow_unused=False, materialize=False):
    options = _DEFAULT.withCreateGraph(bool(create_graph)).withAllowUnused(bool(allow_unused))
    options = options.withMaterializeGrads(bool(materialize))
    return options if retain_graph is None else options.withRetainGraph(bool(retain_graph))


def _list(values):
    # An edge is a tuple by itself.
    several = isinstance(values, (list, tuple)) and not isinstance(values, graph.GradientEdge)
    return list(values) if several else [values]


def _seeds(gradients):
    if gradients is None:
        return None
    for gradient in _list(gradients):
        if gradient is not None and not isinstance(gradient, Tensor):
            raise TypeError(f"gradients can be either Tensors or None, but got {type(gradient).__name__}")
    return [unwrap(g) for g in _list(gradients)]


def _inputs(values):
    inputs = _list(values)
    for value in inputs:
        if not isinstance(value, (Tensor, graph.GradientEdge)):
            raise RuntimeError(
                f"all inputs have to be Tensors or GradientEdges, but got {type(value).__name__}")
    return inputs


def _outputs(values):
    outputs = _list(values)
    for value in outputs:
        if not isinstance(value, (Tensor, graph.GradientEdge)):
            raise AssertionError("Expected output to be a torch.Tensor")
    return outputs


def _edges(values):
    """Where gradients of tensors go; edges are taken as they are."""
    return [value._j if isinstance(value, graph.GradientEdge) else value._j.gradientEdge() for value in values]


def is_inference_mode_enabled():
    return _Autograd.isInferenceMode()


def backward(tensors, grad_tensors=None, retain_graph=None, create_graph=False, grad_variables=None, inputs=None):
    if grad_variables is not None:
        warnings.warn("`grad_variables` is deprecated. Use `grad_tensors` instead.", FutureWarning, stacklevel=2)
        if grad_tensors is not None:
            raise RuntimeError(
                "`grad_tensors` and `grad_variables` (deprecated) arguments both passed to `backward()`. Please only"
                " use `grad_tensors`.")
        grad_tensors = grad_variables
    outputs = _outputs(tensors)
    options = _options(retain_graph, create_graph)
    if inputs is None:
        java_call(_Autograd.backwardFrom, _edges(outputs), _seeds(grad_tensors), options, None)
        return
    inputs = _inputs(inputs)
    java_call(
        _Autograd.backward, [unwrap(t) for t in outputs], _seeds(grad_tensors), options, [unwrap(t) for t in inputs])


def grad(outputs, inputs, grad_outputs=None, retain_graph=None, create_graph=False, only_inputs=True,
         allow_unused=None, is_grads_batched=False, materialize_grads=False):
    if materialize_grads and allow_unused is False:
        raise ValueError(
            "Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False.")
    if not only_inputs:
        warnings.warn(
            "only_inputs argument is deprecated and is ignored now (defaults to True). To accumulate gradient for"
            " other parts of the graph, please use torch.autograd.backward.", FutureWarning, stacklevel=2)
    outputs, inputs = _outputs(outputs), _inputs(inputs)
    if is_grads_batched:
        return _batched(outputs, inputs, grad_outputs, retain_graph, create_graph, allow_unused)
    options = _options(retain_graph, create_graph, bool(allow_unused) or materialize_grads, materialize_grads)
    edges = any(isinstance(value, graph.GradientEdge) for value in outputs + inputs)
    if edges:
        found = java_call(_Autograd.gradFrom, _edges(outputs), _edges(inputs), _seeds(grad_outputs), options)
    else:
        found = java_call(
            _Autograd.grad, [unwrap(t) for t in outputs], [unwrap(t) for t in inputs], _seeds(grad_outputs), options)
    return tuple(wrap_tensor(g) for g in found)


def _batched(outputs, inputs, grad_outputs, retain_graph, create_graph, allow_unused):
    """One run per row of the gradients."""
    from .. import stack
    batches = _list(grad_outputs)
    for place, (output, batch) in enumerate(zip(outputs, batches)):
        if batch.shape[1:] != output.shape:
            raise RuntimeError(
                "If `is_grads_batched=True`, we interpret the first dimension of each grad_output as the batch"
                " dimension. The sizes of the remaining dimensions are expected to match the shape of corresponding"
                f" output, but a mismatch was detected: grad_output[{place}] has a shape of {batch.shape[1:]} and"
                f" output[{place}] has a shape of {output.shape}. If you only want some tensors in `grad_output` to be"
                " considered batched, consider using vmap.")
    rows = batches[0].shape[0]
    parts = []
    for i in range(rows):
        keep = True if i < rows - 1 else retain_graph
        parts.append(grad(outputs, inputs, [g[i] for g in batches], keep, create_graph, allow_unused=allow_unused))
    return tuple(stack(list(column)) for column in zip(*parts))
