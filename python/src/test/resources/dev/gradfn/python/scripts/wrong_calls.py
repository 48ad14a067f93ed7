# What goes wrong, as a program sees it: the error's class and words, or the warning.
import warnings

import torch
import torch.nn as nn
import torch.nn.functional as F

x = torch.ones(2, 3, requires_grad=True)
CALLS = """
torch.exp(1.0)
torch.ones(2).tril(1.5)
torch.ones(2).transpose(0)
torch.cat([x, 3])
x + None
[1] + x
x < "a"
x == "a"
x @ 2
del_item()
set_item("a")
torch.ones(()).size(0)
torch.bincount(torch.ones(3))
torch.cross(torch.ones(3), torch.ones(3))
torch.zeros(2.0)
torch.full((2,), "a")
torch.zeros(-1)
torch.ones(2, dtype="float")
torch.ones(2, dtype=int)
torch.zeros_like(3)
torch.tensor(300, dtype=torch.uint8)
torch.tensor(2**63)
torch.arange("a")
torch.arange(float("nan"))
torch.Size([1, "a"])
torch.finfo(torch.int64)
torch.iinfo(torch.int32)
torch.manual_seed(2**64)
torch.broadcast_shapes((2, 3), (2,))
torch.broadcast_tensors(torch.ones(2, 3), torch.ones(2))
torch.tensordot(torch.ones(2, 3), torch.ones(2, 3), dims=1)
torch.combinations(torch.ones(2, 2))
torch.ones(2, 3, 4).H
torch.ones(3).T
torch.ones(()).mT
torch.ones(1).var()
x.requires_grad_(3)
set_data(torch.ones(2).long())
set_flag(1)
set_shape(3)
x.sum().backward(inputs=[3])
torch.autograd.grad(x.sum(), [None])
torch.autograd.graph.register_multi_grad_hook([torch.ones(2)], print)
torch.set_grad_enabled(3)
list(between_yields())
nn.Linear()
nn.Conv2d(4, 4, 3, foo=1)
F.mse_loss(torch.ones(2), torch.ones(2), reduce=False)
F.max_pool1d(torch.ones(1, 1, 4), 5)
F.max_pool2d(torch.ones(1, 1, 4, 4), (1, 2, 3))
F.interpolate(torch.ones(1, 3, 4, 4).long(), size=2)
F.interpolate(torch.ones(1, 1, 4, 4), size=2, antialias=True)
F.upsample(torch.ones(1, 1, 1, 1), scale_factor=2)
torch.randint(5, size=(2,)).shape
nn.init.eye_(torch.ones(3, 1))
[(x > 0)[0].tolist() for _ in range(3)]
nn.Hardtanh(1, -1)
nn.TripletMarginLoss(margin=-1)
x.sum((-1, 0)).grad_fn._saved_dim, x.flip(-1).grad_fn._saved_dims, x.pow(-2).grad_fn._saved_exponent
nn.Linear(3, 2)(input=x).shape, nn.MSELoss()(input=x, target=x).item()
nn.Linear(3, 2)(x, 3)
list(nn.Linear(3, 2).state_dict()._metadata)
F.gumbel_softmax(x[0]).shape
type(x), type(x.dtype), torch.nn.Parameter
"""


def del_item():
    del x[0]


def set_item(value):
    torch.ones(2)[0] = value


def set_data(value):
    x.data = value


def set_flag(value):
    torch.ones(1).requires_grad = value


def set_shape(value):
    x.shape = value


@torch.no_grad()
def between_yields():
    yield torch.is_grad_enabled()


for call in CALLS.strip().splitlines():
    with warnings.catch_warnings(record=True) as given:
        warnings.simplefilter("always")
        try:
            print(call, "->", eval(call))
        except Exception as e:
            print(call, "->", type(e).__name__ + ":", e)
        for warning in given:
            print("   ", warning.category.__name__ + ":", warning.message)
