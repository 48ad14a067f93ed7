"""torch.autograd."""
import java

from .._border import java_call, unwrap, wrap_tensor
from .._tensor import Tensor
from . import _node
from .grad_mode import enable_grad, inference_mode, is_grad_enabled, no_grad, set_grad_enabled

_Autograd = java.type("dev.gradfn.autograd.Autograd")
_DEFAULT = java.type("dev.gradfn.autograd.Autograd$Options").DEFAULT

Variable = Tensor


def _options(retain_graph, create_graph, allow_unused=False):
    options = _DEFAULT.withCreateGraph(bool(create_graph)).withAllowUnused(bool(allow_unused))
    return options if retain_graph is None else options.withRetainGraph(bool(retain_graph))


def _list(values):
    return list(values) if isinstance(values, (list, tuple)) else [values]


def _seeds(gradients, count):
    if gradients is None:
        return None
    return [unwrap(g) for g in _list(gradients)]


def backward(tensors, grad_tensors=None, retain_graph=None, create_graph=False, grad_variables=None, inputs=None):
    outputs = [unwrap(t) for t in _list(tensors)]
    seeds = _seeds(grad_tensors, len(outputs))
    options = _options(retain_graph, create_graph)
    if inputs is None:
        java_call(_Autograd.backward, outputs, seeds, options)
        return
    inputs = [inputs] if isinstance(inputs, Tensor) else list(inputs)
    if not inputs:
        raise RuntimeError("`inputs` argument to `backward()` cannot be empty.")
    java_call(_Autograd.backward, outputs, seeds, options.withInputs([unwrap(t) for t in inputs]))


def grad(outputs, inputs, grad_outputs=None, retain_graph=None, create_graph=False, only_inputs=True,
         allow_unused=None, is_grads_batched=False, materialize_grads=False):
    if allow_unused is None:
        allow_unused = materialize_grads
    if materialize_grads and not allow_unused:
        raise ValueError("Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False.")
    inputs = _list(inputs)
    if is_grads_batched:
        return _batched(outputs, inputs, grad_outputs, retain_graph, create_graph, allow_unused)
    found = java_call(
        _Autograd.grad, [unwrap(t) for t in _list(outputs)], [unwrap(t) for t in inputs],
        _seeds(grad_outputs, len(_list(outputs))), _options(retain_graph, create_graph, allow_unused))
    found = [wrap_tensor(g) for g in found]
    if materialize_grads:
        from .._factories import zeros_like
        found = [zeros_like(x) if g is None else g for g, x in zip(found, inputs)]
    return tuple(found)


def _batched(outputs, inputs, grad_outputs, retain_graph, create_graph, allow_unused):
    from .. import stack
    rows = _list(grad_outputs)[0].shape[0]
    parts = []
    for i in range(rows):
        seeds = [g[i] for g in _list(grad_outputs)]
        keep = True if i < rows - 1 else retain_graph
        parts.append(grad(outputs, inputs, seeds, keep, create_graph, allow_unused=allow_unused))
    return tuple(stack(list(column)) for column in zip(*parts))
