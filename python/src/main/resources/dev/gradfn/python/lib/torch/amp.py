"""torch.amp where nothing is computed in half precision by itself: scaling and casting switched off."""
import contextlib


class autocast(contextlib.ContextDecorator):
    def __init__(self, device_type="cpu", dtype=None, enabled=True, cache_enabled=None):
        if enabled and device_type == "cpu" and dtype is not None:
            raise RuntimeError("torch.autocast is not part of gradfn: call .to(dtype) on model and input")

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False


class GradScaler:
    """Scales by one, as PyTorch's does without CUDA."""

    def __init__(self, device="cuda", init_scale=65536.0, growth_factor=2.0, backoff_factor=0.5, growth_interval=2000,
                 enabled=True):
        self._enabled = False

    def scale(self, outputs):
        return outputs

    def unscale_(self, optimizer):
        """There is nothing to undo."""

    def step(self, optimizer, *args, **kwargs):
        return optimizer.step(*args, **kwargs)

    def update(self, new_scale=None):
        """The scale stays one."""

    def get_scale(self):
        return 1.0

    def is_enabled(self):
        return False

    def state_dict(self):
        return {}

    def load_state_dict(self, state_dict):
        """There is nothing to load."""
