"""torch.nn.functional: rows of the table, and operations that are functions here as well."""
import warnings

from .. import _operations


def _with_same_sizes(name):
    """A loss that warns where its arguments are broadcast."""
    row = _operations.function("nn.functional." + name)

    def loss(input, target, *args, **kwargs):
        if input.size() != target.size():
            warnings.warn(
                f"Using a target size ({target.size()}) that is different to the input size ({input.size()})."
                " This will likely lead to incorrect results due to broadcasting."
                " Please ensure they have the same size.", stacklevel=2)
        return row(input, target, *args, **kwargs)
    loss.__name__ = name
    return loss


mse_loss, l1_loss, smooth_l1_loss, huber_loss = (
    _with_same_sizes(name) for name in ("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss"))


def _with_corners(name, place):
    """Sampling whose default PyTorch once changed, and warns of."""
    row = _operations.function("nn.functional." + name)

    def sample(*args, **kwargs):
        if len(args) <= place and kwargs.get("align_corners") is None:
            warnings.warn(
                "Default grid_sample and affine_grid behavior has changed to align_corners=False since 1.3.0."
                " Please specify align_corners=True if the old behavior is desired."
                " See the documentation of grid_sample for details.", stacklevel=2)
        return row(*args, **kwargs)
    sample.__name__ = name
    return sample


grid_sample = _with_corners("grid_sample", 4)
affine_grid = _with_corners("affine_grid", 2)


def gumbel_softmax(logits, tau=1, hard=False, eps=1e-10, dim=-1):
    from .._factories import empty_like
    noise = -empty_like(logits).exponential_().log()
    soft = ((logits + noise) / tau).softmax(dim)
    if not hard:
        return soft
    largest = soft.max(dim, keepdim=True)[1]
    return empty_like(logits).zero_().scatter_(dim, largest, 1.0) - soft.detach() + soft


def _renamed_to_interpolate(name, **fixed):
    def upsample(input, size=None, scale_factor=None, **kwargs):
        warnings.warn(
            f"`nn.functional.{name}` is deprecated. Use `nn.functional.interpolate` instead.", stacklevel=2)
        return _operations.function("nn.functional.interpolate")(input, size, scale_factor, **(fixed | kwargs))
    upsample.__name__ = name
    return upsample


upsample = _renamed_to_interpolate("upsample")
upsample_nearest = _renamed_to_interpolate("upsample_nearest", mode="nearest")
upsample_bilinear = _renamed_to_interpolate("upsample_bilinear", mode="bilinear", align_corners=True)


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    found = _operations.function("nn.functional." + name) or _operations.function(name)
    if found is None:
        raise AttributeError(f"torch.nn.functional.{name} is not part of gradfn")
    globals()[name] = found
    return found
