"""torch.utils.data._utils.collate."""
from .._collate import default_collate
