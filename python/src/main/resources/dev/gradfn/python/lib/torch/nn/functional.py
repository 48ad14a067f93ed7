"""torch.nn.functional: rows of the table, and operations that are functions here as well."""
from .. import _operations


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    found = _operations.function("nn.functional." + name) or _operations.function(name)
    if found is None:
        raise AttributeError(f"torch.nn.functional.{name} is not part of gradfn")
    globals()[name] = found
    return found
