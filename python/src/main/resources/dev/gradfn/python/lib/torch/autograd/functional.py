"""torch.autograd.functional: derivatives of a function as a whole."""
import java

from .._border import JTensor, java_call, wrap_tensor
from .._tensor import Tensor

_Functional = java.type("dev.gradfn.autograd.Functional")
_DEFAULT = java.type("dev.gradfn.autograd.Functional$Options").DEFAULT
_OUTPUTS = "outputs of the user-provided function"


def _as_tuple(value, what, function):
    """The tensors, and whether they came as a tuple."""
    several = isinstance(value, tuple)
    values = value if several else (value,)
    for i, item in enumerate(values):
        if not isinstance(item, Tensor):
            found = f"the value at index {i}" if several else f"the given {what}"
            raise TypeError(
                f"The {what} given to {function} must be either a Tensor or a tuple of Tensors but {found}"
                f" has type {type(item)}.")
    return values, several


class _Call:
    """One call: which of its values are tuples, and the function as Java calls it."""

    def __init__(self, name, func, inputs, create_graph=False, strict=False):
        self.name = name
        self.func = func
        self.inputs, self.several_inputs = _as_tuple(inputs, "inputs", name)
        self.several_outputs = False
        self.options = _DEFAULT.withCreateGraph(bool(create_graph)).withStrict(bool(strict))

    def body(self, *tensors):
        if len(tensors) == 1 and not isinstance(tensors[0], JTensor):
            tensors = tensors[0]
        given = [wrap_tensor(j) for j in tensors]
        outputs, self.several_outputs = _as_tuple(self.func(*given), _OUTPUTS, self.name)
        return [t._j for t in outputs]

    def java_inputs(self):
        return [t._j for t in self.inputs]

    def vector(self, v):
        if v is None:
            return None
        return [t._j for t in _as_tuple(v, "v", self.name)[0]]

    def run(self, function, *more):
        return java_call(function, self.body, self.java_inputs(), *more, self.options)


def _shaped(tensors, several):
    wrapped = tuple(wrap_tensor(j) for j in tensors)
    return wrapped if several else wrapped[0]


def _product(name, of_outputs):
    function = getattr(_Functional, name)

    def product(func, inputs, v=None, create_graph=False, strict=False):
        call = _Call(name, func, inputs, create_graph, strict)
        found = call.run(function, call.vector(v))
        several = call.several_outputs if of_outputs else call.several_inputs
        return _shaped(found.outputs(), call.several_outputs), _shaped(found.product(), several)
    product.__name__ = name
    return product


vjp = _product("vjp", False)
jvp = _product("jvp", True)
vhp = _product("vhp", False)
hvp = _product("hvp", False)


_STRATEGIES = 'Expected strategy to be either "forward-mode" or "reverse-mode".'
_HINT = (" Hint: If your function has more outputs than inputs, \"forward-mode\" tends to be more performant."
         " Otherwise, prefer to use \"reverse-mode\".")


def _check_ways(create_graph, strict, vectorize, strategy):
    """How to compute is a matter of speed to PyTorch; here it is one way, but what it refuses is refused."""
    if strategy == "forward-mode" and create_graph:
        raise NotImplementedError(
            "torch.autograd.functional.jacobian: `create_graph=True` and `strategy=\"forward-mode\"` are not"
            " supported together (yet). Please either set `create_graph=False` or `strategy=\"reverse-mode\"`.")
    if vectorize and strict:
        raise RuntimeError(
            "torch.autograd.functional.jacobian: `strict=True` and `vectorized=True` are not supported together."
            " Please either set `strict=False` or `vectorize=False`.")
    if strategy == "forward-mode" and not vectorize:
        raise NotImplementedError(
            "Computing Jacobian using forward-AD or forward-over-reverse Hessian is"
            "only implemented for `vectorize=True`.")


def jacobian(func, inputs, create_graph=False, strict=False, vectorize=False, strategy="reverse-mode"):
    assert strategy in ("forward-mode", "reverse-mode"), _STRATEGIES + _HINT
    _check_ways(create_graph, strict, vectorize, strategy)
    call = _Call("jacobian", func, inputs, create_graph, strict)
    rows = [_shaped(row, call.several_inputs) for row in call.run(_Functional.jacobian)]
    return tuple(rows) if call.several_outputs else rows[0]


def hessian(func, inputs, create_graph=False, strict=False, vectorize=False,
            outer_jacobian_strategy="reverse-mode"):
    assert outer_jacobian_strategy in ("forward-mode", "reverse-mode"), _STRATEGIES
    _check_ways(False, strict, vectorize, outer_jacobian_strategy)
    call = _Call("hessian", func, inputs, create_graph, strict)
    rows = [_shaped(row, call.several_inputs) for row in call.run(_Functional.hessian)]
    return tuple(rows) if call.several_inputs else rows[0]
