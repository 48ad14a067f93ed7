import functools
import itertools
import json
import sys
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Callable, NamedTuple

import torch
import torch.nn as nn
import torch.nn.functional as F


class Phase(Enum):
    FORWARD = 'forward'
    BACKWARD = 'backward'


@dataclass
class Record:
    name: str
    phase: Phase
    shape: tuple = ()
    extra: dict = field(default_factory=dict)


class Stat(NamedTuple):
    mean: float
    std: float


class Recorder:
    """Context manager with hooks on all leaf modules."""

    def __init__(self, model: nn.Module, filter_fn: Callable[[nn.Module], bool] = lambda m: True):
        self.model, self.filter_fn = model, filter_fn
        self.records, self.handles = [], []

    def _forward(self, name, module, inputs, output):
        self.records.append(Record(name, Phase.FORWARD, tuple(output.shape), {'fn': output.grad_fn.name()}))

    def _backward(self, name, module, grad_input, grad_output):
        self.records.append(Record(name, Phase.BACKWARD, tuple(grad_output[0].shape)))

    def __enter__(self):
        for name, m in self.model.named_modules():
            if not list(m.children()) and self.filter_fn(m):
                self.handles.append(m.register_forward_hook(functools.partial(self._forward, name)))
                self.handles.append(m.register_full_backward_hook(functools.partial(self._backward, name)))
        return self

    def __exit__(self, exc_type: Any, exc, tb):
        [h.remove() for h in self.handles]
        self.handles.clear()
        return False


class Net(nn.Module):
    layers: nn.ModuleList

    def __init__(self, sizes=(4, 8, 3), *, dropout: float = 0.0):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes[:-1], sizes[1:]))
        self.scale = nn.Parameter(torch.ones(1))
        self.register_buffer('steps', torch.tensor(0))
        self.dropout = dropout

    @property
    def depth(self):
        return len(self.layers)

    @torch.no_grad()
    def count(self):
        self.steps += 1
        return int(self.steps)

    def forward(self, x):
        for i, layer in enumerate(self.layers):
            x = layer(x)
            if i < self.depth - 1:
                x = F.relu(x)
        return F.dropout(x * self.scale, self.dropout, self.training)


torch.manual_seed(1)
net = Net()
with Recorder(net, lambda m: isinstance(m, nn.Linear)) as rec:
    loss = F.cross_entropy(net(torch.randn(5, 4)), torch.tensor([0, 1, 2, 0, 1]))
    loss.backward()
for r in rec.records:
    print(r)
net(torch.randn(1, 4)).sum().backward()
print(len(rec.records), net.count(), net.count(), net.depth)
print(net)
print({n: Stat(round(p.grad.mean().item(), 4), round(p.grad.std().item(), 4)) for n, p in net.named_parameters()
       if p.numel() > 1 and 'weight' in n})
print(json.dumps({k: list(v.shape) for k, v in net.state_dict().items()}, indent=1))
print(list(itertools.accumulate(p.numel() for p in net.parameters())))
outer = []
hook = net.layers[0].register_forward_pre_hook(lambda m, inp: outer.append(inp[0].abs().max().item() > 0))
with torch.no_grad():
    y = net(torch.ones(1, 4))
hook.remove()
print(outer, y.grad_fn, y.requires_grad, file=sys.stdout)
