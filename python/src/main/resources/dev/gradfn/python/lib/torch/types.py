"""torch.types: names for annotations."""
from typing import Union

from ._tensor import Tensor
from ._types import Size, device, dtype

Number = Union[int, float, bool]
Device = Union[device, str, int, None]
