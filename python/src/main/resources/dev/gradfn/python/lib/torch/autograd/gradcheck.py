"""torch.autograd.gradcheck: derivatives against finite differences."""
import java

from .._border import GradcheckError, JTensor, java_call, wrap_tensor
from .._tensor import Tensor

_GradCheck = java.type("dev.gradfn.autograd.GradCheck")
_Options = java.type("dev.gradfn.autograd.GradCheckOptions")


def _options(eps=1e-6, atol=1e-5, rtol=1e-3, raise_exception=True, nondet_tol=0.0, check_undefined_grad=True,
             check_grad_dtypes=False, check_batched_grad=False, fast_mode=False, masked=False,
             gen_non_contig_grad_outputs=False, check_batched_forward_grad=False, check_forward_ad=False,
             check_backward_ad=True, check_fwd_over_rev=False, check_rev_over_rev=True):
    options = _Options().eps(float(eps)).atol(float(atol)).rtol(float(rtol)).nondetTol(float(nondet_tol))
    options = options.raiseException(raise_exception).checkUndefinedGrad(check_undefined_grad)
    options = options.checkGradDtypes(check_grad_dtypes).checkBatchedGrad(check_batched_grad)
    return options.fastMode(fast_mode).masked(masked).nonContiguousGradOutputs(gen_non_contig_grad_outputs)


def _tuple(values):
    return tuple(values) if isinstance(values, (list, tuple)) else (values,)


def _function(func, inputs):
    """Java sees tensors alone; the other arguments stay here."""
    def body(*tensors):
        if len(tensors) == 1 and not isinstance(tensors[0], JTensor):
            tensors = tensors[0]
        given = iter([wrap_tensor(j) for j in tensors])
        outputs = _tuple(func(*(next(given) if isinstance(value, Tensor) else value for value in inputs)))
        return [value._j for value in outputs if isinstance(value, Tensor)]
    return body


def _tensors(values):
    return [value._j for value in values if isinstance(value, Tensor)]


def gradcheck(func, inputs, **options):
    inputs = _tuple(inputs)
    return java_call(_GradCheck.gradcheck, _function(func, inputs), _tensors(inputs), _options(**options))


def gradgradcheck(func, inputs, grad_outputs=None, **options):
    inputs = _tuple(inputs)
    gradients = None if grad_outputs is None else _tensors(_tuple(grad_outputs))
    return java_call(
        _GradCheck.gradgradcheck, _function(func, inputs), _tensors(inputs), gradients, _options(**options))


def get_numerical_jacobian(fn, inputs, target=None, eps=1e-3, grad_out=1.0):
    """Of the first result, one matrix per input that requires grad."""
    inputs = _tuple(inputs)
    report = java_call(
        _GradCheck.report, _function(lambda *given: fn(given), inputs), _tensors(inputs), _options(eps=eps))
    return [wrap_tensor(c.numerical()) for c in report.comparisons() if c.output() == 0]


def get_analytical_jacobian(inputs, output, nondet_tol=0.0, grad_out=1.0):
    raise RuntimeError("get_analytical_jacobian is not part of gradfn: use torch.autograd.functional.jacobian")
