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
