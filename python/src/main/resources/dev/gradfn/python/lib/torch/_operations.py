"""Operations as functions and methods, made from the table of signatures."""
import re

import java

from . import _return_types
from ._border import Border, JTensor, call, java_call, operation, unwrap, wrap
from ._tensor import Tensor

_Table = java.type("dev.gradfn.signature.OperationTable")

# Other names of the same operation.
SAME = {
    "absolute": "abs", "arccos": "acos", "arcsin": "asin", "arctan": "atan", "negative": "neg",
    "multiply": "mul", "divide": "div", "true_divide": "div", "subtract": "sub", "less": "lt",
    "less_equal": "le", "greater": "gt", "greater_equal": "ge", "not_equal": "ne", "concat": "cat",
    "concatenate": "cat", "clip": "clamp", "moveaxis": "movedim", "row_stack": "vstack", "ger": "outer",
    "adjoint": "mT", "fix": "trunc", "column_stack": "hstack",
}
_KEYWORDS = {"axis": "dim", "keepdims": "keepdim", "self": "input", "x": "input"}
_OUT = "out"
# Methods that take their sizes one by one as well.
_OF_SEQUENCES = {"cat", "stack", "hstack", "vstack", "row_stack"}
_SPREAD = {"permute", "reshape", "flip", "tile", "broadcast_to"}


class Function:
    """One row of the table, callable as Python calls it; as a class attribute it is a method."""

    def __init__(self, name, row):
        self.row = row
        self.__name__ = name
        self.__qualname__ = name
        self.__doc__ = name

    def __call__(self, *args, **kwargs):
        return invoke(self, args, kwargs)

    def __get__(self, instance, owner):
        if instance is None:
            return self
        return lambda *args, **kwargs: invoke(self, (instance, *args), kwargs, receivers=1)

    def __repr__(self):
        return f"<built-in method {self.__name__}>"


class Operator(Function):
    """A row behind a sign: of what is no number and no tensor it leaves the decision to Python."""

    def __get__(self, instance, owner):
        if instance is None:
            return self
        return lambda other: (
            invoke(self, (instance, other), {}) if isinstance(other, self.takes) else NotImplemented)

    @property
    def takes(self):
        return Tensor if "matmul" in self.__name__ else (Tensor, int, float)


_SIGNS = re.compile("__[ri]?(add|sub|mul|truediv|floordiv|mod|pow|matmul|and|or|xor|lshift|rshift)__|__(eq|ne|lt|le|gt|ge)__")


def invoke(function, args, kwargs, receivers=0):
    name, row = function.__name__, function.row
    if kwargs:
        kwargs = _renamed(row, kwargs)
    out = kwargs.pop(_OUT, None) if kwargs else None
    if name in _SPREAD and len(args) > 2:
        args = (args[0], args[1:])
    if name in _OF_SEQUENCES and args and isinstance(args[0], Tensor):
        raise TypeError(f"{name}(): argument 'tensors' (position 1) must be tuple of Tensors, not Tensor")
    if out is not None:
        _require_no_grad(name, out, args)
    result = call(row, args, kwargs, receivers)
    if isinstance(result, tuple) and name in _return_types.FIELDS:
        result = _return_types.named(name, result)
    return result if out is None else _into(out, result)


def _require_no_grad(name, out, args):
    places = out if isinstance(out, tuple) else (out,)
    if any(isinstance(t, Tensor) and t.requires_grad for t in (*places, *args)):
        raise RuntimeError(
            f"{name}(): functions with out=... arguments don't support automatic differentiation, but one of the"
            " arguments requires grad.")


def _renamed(row, kwargs):
    known = _arguments(row)
    return {(_KEYWORDS.get(key, key) if key not in known else key): value for key, value in kwargs.items()}


_known = {}


def _arguments(row):
    name = row.signature().name()
    if name not in _known:
        _known[name] = set(row.signature().arguments())
    return _known[name]


def _into(out, result):
    if isinstance(out, tuple):
        for place, value in zip(out, result):
            _into(place, value)
        return out
    if result.dtype.is_floating_point and not out.dtype.is_floating_point:
        raise RuntimeError(
            f"result type {result._j.dtype().scalarType()} can't be cast to the desired output type"
            f" {out._j.dtype().scalarType()}")
    if out.shape != result.shape:
        out._j.setData(result._j)
    else:
        out.copy_(result)
    return out


_functions = {}


def function(name):
    """The function of a table row, or None."""
    name = SAME.get(name, name)
    if name.endswith("_") and SAME.get(name[:-1]):
        name = SAME[name[:-1]] + "_"
    if name not in _functions:
        row = Border.find(name)
        if row is None:
            return None
        _functions[name] = Function(name.rsplit(".", 1)[-1], row)
    return _functions[name]


def install():
    """Every row that is no function of a submodule alone becomes a method."""
    names = [str(name) for name in _Table.names()]
    for name in names + list(SAME):
        if "." in name or name in Tensor.__dict__:
            continue
        found = function(name)
        if found is not None:
            setattr(Tensor, name, Operator(name, found.row) if _SIGNS.fullmatch(name) else found)
    for operator, name in (_REFLECTED | _AUGMENTED).items():
        found = function(name)
        if found is not None and operator not in Tensor.__dict__:
            setattr(Tensor, operator, Operator(operator, found.row))


_REFLECTED = {"__radd__": "add", "__rmul__": "mul", "__rand__": "__and__", "__ror__": "__or__", "__rxor__": "__xor__"}
_AUGMENTED = {
    "__iadd__": "add_", "__isub__": "sub_", "__imul__": "mul_", "__itruediv__": "div_", "__ipow__": "pow_",
    "__ifloordiv__": "floor_divide_", "__imod__": "remainder_", "__iand__": "bitwise_and_",
    "__ior__": "bitwise_or_", "__ixor__": "bitwise_xor_",
}
