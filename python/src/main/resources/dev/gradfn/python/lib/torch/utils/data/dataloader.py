"""torch.utils.data.dataloader."""
from ._loader import *
