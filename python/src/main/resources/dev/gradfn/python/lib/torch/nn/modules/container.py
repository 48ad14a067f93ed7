"""Containers of modules and parameters."""
import collections
import itertools
import operator

import java

from ..._border import java_call
from ..._tensor import Tensor
from ._values import from_java, to_java
from .module import Module, _full_name, classes, wrap_module

_Tuple = java.type("java.util.ArrayList")


def _java(name):
    return java.type("dev.gradfn.nn." + name)


class _Numbered(Module):
    """What Sequential and ModuleList share."""

    def __len__(self):
        return self._j.size()

    def __iter__(self):
        return iter(list(self._modules.values()))

    def __getitem__(self, index):
        if isinstance(index, slice):
            return self._sliced(index)
        return wrap_module(java_call(self._j.get, _index(index)))

    def __setitem__(self, index, module):
        place = _index(index)
        if isinstance(module, Module):
            java_call(self._j.set, place, module._j)
        else:
            setattr(self, str(place % len(self) if len(self) else place), module)

    def __delitem__(self, index):
        if isinstance(index, slice):
            for i in reversed(range(*index.indices(len(self)))):
                java_call(self._j.remove, i, i + 1)
        else:
            java_call(self._j.pop, _index(index))

    def __dir__(self):
        return [name for name in Module.__dir__(self) if not name.isdigit()]

    def append(self, module):
        self._checked(module)
        java_call(self._j.append, module._j)
        return self

    def pop(self, index):
        removed = self[index]
        del self[index]
        return removed

    def insert(self, index, module):
        self._checked(module)
        java_call(self._j.insert, _index(index), module._j)
        return self

    def _checked(self, module):
        if not isinstance(module, Module):
            raise TypeError(f"{_full_name(module)} is not a Module subclass")


def _index(value):
    return operator.index(value)


class Sequential(_Numbered):
    def __init__(self, *args):
        self._adopt(_java("Sequential")(_Tuple()))
        if len(args) == 1 and isinstance(args[0], collections.OrderedDict):
            for name, module in args[0].items():
                self.add_module(name, module)
        else:
            for i, module in enumerate(args):
                self.add_module(str(i), module)

    def _sliced(self, index):
        return type(self)(collections.OrderedDict(list(self._modules.items())[index]))

    def __add__(self, other):
        if not isinstance(other, Sequential):
            raise ValueError(
                "add operator supports only objects of Sequential class, but " + str(type(other)) + " is given.")
        return Sequential(*self, *other)

    def __iadd__(self, other):
        return self.extend(other)

    def __mul__(self, times):
        if not isinstance(times, int):
            raise TypeError(f"unsupported operand type(s) for *: {type(self)} and {type(times)}")
        return wrap_module(java_call(self._j.times, times))

    __rmul__ = __mul__

    def __imul__(self, times):
        modules = list(self)
        for _ in range(times - 1):
            self.extend(modules)
        return self

    def extend(self, modules):
        for module in list(modules):
            self.append(module)
        return self

    def insert(self, index, module):
        if not isinstance(module, Module):
            raise AssertionError(f"module should be of type: {Module}")
        return _Numbered.insert(self, index, module)


class ModuleList(_Numbered):
    def __init__(self, modules=None):
        self._adopt(_java("ModuleList")(_Tuple()))
        if modules is not None:
            self += modules

    def _sliced(self, index):
        return type(self)(list(self._modules.values())[index])

    def __iadd__(self, modules):
        return self.extend(modules)

    def __add__(self, other):
        return ModuleList([*self, *other])

    def insert(self, index, module):
        _Numbered.insert(self, index, module)

    def extend(self, modules):
        if not isinstance(modules, collections.abc.Iterable):
            raise TypeError(
                "ModuleList.extend should be called with an iterable, but got " + type(modules).__name__)
        for module in list(modules):
            self.append(module)
        return self


class ModuleDict(Module):
    def __init__(self, modules=None):
        self._adopt(_java("ModuleDict")())
        if modules is not None:
            self.update(modules)

    def __getitem__(self, key):
        return wrap_module(java_call(self._j.get, key))

    def __setitem__(self, key, module):
        self.add_module(key, module)

    def __delitem__(self, key):
        java_call(self._j.pop, key)

    def __len__(self):
        return self._j.size()

    def __iter__(self):
        return iter(self._modules)

    def __contains__(self, key):
        return key in self._modules

    def clear(self):
        self._j.clear()

    def pop(self, key):
        removed = self[key]
        del self[key]
        return removed

    def keys(self):
        return self._modules.keys()

    def items(self):
        return self._modules.items()

    def values(self):
        return self._modules.values()

    def update(self, modules):
        if not isinstance(modules, collections.abc.Iterable):
            raise TypeError(
                "ModuleDict.update should be called with an iterable of key/value pairs, but got "
                + type(modules).__name__)
        if isinstance(modules, (collections.abc.Mapping, ModuleDict)):
            modules = modules.items()
        for i, pair in enumerate(modules):
            if not isinstance(pair, collections.abc.Iterable):
                raise TypeError(f"ModuleDict update sequence element #{i} should be Iterable; is{type(pair).__name__}")
            pair = tuple(pair)
            if len(pair) != 2:
                raise ValueError(
                    f"ModuleDict update sequence element #{i} has length {len(pair)}; 2 is required")
            self[pair[0]] = pair[1]


class ParameterList(Module):
    def __init__(self, values=None):
        self._adopt(_java("ParameterList")())
        if values is not None:
            self += values

    def __len__(self):
        return self._j.size()

    def __iter__(self):
        return iter([self[i] for i in range(len(self))])

    def __getitem__(self, index):
        if isinstance(index, slice):
            return type(self)([self[i] for i in range(*index.indices(len(self)))])
        return from_java(java_call(self._j.get, _index(index)))

    def __setitem__(self, index, value):
        java_call(self._j.set, _index(index), to_java(value))

    def append(self, value):
        java_call(self._j.append, to_java(value))
        return self

    def extend(self, values):
        if not isinstance(values, collections.abc.Iterable) or isinstance(values, Tensor):
            raise TypeError(
                "ParameterList.extend should be called with an iterable, but got " + type(values).__name__)
        for value in values:
            self.append(value)
        return self

    __iadd__ = extend


class ParameterDict(Module):
    def __init__(self, values=None):
        self._adopt(_java("ParameterDict")())
        if values is not None:
            self.update(values)

    def __getitem__(self, key):
        if key not in self:
            raise KeyError(key)
        return from_java(java_call(self._j.get, key))

    def __setitem__(self, key, value):
        java_call(self._j.put, key, to_java(value))

    def __delitem__(self, key):
        java_call(self._j.pop, key)

    def __len__(self):
        return self._j.size()

    def __iter__(self):
        return iter(self.keys())

    def __reversed__(self):
        return reversed(list(self.keys()))

    def __contains__(self, key):
        return self._j.containsKey(key)

    def __or__(self, other):
        return self.copy().update_with(other)

    def __ior__(self, other):
        return self.update_with(other)

    def update_with(self, other):
        self.update(other)
        return self

    def copy(self):
        return ParameterDict(collections.OrderedDict(self.items()))

    def keys(self):
        return {str(key): None for key in self._j.keys()}.keys()

    def items(self):
        return [(key, self[key]) for key in self.keys()]

    def values(self):
        return [self[key] for key in self.keys()]

    def get(self, key, default=None):
        return self[key] if key in self else default

    def setdefault(self, key, default=None):
        if key not in self:
            self[key] = default
        return self[key]

    def fromkeys(self, keys, default=None):
        return ParameterDict((key, default) for key in keys)

    def pop(self, key):
        removed = self[key]
        del self[key]
        return removed

    def popitem(self):
        key = list(self.keys())[-1]
        return key, self.pop(key)

    def clear(self):
        self._j.clear()

    def update(self, values):
        if not isinstance(values, (collections.abc.Iterable, ParameterDict)):
            raise TypeError(
                "ParametersDict.update should be called with an iterable of key/value pairs, but got "
                + type(values).__name__)
        if isinstance(values, (collections.OrderedDict, ParameterDict)):
            values = values.items()
        elif isinstance(values, collections.abc.Mapping):
            values = sorted(values.items())
        for key, value in values:
            self[key] = value


for _class in (Sequential, ModuleList, ModuleDict, ParameterList, ParameterDict):
    classes[_class.__name__] = _class
