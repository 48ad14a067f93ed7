"""torch.autograd.Function: operations whose derivative a program gives itself."""
import functools
import warnings

import java

from .._border import java_call, wrap_tensor
from .._tensor import Tensor
from ._node import Node
from .grad_mode import is_grad_enabled, no_grad

_JFunction = java.type("dev.gradfn.python.PythonFunction")


class FunctionCtx(Node):
    """What forward hands to backward; it is the node as well, once there is one."""

    def __init__(self, arguments):
        self._is_tensor = [isinstance(value, Tensor) for value in arguments]
        self._requires = tuple(isinstance(value, Tensor) and value.requires_grad for value in arguments)
        self._java = None

    def save_for_backward(self, *tensors):
        for tensor in tensors:
            if tensor is not None and not isinstance(tensor, Tensor):
                raise TypeError(f"save_for_backward can only save variables, but argument {tensors.index(tensor)} is of type {type(tensor).__name__}")
        self.to_save = tensors
        self._java.saveForBackward([None if t is None else t._j for t in tensors])

    @property
    def saved_tensors(self):
        return tuple(wrap_tensor(j) for j in java_call(self._java.savedTensors))

    @property
    def needs_input_grad(self):
        if self._java is None:
            return self._requires
        needed = iter(range(sum(self._is_tensor)))
        return tuple(is_tensor and self._java.needsInputGrad(next(needed)) for is_tensor in self._is_tensor)

    def mark_dirty(self, *tensors):
        self._java.markDirty([t._j for t in tensors])

    def mark_non_differentiable(self, *tensors):
        self._java.markNonDifferentiable([t._j for t in tensors])

    def set_materialize_grads(self, value):
        self._java.setMaterializeGrads(bool(value))


class _FunctionMeta(type):
    def __init__(cls, name, bases, members):
        type.__init__(cls, name, bases, members)
        cls._backward_cls = type(name + "Backward", (FunctionCtx,), {"__module__": "torch.autograd.function"})


class Function(metaclass=_FunctionMeta):
    def __init__(self, *args, **kwargs):
        warnings.warn(
            f"{type(self)} should not be instantiated. Methods on autograd functions are all static, so you"
            " should invoke them on the class itself. Instantiating an autograd function will raise an error"
            " in a future version of PyTorch.", DeprecationWarning, stacklevel=2)

    def __call__(self, *args, **kwargs):
        raise RuntimeError(
            "Legacy autograd function with non-static forward method is deprecated. Please use new-style"
            " autograd function with static forward method. (Example:"
            " https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)")

    @staticmethod
    def forward(*args, **kwargs):
        raise NotImplementedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def setup_context(ctx, inputs, output):
        raise NotImplementedError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx, *grads):
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom autograd.Function to use it"
            " with backward mode AD.")

    vjp = backward

    @classmethod
    def apply(cls, *args, **kwargs):
        return _Application(cls, args, kwargs).run()


class _Application:
    """One call: Java sees the tensors, Python the rest."""

    def __init__(self, function, args, kwargs):
        self.function = function
        self.kwargs = kwargs
        self.separate = function.setup_context is not Function.setup_context
        self.args = _bound(function, args, kwargs) if self.separate else args
        self.ctx = function._backward_cls(self.args)

    def run(self):
        name = self.function.__name__
        # Java would pass over an exception that has no place in its signatures.
        row = _JFunction(name, self.forward, self.backward)
        tensors = [value._j for value in self.args if isinstance(value, Tensor)]
        results = [wrap_tensor(j) for j in java_call(row.run, tensors)]
        for result in results:
            node = result._j.gradFn()
            if node is not None and node.peer() is None and node.typeName() == name + "Backward":
                self.ctx._j = node
                node.setPeer(self.ctx)
        return self.shaped(results)

    def shaped(self, results):
        results = iter(results)
        outputs = self.outputs if isinstance(self.outputs, tuple) else (self.outputs,)
        shaped = tuple(next(results) if isinstance(value, Tensor) else value for value in outputs)
        return shaped if isinstance(self.outputs, tuple) else shaped[0]

    def forward(self, context, tensors):
        self.ctx._java = context
        if self.separate:
            self.outputs = self.function.forward(*self.args)
            self.function.setup_context(self.ctx, self.args, self.outputs)
        else:
            self.outputs = self.function.forward(self.ctx, *self.args, **self.kwargs)
        outputs = self.outputs if isinstance(self.outputs, tuple) else (self.outputs,)
        return [value._j for value in outputs if isinstance(value, Tensor)]

    def backward(self, context, gradients):
        given = iter([wrap_tensor(g) for g in gradients])
        outputs = self.outputs if isinstance(self.outputs, tuple) else (self.outputs,)
        given = [next(given) if isinstance(value, Tensor) else None for value in outputs]
        custom = self.function.vjp is not Function.vjp
        results = (self.function.vjp if custom else self.function.backward)(self.ctx, *given)
        if not isinstance(results, tuple):
            results = (results,)
        return self.for_tensors(results)

    def for_tensors(self, results):
        name = self.function.__name__ + "Backward"
        count = len(self.args)
        if len(results) < count or any(value is not None for value in results[count:]):
            raise RuntimeError(
                f"function {name} returned an incorrect number of gradients (expected {count}, got {len(results)})")
        gradients = []
        for i, (argument, value) in enumerate(zip(self.args, results)):
            if not isinstance(argument, Tensor):
                if value is not None:
                    raise RuntimeError(
                        f"function {name} returned a gradient different than None at position {i + 1}, but the"
                        " corresponding forward input was not a Variable")
            elif value is not None and not isinstance(value, Tensor):
                raise RuntimeError(f"expected Variable or None (got {type(value).__name__})")
            else:
                gradients.append(None if value is None else value._j)
        return gradients


def _bound(function, args, kwargs):
    """Arguments in order with defaults, as setup_context sees them."""
    import inspect
    bound = inspect.signature(function.forward).bind(*args, **kwargs)
    bound.apply_defaults()
    return bound.args


class _Twice(Function):
    @staticmethod
    def forward(ctx, *tensors):
        return tuple(t.detach() for t in tensors)

    @staticmethod
    def backward(ctx, *gradients):
        raise RuntimeError("trying to differentiate twice a function that was marked with @once_differentiable")


def once_differentiable(backward):
    @functools.wraps(backward)
    def once(ctx, *args):
        with no_grad():
            outputs = backward(ctx, *args)
        if not is_grad_enabled():
            return outputs
        if not any(isinstance(arg, Tensor) and arg.requires_grad for arg in args):
            return outputs
        several = isinstance(outputs, tuple)
        fakes = [t.detach().requires_grad_() for t in (outputs if several else (outputs,)) if t is not None]
        marked = iter(_Twice.apply(*fakes))
        results = tuple(None if t is None else next(marked) for t in (outputs if several else (outputs,)))
        return results if several else results[0]
    return once
