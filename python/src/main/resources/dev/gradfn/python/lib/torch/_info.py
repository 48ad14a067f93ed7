"""torch.finfo and torch.iinfo."""
from ._types import dtype as dtype_class, get_default_dtype

_FLOATS = {
    # mantissa bits, largest exponent, decimal digits
    "float16": (10, 15, 3), "bfloat16": (7, 127, 2), "float32": (23, 127, 6), "float64": (52, 1023, 15),
}


def _require_dtype(function, value):
    if not isinstance(value, dtype_class):
        raise TypeError(
            f"{function}(): argument 'type' (position 1) must be torch.dtype, not {type(value).__name__}")


class finfo:
    def __init__(self, dtype=None):
        dtype = dtype or get_default_dtype()
        _require_dtype("finfo", dtype)
        if not dtype.is_floating_point:
            raise TypeError(
                "torch.finfo() requires a floating point input type. Use torch.iinfo to handle 'torch.finfo'")
        mantissa, exponent, digits = _FLOATS[dtype.name]
        self.dtype = dtype.name
        self.bits = 8 * dtype.itemsize
        self.eps = 2.0 ** -mantissa
        self.max = (2.0 - self.eps) * 2.0 ** exponent
        self.min = -self.max
        self.tiny = self.smallest_normal = 2.0 ** (1 - exponent)
        self.resolution = 10.0 ** -digits

    def __repr__(self):
        numbers = ", ".join(
            f"{name}={_short(getattr(self, name))}"
            for name in ("resolution", "min", "max", "eps", "smallest_normal", "tiny"))
        return f"finfo({numbers}, dtype={self.dtype})"


def _short(number):
    return f"{number:.6g}"


class iinfo:
    def __init__(self, dtype):
        _require_dtype("iinfo", dtype)
        if dtype.is_floating_point:
            raise TypeError("torch.iinfo() requires an integer input type. Use torch.finfo to handle 'torch.iinfo'")
        self.dtype = dtype.name
        self.bits = 8 * dtype.itemsize
        signed = dtype.is_signed
        self.min = -(2 ** (self.bits - 1)) if signed else 0
        self.max = 2 ** (self.bits - signed) - 1

    def __repr__(self):
        return f"iinfo(min={_short(self.min)}, max={_short(self.max)}, dtype={self.dtype})"
