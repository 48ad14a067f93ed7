"""torch.backends: settings of libraries that are not here; they are kept and change nothing."""
from . import cuda, cudnn, mps


def __getattr__(name):
    raise AttributeError(f"torch.backends.{name} is not part of gradfn")
