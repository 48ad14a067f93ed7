"""Tensors from numbers."""
import math

from ._border import Border, JTensor, call, java_call, operation, unwrap, wrap, wrap_tensor
from ._tensor import Parameter, Tensor, require_floating
from ._types import Size, device_of, dtype_of, dtypes, get_default_dtype

_FLOAT, _INT, _BOOL = range(3)


def _finish(j, requires_grad):
    made = wrap_tensor(j)
    if requires_grad:
        require_floating(made, "Only")
        made.requires_grad_()
    return made


def tensor(data, *, dtype=None, device=None, requires_grad=False, pin_memory=False):
    if isinstance(data, Tensor):
        import warnings
        warnings.warn(
            "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or"
            " sourceTensor.detach().clone().requires_grad_(True), rather than"
            " torch.tensor(sourceTensor).", UserWarning, stacklevel=2)
        copied = data.detach().clone()
        return (copied.to(dtype) if dtype else copied).requires_grad_(requires_grad)
    shape = _shape_of(data)
    flat = []
    kind = _flatten(data, shape, 0, flat)
    dtype = dtype_of(dtype, "tensor", _default_of(kind, flat))
    make = Border.ofDoubles
    if kind != _FLOAT:
        flat = [int(value) for value in flat]
        make = Border.ofLongs
    _require_range(flat, kind, dtype)
    j = java_call(make, flat, Border.dims(shape), dtype._j)
    if device_of(device).type == "meta":
        return empty(shape, dtype=dtype, device=device, requires_grad=requires_grad)
    return _finish(j, requires_grad)


def _require_range(flat, kind, dtype):
    """A number that an integer type cannot hold is refused, not wrapped around."""
    if kind == _INT and any(not -2 ** 63 <= n < 2 ** 63 for n in flat):
        raise ValueError("Overflow when unpacking long long")
    if dtype.is_floating_point or dtype.name in ("bool", "int64"):
        return
    bits = 8 * dtype.itemsize
    low, high = (-2 ** (bits - 1), 2 ** (bits - 1)) if dtype.is_signed else (-2 ** bits + 1, 2 ** bits)
    if any(not low <= n < high for n in flat):
        raise RuntimeError(f"value cannot be converted to type {dtype.name} without overflow")


def as_tensor(data, dtype=None, device=None):
    if isinstance(data, Tensor):
        return data if dtype is None else data.to(dtype)
    return tensor(data, dtype=dtype, device=device)


def scalar_tensor(value, **options):
    options.setdefault("dtype", get_default_dtype())
    return tensor(value, **options)


def _default_of(kind, flat):
    if kind == _FLOAT or not flat:
        return get_default_dtype()
    return dtypes["int64" if kind == _INT else "bool"]


def _is_sequence(data):
    return isinstance(data, (list, tuple, range)) or (isinstance(data, Tensor) and data.dim() > 0)


def _shape_of(data):
    shape = []
    while _is_sequence(data):
        shape.append(len(data))
        if not len(data):
            break
        data = data[0]
    return shape


def _flatten(data, shape, depth, flat):
    """Appends all numbers; gives the widest kind among them."""
    if depth == len(shape):
        if _is_sequence(data):
            raise ValueError(f"too many dimensions '{type(data).__name__}'")
        return _number(data, flat)
    if not _is_sequence(data):
        raise TypeError(f"expected sequence of length {shape[depth]} at dim {depth} (got {type(data).__name__})") \
            if not isinstance(data, (int, float)) else TypeError("not a sequence")
    if len(data) != shape[depth]:
        raise ValueError(f"expected sequence of length {shape[depth]} at dim {depth} (got {len(data)})")
    kinds = [_flatten(item, shape, depth + 1, flat) for item in data]
    return min(kinds, default=_FLOAT)


def _number(value, flat):
    if isinstance(value, Tensor):
        value = value.item()
    flat.append(value)
    if isinstance(value, bool):
        return _BOOL
    if isinstance(value, int):
        return _INT
    if isinstance(value, float):
        return _FLOAT
    if isinstance(value, str):
        raise TypeError("new(): invalid data type 'str'")
    raise RuntimeError(f"Could not infer dtype of {type(value).__name__}")


def _sizes(size, function="empty"):
    several = len(size) == 1 and isinstance(size[0], (list, tuple))
    if several:
        size = size[0]
    for place, n in enumerate(size):
        if hasattr(n, "__index__"):
            continue
        if place:
            raise TypeError(
                f"{function}(): argument 'size' failed to unpack the object at pos {place + 1} with error"
                f' "type must be tuple of ints,but got {type(n).__name__}"')
        found = "but found element of type " if several else "not "
        raise TypeError(
            f"{function}(): argument 'size' (position 1) must be tuple of ints, {found}{type(n).__name__}"
            + (" at pos 0" if several else ""))
    return Border.dims([int(n) for n in size])


def _filled(name, value):
    def make(*size, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False, out=None,
             memory_format=None, **named):
        if not size and "size" not in named:
            raise TypeError("received an invalid combination of arguments: expected sizes")
        size = size or (named["size"],)
        dims = _sizes(size, name)
        negative = any(n < 0 for n in dims.toArray())
        if negative and name == "zeros":
            raise RuntimeError("zeros: Dimension size must be non-negative.")
        if negative:
            raise RuntimeError(
                f"Trying to create tensor with negative dimension {min(dims.toArray())}: {list(dims.toArray())}")
        j = java_call(JTensor.full, dtype_of(dtype, name)._j, device_of(device)._j, dims, float(value))
        return _finish(j, requires_grad)
    return make


zeros = _filled("zeros", 0)
ones = _filled("ones", 1)
empty = _filled("empty", 0)


def _require_number(function, value):
    if not isinstance(value, (int, float)):
        raise TypeError(
            f"{function}(): argument 'fill_value' (position 2) must be Number, not {type(value).__name__}")


def full(size, fill_value, *, dtype=None, layout=None, device=None, requires_grad=False):
    if isinstance(fill_value, Tensor):
        fill_value = fill_value.item()
    _require_number("full", fill_value)
    if not isinstance(size, (list, tuple)):
        raise TypeError(f"full(): argument 'size' (position 1) must be tuple of ints, not {type(size).__name__}")
    if dtype is None:
        dtype = tensor(fill_value).dtype
    made = empty(*size or ((),), dtype=dtype, device=device)
    made.fill_(fill_value)
    made._j = made._j.data()
    made._j.setPeer(made)
    return made.requires_grad_() if requires_grad else made


def _like(name, make):
    def like(input, *, dtype=None, layout=None, device=None, requires_grad=False, memory_format=None):
        if not isinstance(input, Tensor):
            raise TypeError(f"{name}(): argument 'input' (position 1) must be Tensor, not {type(input).__name__}")
        j = java_call(
            Border.emptyLike, input._j, dtype_of(dtype, name, input.dtype)._j, device_of(device or input.device)._j,
            memory_format is not None and "contiguous" in repr(memory_format))
        made = wrap_tensor(j)
        make(made)
        return made.requires_grad_() if requires_grad else made
    return like


zeros_like = _like("zeros_like", lambda made: None)
empty_like = _like("empty_like", lambda made: None)
ones_like = _like("ones_like", lambda made: Border.fill(made._j, 1.0))


def full_like(input, fill_value, **options):
    _require_number("full_like", fill_value)
    made = empty_like(input, **options)
    Border.fill(made._j, float(fill_value))
    return made


def empty_strided(size, stride, *, dtype=None, device=None, requires_grad=False):
    j = java_call(
        Border.emptyStrided, dtype_of(dtype, "empty_strided")._j, device_of(device)._j, Border.dims(list(size)),
        Border.dims(list(stride)))
    return _finish(j, requires_grad)


def arange(start, end=None, step=1, *, dtype=None, layout=None, device=None, requires_grad=False):
    if end is None:
        start, end = 0, start
    start, end, step = (n.item() if isinstance(n, Tensor) else n for n in (start, end, step))
    for name, place, n in (("start", 1, start), ("end", 1 if start == 0 else 2, end), ("step", 3, step)):
        if not isinstance(n, (int, float)):
            raise TypeError(f"arange(): argument '{name}' (position {place}) must be Number, not {type(n).__name__}")
    if not (math.isfinite(start) and math.isfinite(end)):
        raise RuntimeError(f"unsupported range: {start} -> {end}")
    if step == 0:
        raise RuntimeError("step must be nonzero")
    if (end - start) * step < 0:
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")
    whole = all(isinstance(n, int) for n in (start, end, step))
    count = math.ceil((end - start) / step)
    values = [start + i * step for i in range(count)]
    if dtype is None:
        dtype = dtypes["int64"] if whole else get_default_dtype()
    return tensor(values, dtype=dtype, device=device, requires_grad=requires_grad)


def linspace(start, end, steps, *, dtype=None, layout=None, device=None, requires_grad=False):
    if steps < 0:
        raise RuntimeError("number of steps must be non-negative")
    dtype = dtype or get_default_dtype()
    single = dtype.name == "float32"
    step = (end - start) / max(steps - 1, 1)
    if single:
        step = _single(_single(end) - _single(start)) / max(steps - 1, 1)
        step = _single(step)
    values = [start + step * i if i < steps // 2 else end - step * (steps - i - 1) for i in range(steps)]
    return tensor([float(v) for v in values], dtype=dtype, device=device, requires_grad=requires_grad)


def _single(value):
    return tensor(float(value), dtype=dtypes["float32"]).item()


def logspace(start, end, steps, base=10.0, *, dtype=None, requires_grad=False):
    if steps < 0:
        raise RuntimeError("number of steps must be non-negative")
    values = [base ** (start + (end - start) * i / max(steps - 1, 1)) for i in range(steps)]
    return tensor([float(v) for v in values], dtype=dtype, requires_grad=requires_grad)


def eye(n, m=None, *, dtype=None, layout=None, device=None, requires_grad=False):
    m = n if m is None else m
    if n < 0 or m < 0:
        raise RuntimeError(f"{'n' if n < 0 else 'm'} must be greater or equal to 0, got {min(n, m)}")
    flat = [1.0 if i == j else 0.0 for i in range(n) for j in range(m)]
    j = java_call(Border.ofDoubles, flat, Border.dims([n, m]), dtype_of(dtype, "eye")._j)
    return _finish(j, requires_grad)


def new_full(self, size, fill_value, *, dtype=None, device=None, requires_grad=False):
    return full(size, fill_value, dtype=dtype or self.dtype, device=device or self.device, requires_grad=requires_grad)


def new_tensor(self, data, *, dtype=None, device=None, requires_grad=False):
    return tensor(data, dtype=dtype or self.dtype, device=device, requires_grad=requires_grad)


def _new(make):
    def new(self, *size, dtype=None, device=None, requires_grad=False):
        return make(*size, dtype=dtype or self.dtype, device=device or self.device, requires_grad=requires_grad)
    return new


for _name, _make in (("zeros", zeros), ("ones", ones), ("empty", empty)):
    setattr(Tensor, "new_" + _name, _new(_make))
Tensor.new_full = new_full
Tensor.new_tensor = new_tensor


def typed(name):
    """`torch.LongTensor` and its kind."""
    class Typed(Tensor):
        def __new__(cls, *args):
            if len(args) == 1 and isinstance(args[0], (list, tuple)):
                return tensor(args[0], dtype=dtypes[name])
            return empty(*args, dtype=dtypes[name]) if args else tensor([], dtype=dtypes[name])
    return Typed
