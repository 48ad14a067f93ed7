"""torch.utils.data.dataset."""
from ._dataset import *
