"""torch.utils.data._utils."""
from . import collate
