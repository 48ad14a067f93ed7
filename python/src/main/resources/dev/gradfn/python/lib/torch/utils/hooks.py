"""torch.utils.hooks: what registering a hook gives."""
from ..autograd._node import RemovableHandle
