"""torch.testing: closeness with PyTorch's tolerances."""
from ._tensor import Tensor

_TOLERANCES = {"float16": (1e-3, 1e-5), "bfloat16": (1.6e-2, 1e-5), "float32": (1.3e-6, 1e-5), "float64": (1e-7, 1e-7)}


def assert_close(actual, expected, *, rtol=None, atol=None, equal_nan=False, check_device=True, check_dtype=True,
                 check_layout=True, check_stride=False, msg=None, allow_subclasses=True):
    if isinstance(actual, (list, tuple)):
        if len(actual) != len(expected):
            raise AssertionError(
                f"The length of the sequences mismatch: {len(actual)} != {len(expected)}")
        for one, other in zip(actual, expected):
            assert_close(one, other, rtol=rtol, atol=atol, equal_nan=equal_nan, check_dtype=check_dtype, msg=msg)
        return
    if not isinstance(actual, Tensor):
        from ._factories import tensor
        actual, expected = tensor(actual), tensor(expected)
    _require_alike(actual, expected, check_dtype)
    relative, absolute = _TOLERANCES.get(actual.dtype.name, (0.0, 0.0))
    rtol, atol = relative if rtol is None else rtol, absolute if atol is None else atol
    close = actual.isclose(expected.to(actual.dtype), rtol=rtol, atol=atol, equal_nan=equal_nan)
    if not close.all().item():
        raise AssertionError(msg if isinstance(msg, str) else _report(actual, expected, close, rtol, atol))


assert_allclose = assert_close


def _require_alike(actual, expected, check_dtype):
    if actual.shape != expected.shape:
        raise AssertionError(
            f"The values for attribute 'shape' do not match: {actual.shape} != {expected.shape}.")
    if check_dtype and actual.dtype is not expected.dtype:
        raise AssertionError(
            f"The values for attribute 'dtype' do not match: {actual.dtype} != {expected.dtype}.")


def _report(actual, expected, close, rtol, atol):
    if actual.dim() == 0:
        a, b = actual.item(), expected.item()
        share = abs(a - b) / abs(b) if b else float("inf")
        return (f"Scalars are not close!\n\nExpected {b} but got {a}.\n"
                f"Absolute difference: {abs(a - b)} (up to {atol} allowed)\n"
                f"Relative difference: {share} (up to {rtol} allowed)")
    wrong, count = int((~close).sum().item()), close.numel()
    difference = (actual - expected).abs().max().item()
    return (f"Tensor-likes are not close!\n\nMismatched elements: {wrong} / {count} ({100 * wrong / count:.1f}%)\n"
            f"Greatest absolute difference: {difference} (up to {atol} allowed)")
