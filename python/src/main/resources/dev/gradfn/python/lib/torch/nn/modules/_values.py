"""Arguments and results of modules, on their way to Java and back.

Java sees tensors and modules unwrapped, a tuple and a list as two kinds of List, a dict as a Map. All
else passes unopened.
"""
import collections

import java

from ..._border import JDims, JDType, JTensor, wrap_tensor, wrap
from ..._tensor import Tensor
from ..._types import dtype

_Tuple = java.type("java.util.ArrayList")
_List = java.type("java.util.LinkedList")
_Dict = java.type("java.util.LinkedHashMap")
_JList = java.type("java.util.List")
_JMap = java.type("java.util.Map")
_Args = java.type("dev.gradfn.nn.Args")
_Border = java.type("dev.gradfn.python.Border")


class Unopened:
    """A value of Python alone."""

    def __init__(self, value):
        self.value = value


def to_java(value):
    if value is None or isinstance(value, (bool, float, str)):
        return value
    if isinstance(value, int):
        return _Border.plain(value)
    if isinstance(value, (Tensor, dtype)) or getattr(value, "_is_module", False):
        return value._j
    kind = type(value)
    if kind is list or kind is tuple or (isinstance(value, tuple) and hasattr(value, "numel")):
        items = _List() if kind is list else _Tuple()
        for item in value:
            items.add(to_java(item))
        return items
    if kind in (dict, collections.OrderedDict) and all(isinstance(key, str) for key in value):
        items = _Dict()
        for key, item in value.items():
            items.put(key, to_java(item))
        return items
    return Unopened(value)


def from_java(value):
    if value is None:
        return None  # Python's own, not Java's null
    if isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, Unopened):
        return value.value
    if isinstance(value, JTensor):
        return wrap_tensor(value)
    if isinstance(value, _List):
        return [from_java(item) for item in value]
    if isinstance(value, _JList):
        return tuple(from_java(item) for item in value)
    if isinstance(value, _JMap):
        return {from_java(key): from_java(value.get(key)) for key in value.keySet()}
    return wrap(value)


def args_of(args, kwargs):
    named = _Dict()
    for key, item in kwargs.items():
        named.put(key, to_java(item))
    return _Args(to_java(tuple(args)), named)


def from_args(args):
    named = args.named()
    return from_java(args.positional()), {str(key): from_java(named.get(key)) for key in named.keySet()}
