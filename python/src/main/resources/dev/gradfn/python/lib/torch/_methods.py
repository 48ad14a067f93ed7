"""Methods that are no rows of the table: compositions of those, and PyTorch's conveniences."""
import warnings

from . import _operations
from ._border import java_call, wrap_tensor
from ._tensor import Tensor
from ._types import device as _device, dtype as _dtype, dtypes

from .autograd._node import Hook, RemovableHandle

_operations.install()


def _method(function):
    setattr(Tensor, function.__name__, function)
    return function


_rows_to = Tensor.to
_rows_contiguous = Tensor.contiguous


@_method
def to(self, *args, dtype=None, device=None, non_blocking=False, copy=False, memory_format=None, other=None):
    for arg in args:
        if isinstance(arg, _dtype):
            dtype = arg
        elif isinstance(arg, Tensor):
            dtype = arg.dtype
        elif isinstance(arg, (str, _device)):
            device = arg
    if device is not None and _device(device).type != self.device.type:
        return _moved(self, _device(device), dtype)
    return _rows_to(self, dtype=dtype or self.dtype, copy=copy)


def _moved(self, device, dtype):
    from ._factories import empty_like
    if device.type == "cuda":
        raise AssertionError("Torch not compiled with CUDA enabled")
    if device.type != "meta":
        raise NotImplementedError("Cannot copy out of meta tensor; no data!")
    return empty_like(self, dtype=dtype, device=device)


@_method
def contiguous(self, memory_format=None):
    if memory_format is None or "channels_last" not in repr(memory_format):
        return _rows_contiguous(self)
    if self.is_contiguous(memory_format=memory_format):
        return self
    order = [0, *range(2, self.dim()), 1]
    back = [0, self.dim() - 1, *range(1, self.dim() - 1)]
    return _rows_contiguous(self.permute(order)).permute(back)


def _type(self, dtype=None):
    if dtype is None:
        return f"torch.{self._j.dtype().scalarType()}Tensor"
    return self.to(dtype)


Tensor.type = _type


@_method
def type_as(self, other):
    return self.to(other.dtype)


@_method
def cuda(self, *args, **kwargs):
    raise AssertionError("Torch not compiled with CUDA enabled")


@_method
def detach_(self):
    java_call(self._j.detach_)
    return self


@_method
def is_same_size(self, other):
    return self.shape == other.shape


def _changed(replaced):
    if replaced is None:
        return None
    if not isinstance(replaced, Tensor):
        raise TypeError(f"expected Variable, but hook returned '{type(replaced).__name__}'")
    return replaced._j


@_method
def register_hook(self, hook):
    handle = java_call(self._j.registerHook, Hook(hook, lambda g: _changed(hook(wrap_tensor(g)))))
    handle = RemovableHandle(handle)
    self.__dict__.setdefault("_backward_hooks", {})[handle.id] = hook
    return handle


@_method
def register_post_accumulate_grad_hook(self, hook):
    def after(leaf):
        _changed(hook(wrap_tensor(leaf)))
    return RemovableHandle(java_call(self._j.registerPostAccumulateGradHook, after))


@_method
def retain_grad(self):
    java_call(self._j.retainGrad)


@_method
def is_inference(self):
    return self._j.isInference()


Tensor.retains_grad = property(lambda self: self._j.retainsGrad())


def _transposed(name, dims, message):
    def get(self):
        if dims == "all":
            return self.permute(*reversed(range(self.dim()))) if self.dim() else self
        if self.dim() == 0 and dims == "last":
            warnings.warn(
                f"Tensor.{name} is deprecated on 0-D tensors. This function is the identity in these cases.",
                stacklevel=2)
            return self
        if self.dim() < 2:
            raise RuntimeError(message.format(self.dim()))
        return self.transpose(-2, -1)
    setattr(Tensor, name, property(get))


_transposed("mT", "last", "tensor.mT is only supported on matrices or batches of matrices. Got {}-D tensor.")
_transposed("mH", "last", "tensor.mH is only supported on matrices or batches of matrices. Got {}-D tensor.")


@property
def _T(self):
    if self.dim() != 2:
        warnings.warn(
            "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated and it will"
            " throw an error in a future release. Consider `x.mT` to transpose batches of matrices or"
            " `x.permute(*torch.arange(x.ndim - 1, -1, -1))` to reverse the dimensions of a tensor.", stacklevel=2)
    return self.permute(*reversed(range(self.dim())))


Tensor.T = _T


@property
def _H(self):
    if self.dim() not in (0, 2):
        raise RuntimeError(
            f"tensor.H is only supported on matrices (2-D tensors). Got {self.dim()}-D tensor."
            + (" For batches of matrices, consider using tensor.mH" if self.dim() > 2 else ""))
    return self.transpose(0, 1) if self.dim() else self


Tensor.H = _H
Tensor.real = property(lambda self: self)


def as_function(name):
    """A method of ours that PyTorch has as a function, too."""
    method = Tensor.__dict__.get(name)
    return method if callable(method) and not name.startswith("_") else None
