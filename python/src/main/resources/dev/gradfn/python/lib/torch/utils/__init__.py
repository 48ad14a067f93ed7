"""torch.utils."""
from . import checkpoint, data, hooks


def __getattr__(name):
    raise AttributeError(f"torch.utils.{name} is not part of gradfn")
