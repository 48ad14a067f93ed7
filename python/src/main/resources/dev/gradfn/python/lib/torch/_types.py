"""dtypes, devices, sizes."""
from ._border import JDType, Border, java_call, wrappers


class dtype:
    def __init__(self, j):
        self._j = j
        self.name = j.torchName()
        self.is_floating_point = j.isFloatingPoint()
        self.is_complex = False
        self.is_signed = self.name not in ("uint8", "bool")
        self.itemsize = j.itemSize()

    def __repr__(self):
        return "torch." + self.name

    def __reduce__(self):
        return "torch." + self.name

    def __deepcopy__(self, memo):
        return self


dtypes = {j.torchName(): dtype(j) for j in JDType.values()}
wrappers["dtype"] = lambda j: dtypes[j.torchName()]

ALIASES = {
    "float": "float32", "double": "float64", "half": "float16",
    "long": "int64", "int": "int32", "short": "int16",
}

_default = [dtypes["float32"]]


def get_default_dtype():
    return _default[0]


def set_default_dtype(d):
    if not isinstance(d, dtype):
        raise TypeError("invalid dtype object: only floating-point types are supported as the default type")
    if not d.is_floating_point:
        raise TypeError("only floating-point types are supported as the default type")
    _default[0] = d


class Size(tuple):
    def __new__(cls, sizes=()):
        sizes = tuple(sizes)
        for place, n in enumerate(sizes):
            if not hasattr(n, "__index__"):
                raise TypeError(f"torch.Size() takes an iterable of 'int' (item {place} is '{_name_of(n)}')")
        return tuple.__new__(cls, (n.__index__() for n in sizes))

    def __repr__(self):
        return "torch.Size([" + ", ".join(str(n) for n in self) + "])"

    def numel(self):
        product = 1
        for n in self:
            product *= n
        return product

    def __getitem__(self, key):
        found = tuple.__getitem__(self, key)
        return Size(found) if isinstance(key, slice) else found

    def __add__(self, other):
        return Size(tuple.__add__(self, tuple(other)))

    def __mul__(self, count):
        return Size(tuple.__mul__(self, count))


def _name_of(value):
    return value.__class__.__name__


class device:
    def __init__(self, type="cpu", index=None):
        if isinstance(type, device):
            type, index = type.type, type.index
        if isinstance(type, int):
            type, index = "cuda", type
        if not isinstance(type, str):
            raise TypeError(f"device(): argument 'type' (position 1) must be str, not {_name_of(type)}")
        whole, (type, separator, number) = type, type.partition(":")
        if type not in ("cpu", "cuda", "meta"):
            raise RuntimeError(
                "Expected one of cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, fpga, maia, xla, lazy,"
                " vulkan, mps, meta, hpu, mtia, privateuseone device type at start of device string: " + type)
        if separator:
            if not number.isdigit():
                raise RuntimeError(f"Invalid device string: '{whole}'")
            index = int(number)
        self.type = type
        self.index = index
        self._j = Border.device(type)

    def __eq__(self, other):
        return isinstance(other, device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self):
        return hash((self.type, self.index))

    def __str__(self):
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __repr__(self):
        number = "" if self.index is None else f", index={self.index}"
        return f"device(type='{self.type}'{number})"


def device_of(value):
    """Where a new tensor goes."""
    made = device("cpu" if value is None else value)
    if made.type == "cuda":
        raise AssertionError("Torch not compiled with CUDA enabled")
    return made


def dtype_of(value, function, standard=None):
    """The type of a new tensor; Python's own number types stand for the widest."""
    if value is None:
        return standard or _default[0]
    if value in _OF_PYTHON:
        return dtypes[_OF_PYTHON[value]]
    if not isinstance(value, dtype):
        raise TypeError(f"{function}(): argument 'dtype' must be torch.dtype, not {_name_of(value)}")
    return value


_OF_PYTHON = {float: "float64", int: "int64", bool: "bool"}


class _Named:
    """A constant that prints as its name."""

    def __init__(self, name):
        self._name = name

    def __repr__(self):
        return self._name


class layout(_Named):
    pass


class memory_format(_Named):
    pass


strided = layout("torch.strided")
sparse_coo = layout("torch.sparse_coo")
contiguous_format = memory_format("torch.contiguous_format")
preserve_format = memory_format("torch.preserve_format")
channels_last = memory_format("torch.channels_last")
channels_last_3d = memory_format("torch.channels_last_3d")
