"""torch.finfo and torch.iinfo."""
from ._types import dtypes, get_default_dtype

_FLOATS = {
    # mantissa bits, largest exponent, decimal digits
    "float16": (10, 15, 3), "bfloat16": (7, 127, 2), "float32": (23, 127, 6), "float64": (52, 1023, 15),
}


class finfo:
    def __init__(self, dtype=None):
        dtype = dtype or get_default_dtype()
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
        self.dtype = dtype.name
        self.bits = 8 * dtype.itemsize
        signed = dtype.is_signed
        self.min = -(2 ** (self.bits - 1)) if signed else 0
        self.max = 2 ** (self.bits - signed) - 1

    def __repr__(self):
        return f"iinfo(min={self.min}, max={self.max}, dtype={self.dtype})"
