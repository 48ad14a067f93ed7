"""PyTorch's names over gradfn: see the modules beside this one."""
from . import _border, _types, _tensor, _factories, _operations, _printing
from ._factories import (
    arange, as_tensor, empty, empty_like, empty_strided, eye, full, full_like, linspace, logspace, ones, ones_like,
    scalar_tensor, tensor, zeros, zeros_like)
from ._printing import set_printoptions
from ._tensor import Tensor
from ._types import (
    Size, channels_last, channels_last_3d, contiguous_format, device, dtype, get_default_dtype, layout,
    memory_format, preserve_format, set_default_dtype, sparse_coo, strided)
from . import _methods
from . import autograd
from .autograd import enable_grad, inference_mode, is_grad_enabled, no_grad, set_grad_enabled
from . import _return_types as return_types
from . import _warnings
from ._info import finfo, iinfo
from . import _composed, _counting

# Classes print under the names that programs know them by.
_tensor.Parameter.__module__ = "torch.nn.parameter"
for _class in (Tensor, Size, dtype, device, layout, memory_format):
    _class.__module__ = "torch"

__version__ = "2.13.0+gradfn"

for _name, _dtype in _types.dtypes.items():
    globals()[_name] = _dtype
for _name, _other in _types.ALIASES.items():
    globals()[_name] = _types.dtypes[_other]

from math import e, inf, nan, pi

for _module in (_composed, _counting):
    for _name in _module.names:
        globals()[_name] = getattr(_module, _name)

FloatTensor, DoubleTensor, HalfTensor, BFloat16Tensor, LongTensor, IntTensor, ShortTensor, CharTensor, ByteTensor, \
    BoolTensor = (
        _factories.typed(name)
        for name in ("float32", "float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"))
newaxis = None


def is_tensor(value):
    return isinstance(value, Tensor)


def is_floating_point(input):
    return input.is_floating_point()


def numel(input):
    return input.numel()


def typename(value):
    return value.type() if isinstance(value, Tensor) else type(value).__name__


def from_numpy(array):
    raise RuntimeError("torch.from_numpy is not part of gradfn: there is no numpy here")


def is_complex(input):
    return False


def is_inference_mode_enabled():
    return autograd.is_inference_mode_enabled()


def set_num_threads(count):
    """gradfn chooses by itself."""


def get_num_threads():
    return 1


def use_deterministic_algorithms(mode, *, warn_only=False):
    """They all are."""


def set_float32_matmul_precision(precision):
    """There is one."""


# Layers that PyTorch has as functions of torch, too.
_OF_LAYERS = {
    "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "max_pool1d",
    "max_pool2d", "max_pool3d", "avg_pool1d", "adaptive_avg_pool1d", "layer_norm", "rms_norm", "dropout",
    "alpha_dropout", "feature_alpha_dropout", "celu", "celu_", "selu", "selu_", "rrelu", "rrelu_", "prelu",
    "hardshrink", "threshold", "threshold_", "channel_shuffle", "pixel_shuffle", "pixel_unshuffle",
    "cosine_similarity", "pairwise_distance", "bilinear",
}


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    found = _operations.function("nn.functional." + name if name in _OF_LAYERS else name)
    if found is None:
        found = _methods.as_function(name)
    if found is None:
        raise AttributeError(f"torch.{name} is not part of gradfn")
    globals()[name] = found
    return found


def _reset():
    """The state of a process that has just begun."""
    set_grad_enabled(True)
    autograd.set_detect_anomaly(False)
    set_default_dtype(_types.dtypes["float32"])
    nn.modules.module.remove_global_hooks()


from . import nn, optim
from . import amp, backends, hub, linalg, random, testing, types, utils, version
from ._saved import load, save
from . import func
from ._random import Generator, default_generator, get_rng_state, initial_seed, manual_seed, seed, set_rng_state
from .cuda import is_available as _  # makes torch.cuda the module, not the operation
from .amp import autocast
