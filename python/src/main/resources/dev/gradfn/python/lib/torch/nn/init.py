"""torch.nn.init: new values for parameters, in place."""
import java

from .._border import java_call

_Init = java.type("dev.gradfn.nn.Init")


def _filled(function, tensor, *args):
    java_call(function, tensor._j, *args)
    return tensor


def _generator(generator):
    return None if generator is None else generator._j


def uniform_(tensor, a=0.0, b=1.0, generator=None):
    return _filled(_Init.uniform_, tensor, float(a), float(b), _generator(generator))


def normal_(tensor, mean=0.0, std=1.0, generator=None):
    return _filled(_Init.normal_, tensor, float(mean), float(std), _generator(generator))


def trunc_normal_(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None):
    return _filled(_Init.truncNormal_, tensor, float(mean), float(std), float(a), float(b), _generator(generator))


def constant_(tensor, val):
    return _filled(_Init.constant_, tensor, float(val))


def ones_(tensor):
    return _filled(_Init.ones_, tensor)


def zeros_(tensor):
    return _filled(_Init.zeros_, tensor)


def eye_(tensor):
    return _filled(_Init.eye_, tensor)


def dirac_(tensor, groups=1):
    return _filled(_Init.dirac_, tensor, groups)


def xavier_uniform_(tensor, gain=1.0, generator=None):
    return _filled(_Init.xavierUniform_, tensor, float(gain), _generator(generator))


def xavier_normal_(tensor, gain=1.0, generator=None):
    return _filled(_Init.xavierNormal_, tensor, float(gain), _generator(generator))


def kaiming_uniform_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    return _filled(_Init.kaimingUniform_, tensor, float(a), mode, nonlinearity, _generator(generator))


def kaiming_normal_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    return _filled(_Init.kaimingNormal_, tensor, float(a), mode, nonlinearity, _generator(generator))


def orthogonal_(tensor, gain=1, generator=None):
    return _filled(_Init.orthogonal_, tensor, float(gain), _generator(generator))


def sparse_(tensor, sparsity, std=0.01, generator=None):
    return _filled(_Init.sparse_, tensor, float(sparsity), float(std), _generator(generator))


def calculate_gain(nonlinearity, param=None):
    if nonlinearity == "leaky_relu" and param is not None and (
            isinstance(param, bool) or not isinstance(param, (int, float))):
        raise ValueError(f"negative_slope {param} not a valid number")
    return java_call(_Init.calculateGain, nonlinearity, param)


def _calculate_fan_in_and_fan_out(tensor):
    if tensor.dim() < 2:
        raise ValueError("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions")
    field = tensor[0][0].numel() if tensor.dim() > 2 else 1
    return tensor.size(1) * field, tensor.size(0) * field


def _calculate_correct_fan(tensor, mode):
    mode = mode.lower()
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"Mode {mode} not supported, please use one of ['fan_in', 'fan_out']")
    return _calculate_fan_in_and_fan_out(tensor)[mode == "fan_out"]


def _older_name(function):
    import functools
    import warnings
    name = function.__name__[:-1]

    @functools.wraps(function)
    def older(*args, **kwargs):
        warnings.warn(
            f"`nn.init.{name}` is now deprecated in favor of `nn.init.{name}_`.", FutureWarning, stacklevel=2)
        return function(*args, **kwargs)
    older.__name__ = name
    return older


for _function in (uniform_, normal_, constant_, eye_, dirac_, xavier_uniform_, xavier_normal_, kaiming_uniform_,
                  kaiming_normal_, orthogonal_, sparse_):
    globals()[_function.__name__[:-1]] = _older_name(_function)
