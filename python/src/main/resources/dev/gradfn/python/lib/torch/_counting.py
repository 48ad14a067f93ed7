"""Functions and methods without a derivative: places, counts and sets of values."""
import bisect

from . import _return_types
from ._factories import full, tensor
from ._tensor import Tensor
from ._types import dtypes

_INT64 = dtypes["int64"]
names = []


def _public(function):
    names.append(function.__name__)
    return function


def _method(function):
    setattr(Tensor, function.__name__, function)
    return _public(function)


def _indices(rows, columns):
    return tensor(rows, dtype=_INT64) if rows else full((0, columns), 0, dtype=_INT64)


@_method
def nonzero(input, *, as_tuple=False):
    """Where it is not zero, row by row."""
    places = []
    _walk(input.tolist(), (), places)
    if as_tuple:
        if input.dim() == 0:
            return input.unsqueeze(0).nonzero(as_tuple=True)
        return tuple(tensor([place[d] for place in places], dtype=_INT64) for d in range(input.dim()))
    if input.dim() == 0:
        return full((len(places), 0), 0, dtype=_INT64)
    return _indices([list(place) for place in places], input.dim())


def _walk(values, place, places):
    if not isinstance(values, list):
        if values:
            places.append(place)
        return
    for i, value in enumerate(values):
        _walk(value, (*place, i), places)


@_method
def argwhere(input):
    return nonzero(input)


@_method
def is_nonzero(input):
    if input.numel() != 1:
        raise RuntimeError(
            "Boolean value of Tensor with no values is ambiguous" if input.numel() == 0 else
            "Boolean value of Tensor with more than one value is ambiguous")
    return bool(input.item())


@_method
def unique(input, sorted=True, return_inverse=False, return_counts=False, dim=None):
    if dim is not None:
        raise RuntimeError("torch.unique with dim is not part of gradfn")
    flat = input.detach().reshape(-1).tolist()
    values = list(dict.fromkeys(_ordered(flat)))
    return _described(input, flat, values, return_inverse, return_counts)


def _ordered(values):
    import builtins
    return builtins.sorted(values)


def _described(input, flat, values, return_inverse, return_counts):
    place = {value: i for i, value in enumerate(values)}
    results = [tensor(values, dtype=input.dtype)]
    if return_inverse:
        results.append(tensor([place[value] for value in flat], dtype=_INT64).reshape(input.shape))
    if return_counts:
        counts = [0] * len(values)
        for value in flat:
            counts[place[value]] += 1
        results.append(tensor(counts, dtype=_INT64))
    return results[0] if len(results) == 1 else tuple(results)


@_method
def unique_consecutive(input, return_inverse=False, return_counts=False, dim=None):
    values, inverse, counts = [], [], []
    for value in input.detach().reshape(-1).tolist():
        if not values or values[-1] != value:
            values.append(value)
            counts.append(0)
        counts[-1] += 1
        inverse.append(len(values) - 1)
    results = [tensor(values, dtype=input.dtype)]
    if return_inverse:
        results.append(tensor(inverse, dtype=_INT64).reshape(input.shape))
    if return_counts:
        results.append(tensor(counts, dtype=_INT64))
    return results[0] if len(results) == 1 else tuple(results)


@_method
def bincount(input, weights=None, minlength=0):
    if minlength < 0:
        raise RuntimeError("minlength should be >= 0")
    if input.dtype.is_floating_point or input.dtype.name == "bool":
        raise NotImplementedError(f'"bincount_cpu" not implemented for \'{input._j.dtype().scalarType()}\'')
    if input.dim() != 1:
        raise RuntimeError("bincount only supports 1-d non-negative integral inputs.")
    if weights is not None and weights.shape != input.shape:
        raise RuntimeError("weights should be 1-d and have the same length as input")
    values = input.tolist()
    if any(value < 0 for value in values):
        raise RuntimeError("bincount only supports 1-d non-negative integral inputs.")
    counts = [0] * max([minlength, *(value + 1 for value in values)])
    shares = [1] * len(values) if weights is None else weights.tolist()
    for value, share in zip(values, shares):
        counts[value] += share
    return tensor(counts, dtype=_INT64 if weights is None else dtypes["float64"])


@_method
def histc(input, bins=100, min=0, max=0):
    values = input.detach().reshape(-1).tolist()
    low, high = (min, max) if min != max else (_least(values), -_least([-v for v in values]))
    if low == high:
        low, high = low - 1, high + 1
    counts = [0] * bins
    for value in values:
        if low <= value <= high:
            place = int((value - low) / (high - low) * bins)
            counts[place if place < bins else bins - 1] += 1
    return tensor(counts, dtype=input.dtype)


def _least(values):
    return _ordered(values)[0] if values else 0


@_public
def isin(elements, test_elements, *, assume_unique=False, invert=False):
    wanted = set(test_elements.reshape(-1).tolist() if isinstance(test_elements, Tensor) else [test_elements])
    if not isinstance(elements, Tensor):
        elements = tensor(elements)
    found = [(value in wanted) != invert for value in elements.reshape(-1).tolist()]
    return tensor(found, dtype=dtypes["bool"]).reshape(elements.shape)


Tensor.isin = isin


@_public
def bucketize(input, boundaries, *, out_int32=False, right=False):
    edges = boundaries.tolist()
    find = bisect.bisect_right if right else bisect.bisect_left
    values = input.reshape(-1).tolist() if isinstance(input, Tensor) else [input]
    places = tensor([find(edges, value) for value in values], dtype=dtypes["int32"] if out_int32 else _INT64)
    return places.reshape(input.shape) if isinstance(input, Tensor) else places.reshape(())


@_public
def searchsorted(sorted_sequence, input, *, out_int32=False, right=False):
    if sorted_sequence.dim() != 1:
        raise RuntimeError("torch.searchsorted of several rows is not part of gradfn")
    return bucketize(input, sorted_sequence, out_int32=out_int32, right=right)


@_public
def tril_indices(row, col, offset=0, *, dtype=_INT64, device=None):
    return _triangle([(i, j) for i in range(row) for j in range(col) if j - i <= offset], dtype)


@_public
def triu_indices(row, col, offset=0, *, dtype=_INT64, device=None):
    return _triangle([(i, j) for i in range(row) for j in range(col) if j - i >= offset], dtype)


def _triangle(places, dtype):
    return tensor([[i for i, _ in places], [j for _, j in places]], dtype=dtype)


@_public
def aminmax(input, *, dim=None, keepdim=False):
    if dim is None:
        return _return_types.named("aminmax", (input.amin(), input.amax()))
    return _return_types.named("aminmax", (input.amin(dim, keepdim), input.amax(dim, keepdim)))


Tensor.aminmax = aminmax
