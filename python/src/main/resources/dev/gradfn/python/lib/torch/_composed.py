"""Functions and methods that PyTorch itself composes of other operations, so that the graph is theirs."""
import itertools

from . import _operations
from ._tensor import Tensor

names = []
_row = _operations.function


def _public(function):
    names.append(function.__name__)
    return function


def _method(function):
    setattr(Tensor, function.__name__, function)
    return _public(function)


def _several(tensors):
    return tensors[0] if len(tensors) == 1 and isinstance(tensors[0], (list, tuple)) else tensors


def _at_least(rank, raised):
    def at_least(*tensors):
        results = tuple(raised(t) if t.dim() < rank else t for t in _several(tensors))
        return results if len(results) > 1 or isinstance(tensors[0], (list, tuple)) else results[0]
    at_least.__name__ = f"atleast_{rank}d"
    return _public(at_least)


def _two(t):
    return t.reshape(1, 1) if t.dim() == 0 else t.unsqueeze(0)


def _three(t):
    return t.reshape(1, 1, 1) if t.dim() == 0 else t.unsqueeze(0).unsqueeze(-1) if t.dim() == 1 else t.unsqueeze(-1)


atleast_1d = _at_least(1, lambda t: t.reshape(1))
atleast_2d = _at_least(2, _two)
atleast_3d = _at_least(3, _three)


@_public
def broadcast_shapes(*shapes):
    from ._types import Size
    made = []
    for place, given in enumerate(shapes):
        sizes = (given,) if isinstance(given, int) else tuple(given)
        if any(n < 0 for n in sizes):
            raise ValueError("Attempting to broadcast a dimension with negative length!")
        made = [1] * (len(sizes) - len(made)) + made
        _broaden(made, sizes, place, given)
    return Size(made)


def _broaden(made, sizes, place, given):
    for d in range(-1, -len(sizes) - 1, -1):
        if sizes[d] == 1 or sizes[d] == made[d]:
            continue
        if made[d] != 1:
            raise RuntimeError(
                f"Attempting to broadcast a dimension of length {sizes[d]} at {d}! Mismatching argument at index"
                f" {place} had {given}; but expected shape should be broadcastable to {made}")
        made[d] = sizes[d]


@_public
def broadcast_tensors(*tensors):
    tensors = _several(tensors)
    shape = []
    for t in tensors:
        shape = _common_shape(shape, t.shape)
    return tuple(t.expand(shape) for t in tensors)


def _common_shape(a, b):
    rank = max(len(a), len(b))
    a, b = ([1] * (rank - len(s)) + list(s) for s in (a, b))
    for d in range(rank - 1, -1, -1):
        if a[d] != b[d] and 1 not in (a[d], b[d]):
            raise RuntimeError(
                f"The size of tensor a ({a[d]}) must match the size of tensor b ({b[d]}) at non-singleton dimension {d}")
    return [m if n == 1 else n for n, m in zip(a, b)]


@_public
def dstack(tensors, *, out=None):
    return _row("cat")(list(atleast_3d(list(tensors))), 2)


@_method
def fliplr(input):
    if input.dim() < 2:
        raise RuntimeError("Input must be >= 2-d.")
    return input.flip(1)


@_method
def flipud(input):
    if input.dim() < 1:
        raise RuntimeError("Input must be >= 1-d.")
    return input.flip(0)


@_method
def inner(input, other):
    if input.dim() == 0 or other.dim() == 0:
        return input * other
    if input.shape[-1] != other.shape[-1]:
        raise RuntimeError(
            "inner() the last dimension must match on both input tensors but got shapes"
            f" {list(input.shape)} and {list(other.shape)}")
    return tensordot(input, other, ([-1], [-1]))


@_public
def tensordot(a, b, dims=2):
    if isinstance(dims, int):
        if dims < 0:
            raise RuntimeError(f"tensordot expects dims >= 0, but got dims={dims}")
        of_a, of_b = list(range(-dims, 0)), list(range(dims))
    else:
        of_a, of_b = (list(d) if isinstance(d, (list, tuple)) else [d] for d in dims)
    if len(of_a) != len(of_b):
        raise RuntimeError("both dimension lists should have same length")
    for p, q in zip(of_a, of_b):
        if a.shape[p] != b.shape[q]:
            raise RuntimeError(
                f"contracted dimensions need to match, but first has size {a.shape[p]} in dim {p} and second has"
                f" size {b.shape[q]} in dim {q}")
    of_a, of_b = [d % a.dim() for d in of_a], [d % b.dim() for d in of_b]
    free_a = [d for d in range(a.dim()) if d not in of_a]
    free_b = [d for d in range(b.dim()) if d not in of_b]
    shape = [a.shape[d] for d in free_a] + [b.shape[d] for d in free_b]
    contracted = 1
    for d in of_a:
        contracted *= a.shape[d]
    left = a.permute(free_a + of_a).reshape(-1, contracted)
    return left.mm(b.permute(of_b + free_b).reshape(contracted, -1)).reshape(shape)


@_public
def cartesian_prod(*tensors):
    for t in tensors:
        _require_vector(t)
    grids = _row("meshgrid")(list(tensors), indexing="ij")
    return grids[0].flatten() if len(tensors) == 1 else _row("stack")([g.flatten() for g in grids], 1)


def _require_vector(t):
    if t.dim() != 1:
        raise RuntimeError(f"Expect a 1D vector, but got shape {list(t.shape)}")


@_public
def combinations(input, r=2, with_replacement=False):
    from ._factories import tensor
    _require_vector(input)
    if r < 0:
        raise RuntimeError(f"Expect a non-negative number, but got {r}")
    choose = itertools.combinations_with_replacement if with_replacement else itertools.combinations
    return input[tensor(list(choose(range(input.numel()), r)))]


@_public
def block_diag(*tensors):
    from ._factories import zeros
    for place, t in enumerate(tensors):
        if t.dim() > 2:
            raise RuntimeError(
                "torch.block_diag: Input tensors must have 2 or fewer dimensions."
                f" Input {place} has {t.dim()} dimensions")
    blocks = [_two(t) if t.dim() < 2 else t for t in tensors]
    width, column, rows = sum(b.shape[1] for b in blocks), 0, []
    for block in blocks:
        height, own = block.shape
        before = zeros(height, column, dtype=block.dtype)
        after = zeros(height, width - column - own, dtype=block.dtype)
        rows.append(_row("cat")([before, block, after], 1))
        column += own
    return _row("cat")(rows, 0)


@_method
def positive(input):
    if input.dtype.name == "bool":
        raise RuntimeError("The `+` operator, on a bool tensor is not supported.")
    return input


Tensor.__pos__ = positive


@_method
def float_power(input, exponent):
    from ._types import dtypes
    wide = dtypes["float64"]
    given = input.to(wide) if isinstance(input, Tensor) else input
    return _row("pow")(given, exponent.to(wide) if isinstance(exponent, Tensor) else float(exponent))


@_method
def msort(input):
    return input.sort(0).values


@_method
def diagflat(input, offset=0):
    return input.reshape(-1).diag(offset)


@_method
def trapezoid(y, x=None, *, dx=1, dim=-1):
    if x is not None:
        dx = x.diff() if x.dim() == 1 else x.diff(dim=dim)
    size = y.shape[dim]
    pairs = y.narrow(dim, 1, size - 1) + y.narrow(dim, 0, size - 1)
    return (pairs * dx).sum(dim) / 2.0


@_method
def reshape_as(self, other):
    return self.reshape(other.shape)


@_method
def sum_to_size(self, *size):
    size = tuple(_several(size))
    if not _sums_to(self.shape, size):
        raise RuntimeError(f"size {{{list(size)}}} is not expandable to size {{{list(self.shape)}}}.")
    lead = self.dim() - len(size)
    dims = [*range(lead), *(lead + i for i, n in enumerate(size) if n == 1 and self.shape[lead + i] != 1)]
    summed = self.sum(dims, keepdim=True) if dims else self
    return summed.view(size) if lead else summed


def _sums_to(shape, size):
    ends = zip(reversed(shape), reversed(size))
    return len(size) <= len(shape) and all(n == m or m == 1 for n, m in ends)


@_method
def fill_diagonal_(self, fill_value, wrap=False):
    if self.dim() < 2:
        raise RuntimeError("dimensions must larger than 1")
    self.diagonal().fill_(fill_value)
    return self


@_public
def chain_matmul(*matrices):
    product = matrices[0]
    for matrix in matrices[1:]:
        product = product.mm(matrix)
    return product


@_public
def vander(x, N=None, increasing=False):
    count = x.shape[0] if N is None else N
    powers = range(count) if increasing else reversed(range(count))
    return _row("stack")([x ** n for n in powers], 1)


@_public
def cov(input, *, correction=1, fweights=None, aweights=None):
    if fweights is not None or aweights is not None:
        raise RuntimeError("torch.cov with weights is not part of gradfn")
    rows = input.unsqueeze(0) if input.dim() < 2 else input
    centred = rows - rows.mean(1, keepdim=True)
    return (centred.mm(centred.t()) / (rows.shape[1] - correction)).squeeze()


@_method
def pin_memory(self, device=None):
    return self


@_method
def share_memory_(self):
    return self


Tensor.is_pinned = lambda self: False
Tensor.is_shared = lambda self: False
Tensor.is_mps = Tensor.is_xpu = False
Tensor.is_conj = Tensor.is_neg = lambda self: False
Tensor.conj = Tensor.resolve_conj = Tensor.resolve_neg = lambda self: self


@property
def _imag(self):
    raise RuntimeError("imag is not implemented for tensors with non-complex dtypes.")


Tensor.imag = _imag
