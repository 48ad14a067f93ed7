"""torch.nn.utils."""
import java

from ..._border import java_call, wrap_tensor
from ..._tensor import Tensor

_Clipping = java.type("dev.gradfn.nn.GradientClipping")
_Vector = java.type("dev.gradfn.nn.ParameterVector")


def _tensors(tensors):
    return [t._j for t in ([tensors] if isinstance(tensors, Tensor) else tensors)]


def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    return wrap_tensor(java_call(
        _Clipping.clipGradNorm_, _tensors(parameters), float(max_norm), float(norm_type), bool(error_if_nonfinite)))


def clip_grads_with_norm_(parameters, max_norm, total_norm, foreach=None):
    java_call(_Clipping.clipGradsWithNorm_, _tensors(parameters), float(max_norm), total_norm._j)


def clip_grad_value_(parameters, clip_value, foreach=None):
    java_call(_Clipping.clipGradValue_, _tensors(parameters), float(clip_value))


def get_total_norm(tensors, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    return wrap_tensor(java_call(
        _Clipping.getTotalNorm, _tensors(tensors), float(norm_type), bool(error_if_nonfinite)))


def parameters_to_vector(parameters):
    return wrap_tensor(java_call(_Vector.parametersToVector, _tensors(parameters)))


def vector_to_parameters(vec, parameters):
    if not isinstance(vec, Tensor):
        raise TypeError(f"expected torch.Tensor, but got: torch.{type(vec).__name__}")
    java_call(_Vector.vectorToParameters, vec._j, _tensors(parameters))


from . import fusion, prune, rnn
from .fusion import fuse_conv_bn_eval, fuse_conv_bn_weights, fuse_linear_bn_eval, fuse_linear_bn_weights
