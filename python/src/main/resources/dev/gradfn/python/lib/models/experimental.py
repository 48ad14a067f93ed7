"""models.experimental: the classes that files name, and `attempt_load`."""
from . import _names

__getattr__ = _names.of(__name__)


def attempt_load(weights, device=None, inplace=True, fuse=True, map_location=None):
    """One model, ready for inference, as YOLOv5's own function gives it."""
    import torch
    if isinstance(weights, (list, tuple)):
        if len(weights) != 1:
            raise RuntimeError("attempt_load: ensembles are not part of gradfn, expected one file")
        weights = weights[0]
    saved = torch.load(weights, map_location=device or map_location)
    model = (saved.get("ema") or saved["model"]).float()
    return (model.fuse() if fuse and hasattr(model, "fuse") else model).eval()
