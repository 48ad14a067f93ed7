"""torch.nn.parallel: one device, so the module itself."""
from .modules.module import Module


class DataParallel(Module):
    """Passes calls on to its module."""

    def __init__(self, module, device_ids=None, output_device=None, dim=0):
        super().__init__()
        self.module = module
        self.device_ids = []

    def forward(self, *inputs, **kwargs):
        return self.module(*inputs, **kwargs)


DataParallel.__module__ = "torch.nn.parallel.data_parallel"


class DistributedDataParallel(DataParallel):
    def __init__(self, *args, **kwargs):
        raise RuntimeError("DistributedDataParallel is not part of gradfn: there is one process")
