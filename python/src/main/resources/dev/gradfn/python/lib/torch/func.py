"""torch.func: the part that needs no transforms."""
from .autograd import no_grad


def functional_call(module, parameter_and_buffer_dicts, args=None, kwargs=None, *, tie_weights=True, strict=False):
    """Calls a module with other parameters; what it has stays as it is."""
    replaced = {}
    for given in parameter_and_buffer_dicts if isinstance(parameter_and_buffer_dicts, (list, tuple)) else [
            parameter_and_buffer_dicts]:
        replaced.update(given)
    args = args if isinstance(args, tuple) else () if args is None else (args,)
    before = [(_owner(module, name), name.rpartition(".")[2], value) for name, value in replaced.items()]
    kept = [(owner, name, owner._swapped(name, value)) for owner, name, value in before]
    try:
        return module(*args, **(kwargs or {}))
    finally:
        for owner, name, value in kept:
            owner._swapped(name, value)


def _owner(module, name):
    return module.get_submodule(name.rpartition(".")[0])


def __getattr__(name):
    raise AttributeError(f"torch.func.{name} is not part of gradfn")
