"""torch.cuda of a machine without one, so that programs take the processor."""


def is_available():
    return False


def device_count():
    return 0


def manual_seed(seed):
    """Ignored, as where CUDA was never started."""


manual_seed_all = manual_seed


def empty_cache():
    """There is none."""


synchronize = reset_peak_memory_stats = empty_cache


def is_initialized():
    return False


def is_bf16_supported():
    return False


def memory_allocated(device=None):
    return 0


max_memory_allocated = memory_reserved = memory_allocated


def _missing(*args):
    raise AssertionError("Torch not compiled with CUDA enabled")


current_device = set_device = get_device_name = get_device_properties = _missing

from . import amp
