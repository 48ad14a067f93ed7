"""torch.nn.utils.fusion: a batch norm folded into the layer before it."""
import java

from ..._border import java_call, unwrap, wrap_tensor
from ..modules.module import wrap_module

_Fusion = java.type("dev.gradfn.nn.Fusion")
_Norm = java.type("dev.gradfn.nn.Fusion$Norm")


def fuse_conv_bn_eval(conv, bn, transpose=False):
    return wrap_module(java_call(_Fusion.fuseConvBnEval, conv._j, bn._j))


def fuse_linear_bn_eval(linear, bn):
    return wrap_module(java_call(_Fusion.fuseLinearBnEval, linear._j, bn._j))


def _pair(weights):
    return wrap_tensor(weights.weight()), wrap_tensor(weights.bias())


def fuse_conv_bn_weights(conv_w, conv_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b, transpose=False):
    norm = _Norm(bn_rm._j, bn_rv._j, float(bn_eps), unwrap(bn_w), unwrap(bn_b))
    return _pair(java_call(_Fusion.fuseConvBnWeights, conv_w._j, unwrap(conv_b), norm, bool(transpose)))


def fuse_linear_bn_weights(linear_w, linear_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b):
    norm = _Norm(bn_rm._j, bn_rv._j, float(bn_eps), unwrap(bn_w), unwrap(bn_b))
    return _pair(java_call(_Fusion.fuseLinearBnWeights, linear_w._j, unwrap(linear_b), norm))
