"""torch.utils.checkpoint: absent, as nothing here computes a part of a network again."""


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    raise AttributeError(f"torch.utils.checkpoint.{name} is not part of gradfn: call the function itself")
