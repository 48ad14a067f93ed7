"""Which module made which node of the graph: the map from grad_fn to module of a YOLOv5 checkpoint.

    ./gradfn python examples/grad_fn_map.py ../shared/checkpoints/yolov5n-coco-v6.0.pt
"""
import sys

import torch
import torch.nn as nn

KINDS = (nn.modules.conv._ConvNd, nn.modules.batchnorm._BatchNorm, nn.Linear, nn.PReLU)

model = torch.load(sys.argv[1])['model'].float().cpu()
for parameter in model.parameters():
    parameter.requires_grad = True

grad_fn_to_module = {}
visited = {}


def record(module, inputs, outputs):
    visited[module] = visited.get(module, 0) + 1
    grad_fn_to_module[outputs.grad_fn] = module


hooks = [m.register_forward_hook(record) for m in model.modules() if isinstance(m, KINDS)]
output = model(torch.ones(1, 3, 640, 640))
for hook in hooks:
    hook.remove()

print(grad_fn_to_module)
