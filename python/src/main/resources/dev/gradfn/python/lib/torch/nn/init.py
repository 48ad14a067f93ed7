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
    return java_call(_Init.calculateGain, nonlinearity, param)
