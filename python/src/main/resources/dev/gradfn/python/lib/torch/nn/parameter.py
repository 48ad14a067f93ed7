"""torch.nn.parameter."""
from .._tensor import Parameter
from .modules.module import Buffer
