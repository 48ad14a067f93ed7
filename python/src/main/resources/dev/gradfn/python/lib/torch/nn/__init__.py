"""torch.nn."""
from .._tensor import Parameter
from . import functional


class Module:
    pass
