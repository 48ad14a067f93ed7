"""torch.optim.Optimizer over the Java optimiser of the same name."""
import collections
import functools
import sys
import types

import java

from .._border import Border, java_call, unwrap, wrap_tensor
from .._tensor import Tensor
from ..autograd._node import RemovableHandle
from ._values import Options, from_map, to_java

_Table = java.type("dev.gradfn.optim.OptimizerTable")
_Entry = java.type("java.util.AbstractMap$SimpleEntry")
_List = java.type("java.util.ArrayList")
_Set = java.type("java.util.HashSet")
_Dict = java.type("java.util.LinkedHashMap")

# Optimisers by name.
classes = {}
required = object()


class Optimizer:
    _row = None

    def __init__(self, params, defaults):
        self._j = java_call(Border.optimizer, _parameters(params), to_java(defaults), self._own_step)

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        if cls._row is None and "step" in cls.__dict__:
            cls.step = _counted(cls.step)

    def _own_step(self, closure):
        """A step of a class that a program defines, as Java calls it."""
        self._result = self._body()
        return None

    # ---- steps ---------------------------------------------------------------------------------

    def step(self, closure=None):
        if self._row is None:
            raise NotImplementedError
        if closure is None:
            return wrap_tensor(java_call(self._j.step))
        return wrap_tensor(java_call(self._j.step, _evaluated(closure)))

    def zero_grad(self, set_to_none=True):
        java_call(self._j.zeroGrad, bool(set_to_none))

    def register_step_pre_hook(self, hook):
        return RemovableHandle(java_call(self._j.registerStepPreHook, lambda _: hook(self, (self,), {}) and None))

    def register_step_post_hook(self, hook):
        return RemovableHandle(java_call(self._j.registerStepPostHook, lambda _: hook(self, (self,), {}) and None))

    # ---- groups and state ----------------------------------------------------------------------

    @property
    def param_groups(self):
        return [Options(group.entries()) for group in self._j.paramGroups()]

    @property
    def defaults(self):
        return from_map(self._j.defaults())

    @property
    def state(self):
        return _State(self._j.state())

    def add_param_group(self, param_group):
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        java_call(Border.addGroup, self._j, _group(param_group))

    def state_dict(self):
        return from_map(self._j.stateDict())

    def load_state_dict(self, state_dict):
        for part in ("param_groups", "state"):
            state_dict[part]  # a KeyError where it is missing
        java_call(Border.load, self._j, to_java(state_dict))

    def __repr__(self):
        return type(self).__name__ + " (" + str(self._j.toString()).partition(" (")[2]


def _counted(step):
    """Runs the hooks around a step, and lets schedulers know of it."""
    @functools.wraps(step)
    def counted(self, *args, **kwargs):
        self._body = lambda: step(self, *args, **kwargs)
        java_call(self._j.step)
        return self._result
    return counted


def _evaluated(closure):
    def loss():
        value = closure()
        if isinstance(value, Tensor):
            return value._j
        from .._factories import tensor
        return tensor(float(value))._j
    return loss


class _State(collections.abc.MutableMapping):
    """What the optimiser remembers of each parameter."""

    def __init__(self, j):
        self._j = j

    def __getitem__(self, param):
        if not self._j.containsKey(param._j):
            self._j.put(param._j, _Dict())
        return Options(self._j.get(param._j))

    def __setitem__(self, param, values):
        self._j.put(param._j, to_java(values))

    def __delitem__(self, param):
        self._j.remove(param._j)

    def __contains__(self, param):
        return self._j.containsKey(param._j)

    def __iter__(self):
        return iter([wrap_tensor(j) for j in self._j.keySet()])

    def __len__(self):
        return self._j.size()

    def __repr__(self):
        return f"defaultdict({dict}, {dict(self)!r})"


def _parameters(params):
    """Tensors, pairs of a name and a tensor, or groups."""
    if isinstance(params, Tensor) or not hasattr(params, "__iter__"):
        return unwrap(params)
    made = _Set() if isinstance(params, (set, frozenset)) else _List()
    for item in params:
        if isinstance(item, dict):
            item = _group(item)
        elif isinstance(item, tuple) and len(item) == 2:
            item = _Entry(item[0], unwrap(item[1]))
        else:
            item = unwrap(item)
        made.add(item)
    return made


def _group(group):
    made = to_java({key: value for key, value in group.items() if key != "params"})
    if "params" not in group:
        return made
    # `params` comes first where the program has it first.
    ordered = _Dict()
    for key in group:
        ordered.put(key, _parameters(group["params"]) if key == "params" else made.get(key))
    return ordered


def _init(self, params, *args, **kwargs):
    self._j = java_call(
        Border.make, self._row, [_parameters(params), *(to_java(value) for value in args)], to_java(kwargs))


def _define_all():
    for name in _Table.names():
        name = str(name)
        members = {"__module__": "torch.optim." + name.lower(), "_row": _Table.find(name), "__init__": _init}
        classes[name] = type(name, (Optimizer,), members)
        home = sys.modules.setdefault(members["__module__"], types.ModuleType(members["__module__"]))
        setattr(home, name, classes[name])


_define_all()
