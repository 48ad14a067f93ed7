"""torch.optim: optimisers of Java, and what programs derive from them."""
from . import optimizer
from .optimizer import Optimizer

for _name, _class in optimizer.classes.items():
    globals()[_name] = _class

from . import lr_scheduler, swa_utils


def __getattr__(name):
    raise AttributeError(f"torch.optim.{name} is not part of gradfn")
