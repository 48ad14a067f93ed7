"""torch.utils.data.sampler."""
from ._sampler import *
