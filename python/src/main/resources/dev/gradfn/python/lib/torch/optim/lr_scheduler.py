"""torch.optim.lr_scheduler: schedules of Java, and what programs derive from them."""
import collections
import warnings

import java

from .._border import Border, java_call
from ._values import from_map, to_java
from .optimizer import Optimizer

_Table = java.type("dev.gradfn.optim.schedule.ScheduleTable")
_EPOCH_DEPRECATED = str(java.type("dev.gradfn.optim.schedule.LRScheduler").EPOCH_DEPRECATED)
_Dict = java.type("java.util.LinkedHashMap")


class LRScheduler:
    """What a program derives its own schedules from: it gives `get_lr`."""

    _row = None

    def __init__(self, optimizer, last_epoch=-1):
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"{type(optimizer).__name__} is not an Optimizer")
        self.optimizer = optimizer
        for group in optimizer.param_groups:
            if last_epoch == -1:
                group.setdefault("initial_lr", group["lr"])
        self.base_lrs = [group["initial_lr"] for group in optimizer.param_groups]
        self.last_epoch = last_epoch
        self._step_count = 0
        self.step()

    def get_lr(self):
        raise NotImplementedError

    def get_last_lr(self):
        return self._last_lr

    def step(self, epoch=None):
        self._step_count += 1
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        self._get_lr_called_within_step = True
        for group, lr in zip(self.optimizer.param_groups, self.get_lr()):
            group["lr"] = lr
        self._get_lr_called_within_step = False
        self._last_lr = [group["lr"] for group in self.optimizer.param_groups]

    def state_dict(self):
        return {key: value for key, value in self.__dict__.items() if key != "optimizer"}

    def load_state_dict(self, state_dict):
        self.__dict__.update(state_dict)


_LRScheduler = LRScheduler


class _Schedule(LRScheduler):
    """A schedule of Java."""

    def __init__(self, *args, **kwargs):
        if "verbose" in kwargs:
            raise TypeError(f"{type(self).__name__}.__init__() got an unexpected keyword argument 'verbose'")
        given = [*args, *kwargs.values()]
        optimizers = [value for value in given if isinstance(value, Optimizer)]
        optimizers += [part.optimizer for value in given if isinstance(value, (list, tuple))
                       for part in value if isinstance(part, LRScheduler)]
        j = java_call(Border.make, self._row, [to_java(value) for value in args], to_java(kwargs))
        self.__dict__.update(_j=j, optimizer=optimizers[0])

    def __getattr__(self, name):
        j = self.__dict__.get("_j")
        if j is not None:
            state = j.stateDict()
            if state.containsKey(name):
                found = from_map(state.get(name))
                return collections.Counter(found) if name == "milestones" and isinstance(found, dict) else found
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __setattr__(self, name, value):
        if self._j.stateDict().containsKey(name):
            self.load_state_dict({name: value})
        else:
            object.__setattr__(self, name, value)

    def step(self, epoch=None):
        if epoch is None:
            java_call(self._j.step)
        else:
            java_call(Border.step, self._j, epoch)

    def get_last_lr(self):
        return list(self._j.lastLr())

    def state_dict(self):
        return from_map(self._j.stateDict())

    def load_state_dict(self, state_dict):
        java_call(Border.load, self._j, to_java(state_dict))


class ReduceLROnPlateau(_Schedule):
    def step(self, metrics, epoch=None):
        if epoch is not None:
            warnings.warn(_EPOCH_DEPRECATED, UserWarning, stacklevel=2)
        java_call(Border.step, self._j, float(metrics))


def _define_all():
    for name in _Table.names():
        name = str(name)
        if name not in globals():
            globals()[name] = type(name, (_Schedule,), {"__module__": __name__})
        globals()[name]._row = _Table.find(name)


_define_all()
