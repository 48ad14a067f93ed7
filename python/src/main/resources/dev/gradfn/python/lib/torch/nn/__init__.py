"""torch.nn."""
from . import functional, init, modules, parameter, utils
from .._tensor import Parameter
from .modules.module import Buffer

for _name, _class in modules.module.classes.items():
    if not _name.startswith("_"):
        globals()[_name] = _class
Module = modules.Module
from . import parallel
from .parallel import DataParallel


def __getattr__(name):
    raise AttributeError(f"torch.nn.{name} is not part of gradfn")
