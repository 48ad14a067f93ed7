"""torch.autograd.graph."""
from ._node import Node


class RemovableHandle:
    _next = 0

    def __init__(self, handle):
        self._handle = handle
        self.id = RemovableHandle._next
        RemovableHandle._next += 1

    def remove(self):
        self._handle.close()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()
