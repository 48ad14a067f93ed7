"""torch.autograd.graph: nodes, edges, and what happens to saved tensors."""
import collections

import java

from .._border import JNode, java_call, unwrap, wrap_tensor
from .._tensor import Tensor
from ._node import Node, RemovableHandle, wrap_node

_Autograd = java.type("dev.gradfn.autograd.Autograd")
_Edge = java.type("dev.gradfn.autograd.Edge")
_SavedTensorHooks = java.type("dev.gradfn.autograd.SavedTensorHooks")
_MultiGradHook = java.type("dev.gradfn.autograd.MultiGradHook")
_Border = java.type("dev.gradfn.python.Border")


class GradientEdge(collections.namedtuple("GradientEdge", ["node", "output_nr", "ownership_token"], defaults=[None])):
    """Where a gradient goes: an input of a node."""

    @property
    def _j(self):
        return _Edge(self.node._j, self.output_nr)


def get_gradient_edge(tensor):
    j = java_call(_Autograd.gradientEdge, tensor._j)
    return GradientEdge(wrap_node(j.node()), j.inputNr())


def increment_version(tensors):
    for tensor in [tensors] if isinstance(tensors, Tensor) else tensors:
        java_call(_Autograd.incrementVersion, tensor._j)


class Packed:
    """What a pack hook gave; Java keeps it unopened."""

    def __init__(self, value):
        self.value = value


def packing(hook):
    return lambda j: Packed(hook(wrap_tensor(j)))


def unpacking(hook):
    def unpack(packed):
        value = hook(packed.value)
        if not isinstance(value, Tensor):
            raise TypeError(
                "Output of saved tensor unpack_hook expected to be a Tensor but got result of type"
                f" {type(value).__name__}")
        return value._j
    return unpack


class _Scope:
    def __enter__(self):
        self._close = self._open()
        return self

    def __exit__(self, *error):
        self._close.close()


class saved_tensors_hooks(_Scope):
    def __init__(self, pack_hook, unpack_hook):
        self.pack_hook = pack_hook
        self.unpack_hook = unpack_hook

    def _open(self):
        return java_call(_SavedTensorHooks.open, packing(self.pack_hook), unpacking(self.unpack_hook))


class save_on_cpu(saved_tensors_hooks):
    def __init__(self, pin_memory=False, device_type="cuda"):
        saved_tensors_hooks.__init__(self, lambda t: t.detach().clone(), lambda t: t)


class disable_saved_tensors_hooks(_Scope):
    def __init__(self, error_message):
        self.error_message = error_message

    def _open(self):
        return java_call(_SavedTensorHooks.disable, self.error_message)


class allow_mutation_on_saved_tensors(_Scope):
    def _open(self):
        return java_call(_SavedTensorHooks.allowMutation)


def register_multi_grad_hook(tensors, fn, *, mode="all"):
    if mode not in ("all", "any"):
        raise ValueError(f"Expects mode to be one of ('all', 'any') but got {mode}")
    js = [t._j for t in tensors]
    for tensor in tensors:
        if not tensor.requires_grad:
            raise AssertionError("Expected gradient function to be set")
    if mode == "any":
        return RemovableHandle(java_call(_MultiGradHook.any, js, lambda g: fn(wrap_tensor(g)) and None))
    return RemovableHandle(
        java_call(_MultiGradHook.all, js, lambda gs: fn([wrap_tensor(g) for g in gs]) and None))
