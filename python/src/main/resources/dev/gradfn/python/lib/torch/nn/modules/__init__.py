"""torch.nn.modules: all layers."""
from . import container, module
from .container import ModuleDict, ModuleList, ParameterDict, ParameterList, Sequential
from .module import Module
from . import _layers, utils

for _name, _class in module.classes.items():
    if not _name.startswith("_"):
        globals()[_name] = _class
