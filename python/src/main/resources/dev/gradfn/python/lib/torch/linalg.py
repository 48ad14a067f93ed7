"""torch.linalg: norms and products of vectors and matrices."""
from . import _operations
from ._tensor import Tensor

cross = _operations.function("linalg.cross")
vector_norm = _operations.function("linalg.vector_norm")


def norm(A, ord=None, dim=None, keepdim=False, *, out=None, dtype=None):
    if ord is not None and dim is None and A.dim() == 2:
        raise RuntimeError("torch.linalg.norm of matrices is not part of gradfn with ord; 'fro' is torch.norm(A)")
    return vector_norm(A, 2 if ord is None else ord, dim, keepdim)


def matrix_norm(A, ord="fro", dim=(-2, -1), keepdim=False, *, dtype=None):
    if ord != "fro":
        raise RuntimeError(f"torch.linalg.matrix_norm with ord={ord!r} is not part of gradfn")
    return vector_norm(A, 2, dim, keepdim)


def matmul(input, other):
    return input.matmul(other)


def multi_dot(tensors):
    product = tensors[0]
    for matrix in tensors[1:]:
        product = product.matmul(matrix)
    return product


def vecdot(x, y, *, dim=-1):
    return (x * y).sum(dim)


def __getattr__(name):
    raise AttributeError(f"torch.linalg.{name} is not part of gradfn")
