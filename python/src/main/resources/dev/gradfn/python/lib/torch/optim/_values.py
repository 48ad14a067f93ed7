"""Options and states: dictionaries and lists of Python, maps and lists of Java."""
import collections

import java

from .._border import wrap
from ..nn.modules._values import Unopened, from_java

_List = java.type("java.util.ArrayList")
_Dict = java.type("java.util.LinkedHashMap")
_JList = java.type("java.util.List")
_JMap = java.type("java.util.Map")
_Pair = java.type("dev.gradfn.optim.Pair")
_Callback = java.type("dev.gradfn.python.Callback")


def to_java(value):
    if isinstance(value, collections.abc.Mapping):
        made = _Dict()
        for key, item in value.items():
            made.put(key, to_java(item))
        return made
    if isinstance(value, (list, tuple, collections.abc.Generator)):
        made = _List()
        for item in value:
            made.add(to_java(item))
        return made
    if hasattr(value, "_j"):
        return value._j
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return _Callback(value) if callable(value) else Unopened(value)


def from_map(value):
    """Lists stay lists."""
    if isinstance(value, _Pair):
        return value.first(), value.second()
    if isinstance(value, _JMap):
        return {key: from_map(value.get(key)) for key in value.keySet()}
    if isinstance(value, _JList):
        return [from_map(item) for item in value]
    return from_java(value)


class Options(collections.abc.MutableMapping):
    """A map of Java as a dictionary, live."""

    def __init__(self, j):
        self._j = j

    def __getitem__(self, key):
        if not self._j.containsKey(key):
            raise KeyError(key)
        return from_map(self._j.get(key))

    def __setitem__(self, key, value):
        # Integers become Longs on the way.
        _Border.put(self._j, key, to_java(value))

    def __delitem__(self, key):
        if not self._j.containsKey(key):
            raise KeyError(key)
        self._j.remove(key)

    def __iter__(self):
        return iter([str(key) for key in self._j.keySet()])

    def __len__(self):
        return self._j.size()

    def __repr__(self):
        return repr(dict(self))


_Border = java.type("dev.gradfn.python.Border")
