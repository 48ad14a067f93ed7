import sys
import torch
from torch import nn


def walk(fn, seen=None, depth=0):
    if seen is None:
        seen = set()
    if fn is None or fn in seen:
        return seen
    seen.add(fn)
    if hasattr(fn, 'variable'):
        seen.add(fn.variable)
    for next_fn, _ in fn.next_functions:
        walk(next_fn, seen, depth + 1)
    return seen


def to_lines(var, params):
    names = {id(p): n for n, p in params.items()}
    lines = []

    def add(fn, indent):
        if hasattr(fn, 'variable'):
            u = fn.variable
            lines.append('  ' * indent + f'{names.get(id(u), "?")} {tuple(u.size())}')
        else:
            lines.append('  ' * indent + str(type(fn).__name__))
        if hasattr(fn, 'next_functions'):
            for u in fn.next_functions:
                if u[0] is not None:
                    add(u[0], indent + 1)
        if hasattr(fn, 'saved_tensors'):
            lines.append('saved')
    add(var.grad_fn, 0)
    return lines


class Block(nn.Module):
    def __init__(self, c1, c2, k=3):
        super(Block, self).__init__()
        self.conv = nn.Conv2d(c1, c2, k, padding=k // 2, bias=False)
        self.bn = nn.BatchNorm2d(c2)
        self.act = nn.SiLU(inplace=True)

    def forward(self, x):
        return self.act(self.bn(self.conv(x)))


torch.manual_seed(0)
net = nn.Sequential(Block(3, 4), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2))
out = net(torch.rand(2, 3, 8, 8))
print(*to_lines(out, dict(net.named_parameters())), sep='\n')
print(len(walk(out.grad_fn)))

model = torch.load(sys.argv[2], map_location='cpu')['model'].float()
for k, v in model.named_parameters():
    v.requires_grad = True
sys.setrecursionlimit(10000)
pred = model.train()(torch.zeros(2, 3, 64, 64))
nodes = set()
for p in pred:
    walk(p.grad_fn, nodes)
leaves = [n for n in nodes if isinstance(n, nn.Parameter)]
print(len(pred), [tuple(p.shape) for p in pred], len(leaves), sum(p.numel() for p in leaves))
print(sorted({type(n).__name__ for n in nodes if not isinstance(n, torch.Tensor)}))
