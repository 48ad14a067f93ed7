"""torch.Tensor: a Java tensor with Python's manners. Operations come from the table of signatures."""
import warnings

from ._border import (
    Border, JParameter, JTensor, call, index, java_call, operation, unwrap, wrap, wrap_tensor, wrappers)
from ._types import Size, device, dtypes, strided
from . import _printing

_OTHER = (int, float, bool)


class Tensor:
    def __init__(self, *size, **kwargs):
        pass

    def __new__(cls, *size, data=None, device=None):
        from . import _factories
        if len(size) == 1 and isinstance(size[0], Tensor):
            made = size[0].detach()
        elif len(size) == 1 and isinstance(size[0], (list, tuple)) and not isinstance(size[0], Size):
            made = _factories.tensor(size[0], dtype=_factories.get_default_dtype())
        elif not size:
            made = _factories.tensor([])
        else:
            made = _factories.empty(*size)
        if cls is not Tensor:
            made = made.as_subclass(cls)
        return made

    def as_subclass(self, cls):
        other = object.__new__(cls)
        other._j = self._j.data()
        other._j.setPeer(other)
        return other

    # ---- data ----------------------------------------------------------------------------------

    @property
    def shape(self):
        return Size(self._j.shape().toArray())

    def size(self, dim=None):
        if dim is not None and not self.shape:
            raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
        return self.shape if dim is None else self.shape[_dim(self, dim)]

    def stride(self, dim=None):
        strides = tuple(self._j.strides().toArray())
        return strides if dim is None else strides[_dim(self, dim)]

    def storage_offset(self):
        return self._j.array().offset()

    def data_ptr(self):
        array = self._j.array()
        return Border.address(array.storage()) + array.offset() * array.dtype().itemSize()

    def dim(self):
        return self._j.dim()

    ndimension = dim
    ndim = property(dim)

    def numel(self):
        return self._j.numel()

    nelement = numel

    def element_size(self):
        return self.dtype.itemsize

    @property
    def itemsize(self):
        return self.dtype.itemsize

    @property
    def nbytes(self):
        return self.numel() * self.itemsize

    @property
    def dtype(self):
        return wrap(self._j.dtype())

    @property
    def device(self):
        return device(self._j.device().torchName())

    layout = strided
    is_sparse = False
    is_quantized = False
    is_mkldnn = False
    is_nested = False
    names = property(lambda self: (None,) * self.dim())
    is_cuda = property(lambda self: self.device.type == "cuda")
    is_cpu = property(lambda self: self.device.type == "cpu")
    is_meta = property(lambda self: self.device.type == "meta")

    def is_contiguous(self, memory_format=None):
        if memory_format is not None and "channels_last" in repr(memory_format):
            return self.stride() == Border.channelsLast(self._j.shape()).toArray()
        return self._j.isContiguous()

    def is_floating_point(self):
        return self.dtype.is_floating_point

    def is_complex(self):
        return False

    def is_signed(self):
        return self.dtype.is_signed

    def get_device(self):
        return -1

    def item(self):
        if self.numel() != 1:
            raise RuntimeError(f"a Tensor with {self.numel()} elements cannot be converted to Scalar")
        return self._elements()[0]

    def tolist(self):
        return _nested(iter(self._elements()), self.shape)

    def _elements(self):
        elements = list(java_call(Border.elements, self._j))
        return [bit != 0 for bit in elements] if self.dtype.name == "bool" else elements

    @property
    def data(self):
        return wrap_tensor(self._j.data())

    @data.setter
    def data(self, other):
        if not isinstance(other, Tensor):
            raise TypeError(f"Variable data has to be a tensor, but got {type(other).__name__}")
        if self.requires_grad and not other.is_floating_point():
            raise RuntimeError("data set to a tensor that requires gradients must be floating point or complex dtype")
        java_call(self._j.setData, other._j)

    def untyped_storage(self):
        return _Storage(self)

    storage = untyped_storage

    def cpu(self, memory_format=None):
        return self

    def numpy(self, *, force=False):
        if self.requires_grad and not force:
            raise RuntimeError(
                "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
        raise RuntimeError("Tensor.numpy is not part of gradfn: there is no numpy here; use tolist()")

    # ---- the graph -----------------------------------------------------------------------------

    @property
    def requires_grad(self):
        return self._j.requiresGrad()

    @requires_grad.setter
    def requires_grad(self, value):
        if not isinstance(value, bool):
            raise RuntimeError("requires_grad must be a bool")
        if value:
            require_floating(self, "only")
        java_call(self._j.requiresGrad_, bool(value))

    def requires_grad_(self, requires_grad=True):
        if not isinstance(requires_grad, bool):
            raise TypeError(
                "requires_grad_(): argument 'requires_grad' (position 1) must be bool, not"
                f" {type(requires_grad).__name__}")
        java_call(self._j.requiresGrad_, bool(requires_grad))
        return self

    @property
    def grad_fn(self):
        return wrap(java_call(self._j.gradFn))

    @property
    def grad(self):
        return wrap_tensor(self._j.grad())

    @grad.setter
    def grad(self, value):
        if value is not None and not isinstance(value, Tensor):
            raise TypeError(
                f"assigned grad expected to be a Tensor or None but got grad of type {type(value).__name__}")
        if value is not None and value is not self:
            self._require_like(value)
        java_call(self._j.setGrad, None if value is None else value._j)

    def _require_like(self, grad):
        if grad.dtype is not self.dtype:
            got, own = grad._j.dtype().cppName(), self._j.dtype().scalarType()
            raise RuntimeError(
                f"attempting to assign a gradient with dtype '{got}' to a tensor with grad_dtype '{own}'. The gradient"
                " must match the tensor's grad_dtype (defaults to the tensor's dtype). You can set the tensor's"
                " grad_dtype attribute with a specific dtype, or None to allow any dtype. Set grad_dtype with caution."
                " Diverging the dtypes of a tensor and its gradient may break downstream systems that assume they"
                " match.")
        if grad.device.type != self.device.type:
            raise RuntimeError(
                f"attempting to assign a gradient with device type '{grad.device.type}' to a tensor with device type"
                f" '{self.device.type}'. Please ensure that the gradient and the tensor are on the same device")

    @grad.deleter
    def grad(self):
        self._j.setGrad(None)

    @property
    def is_leaf(self):
        return self._j.isLeaf()

    @property
    def output_nr(self):
        return self._j.outputNr()

    @property
    def _version(self):
        return java_call(self._j.version)

    @property
    def _base(self):
        return wrap_tensor(self._j.base())

    def _is_view(self):
        return self._j.isView()

    def backward(self, gradient=None, retain_graph=None, create_graph=False, inputs=None):
        from . import autograd
        autograd.backward(self, gradient, retain_graph, create_graph, inputs=inputs)

    # ---- Python --------------------------------------------------------------------------------

    def __repr__(self, *, tensor_contents=None):
        return _printing.text(self)

    def __hash__(self):
        return id(self)

    def __bool__(self):
        if self.numel() == 0:
            raise RuntimeError("Boolean value of Tensor with no values is ambiguous")
        if self.numel() != 1:
            raise RuntimeError("Boolean value of Tensor with more than one value is ambiguous")
        return bool(self.item())

    def _scalar(self):
        if self.numel() != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        if self.requires_grad:
            warnings.warn(
                "Converting a tensor with requires_grad=True to a scalar may lead to unexpected behavior.\n"
                "Consider using tensor.detach() first.", UserWarning, stacklevel=3)
        return self.item()

    def __float__(self):
        return float(self._scalar())

    def __int__(self):
        return int(self._scalar())

    def __invert__(self):
        if self.dtype.is_floating_point:
            raise TypeError("~ (operator.invert) is only implemented on integer and Boolean-type tensors")
        return self.bitwise_not()

    def resize_(self, *sizes, memory_format=None):
        if self.requires_grad:
            raise RuntimeError("cannot resize variables that require grad")
        from ._factories import empty
        made = empty(*sizes, dtype=self.dtype)
        count = min(made.numel(), self.numel())
        made.view(-1)[:count] = self.reshape(-1)[:count]
        self._j.setData(made._j)
        return self

    def __delitem__(self, key):
        raise TypeError("Tensor does not support deleting items")

    def __index__(self):
        if self.dtype.is_floating_point or self.numel() != 1:
            raise TypeError("only integer tensors of a single element can be converted to an index")
        return int(self.item())

    def __complex__(self):
        return complex(self.item())

    def __len__(self):
        if self.dim() == 0:
            raise TypeError("len() of a 0-d tensor")
        return self.shape[0]

    def __iter__(self):
        if self.dim() == 0:
            raise TypeError("iteration over a 0-d tensor")
        return iter(self.unbind(0))

    def __reversed__(self):
        return self if self.dim() == 0 else self.flip(0)

    def __contains__(self, element):
        if isinstance(element, (Tensor, *_OTHER)):
            return bool((self == element).any().item())
        raise RuntimeError(
            f"Tensor.__contains__ only supports Tensor or scalar, but you passed in a {type(element)}.")

    def __format__(self, spec):
        if self.dim() == 0 and type(self) is Tensor and not self.is_meta:
            return self.item().__format__(spec)
        return object.__format__(self, spec)

    def __dir__(self):
        return sorted(set(object.__dir__(self)))

    def __deepcopy__(self, memo):
        if id(self) in memo:
            return memo[id(self)]
        if not self.is_leaf:
            raise RuntimeError(
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol"
                " at the moment.  If you were attempting to deepcopy a module, this may be because of a"
                " torch.nn.utils.weight_norm usage, see https://github.com/pytorch/pytorch/pull/103001")
        copied = self._copied()
        copied.requires_grad_(self.requires_grad)
        memo[id(self)] = copied
        if self.grad is not None:
            copied.grad = self.grad.__deepcopy__(memo)
        copied.__dict__.update({k: v for k, v in self.__dict__.items() if k != "_j"})
        return copied

    def _copied(self):
        from .autograd import no_grad
        with no_grad():
            return self.detach().clone()

    def __getitem__(self, key):
        if isinstance(key, slice) and self.dim() and key.indices(len(self)) == (0, len(self), 1):
            # Elsewhere a full slice leaves no trace.
            return wrap_tensor(java_call(self._j.slice, 0, 0, len(self), 1))
        return call(_GET, (self, _items(key)), {})

    def __setitem__(self, key, value):
        if not isinstance(value, (Tensor, int, float)):
            raise TypeError(f"can't assign a {type(value).__name__} to a {self.type()}")
        call(_SET, (self, _items(key), value), {})

    def __getattr__(self, name):
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")


def require_floating(tensor, first_word):
    if not tensor.dtype.is_floating_point:
        raise RuntimeError(f"{first_word} Tensors of floating point and complex dtype can require gradients")


class Parameter(Tensor):
    def __new__(cls, data=None, requires_grad=True):
        from ._factories import empty
        data = empty(0) if data is None else data.detach()
        made = object.__new__(cls)
        made._j = JParameter(data._j.array(), False)
        made._j.setPeer(made)
        if requires_grad:
            require_floating(made, "Only")
            made.requires_grad_()
        return made

    def _copied(self):
        return type(self)(Tensor._copied(self), self.requires_grad)


wrappers["Tensor"] = Tensor
wrappers["Parameter"] = Parameter

_GET = operation("__getitem__")
_SET = operation("__setitem__")


class _Storage:
    def __init__(self, tensor):
        self._tensor = tensor
        self._storage = tensor._j.array().storage()

    def data_ptr(self):
        return Border.address(self._storage)

    def size(self):
        return self._storage.size()

    def nbytes(self):
        return self._storage.size() * self._tensor.itemsize

    def __len__(self):
        return self.nbytes()


def _dim(tensor, dim):
    rank = tensor.dim()
    bound = max(rank, 1)
    if not -bound <= dim < bound:
        raise IndexError(
            f"Dimension out of range (expected to be in range of [{-bound}, {bound - 1}], but got {dim})")
    return dim % bound


def _nested(flat, shape):
    if not shape:
        return next(flat)
    return [_nested(flat, shape[1:]) for _ in range(shape[0])]


def _items(key):
    """The parts of an index, lists as tensors."""
    from ._factories import tensor
    parts = key if isinstance(key, tuple) else (key,)
    items = []
    for part in parts:
        if part is Ellipsis:
            items.append(_ELLIPSIS)
        elif isinstance(part, (list, tuple, range)):
            items.append(tensor(list(part)) if len(part) else tensor([], dtype=dtypes["int64"]))
        elif part is None or isinstance(part, (bool, int, slice, Tensor)):
            items.append(part)
        else:
            try:
                items.append(index(part))
            except (AttributeError, TypeError):
                raise IndexError(
                    "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are"
                    f" valid indices (got {type(part).__name__})") from None
    return items


_ELLIPSIS = Border.ELLIPSIS


def _unwritable(name):
    def refuse(self, value):
        raise AttributeError(f"attribute '{name}' of 'torch._C.TensorBase' objects is not writable")
    return refuse


for _name, _member in list(vars(Tensor).items()):
    if isinstance(_member, property) and _member.fset is None:
        setattr(Tensor, _name, _member.setter(_unwritable(_name)))
