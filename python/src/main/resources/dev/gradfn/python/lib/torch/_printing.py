"""How tensors print."""
import java

from ._border import java_call
from ._types import get_default_dtype

_Options = java.type("dev.gradfn.autograd.PrintOptions")
_current = [_Options.DEFAULT]
_PROFILES = {"default": _Options.DEFAULT, "short": _Options.SHORT, "full": _Options.FULL}


def set_printoptions(precision=None, threshold=None, edgeitems=None, linewidth=None, profile=None, sci_mode=None):
    options = _PROFILES[profile] if profile is not None else _current[0]
    if precision is not None:
        options = options.withPrecision(precision)
    if threshold is not None:
        options = options.withThreshold(2 ** 62 if threshold == float("inf") else threshold)
    if edgeitems is not None:
        options = options.withEdgeItems(edgeitems)
    if linewidth is not None:
        options = options.withLineWidth(linewidth)
    _current[0] = options.withSciMode(sci_mode)


def text(tensor):
    return java_call(tensor._j.toString, _current[0].withDefaultDtype(get_default_dtype()._j))
