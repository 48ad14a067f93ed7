# Written in one go, as in a forum: no functions, no main.
import sys
import torch, torch.nn as nn

model = torch.load(sys.argv[2])['model'].float().cpu()
grad_fn_to_module = {}
visited = {}
for para in model.parameters():
    para.requires_grad = True
types = (nn.modules.conv._ConvNd, nn.modules.batchnorm._BatchNorm, nn.Linear, nn.PReLU)
def f(module, inputs, outputs):
    if module not in visited: visited[module] = 1
    else: visited[module] += 1
    grad_fn_to_module[outputs.grad_fn] = module
hooks = []
for m in model.modules():
    if isinstance(m, types):
        hooks.append(m.register_forward_hook(f))
out = model(torch.ones(1, 3, 64, 64))
for hook in hooks:
    hook.remove()
print(len(grad_fn_to_module), set(visited.values()))
text = str(grad_fn_to_module)
print(text.startswith('{<ConvolutionBackward0 object at 0x'), text.count('BackwardHook'), text.endswith('}'))
print(list(grad_fn_to_module.values())[:2])
for y in out if isinstance(out, (list, tuple)) else (out,):
    print(type(y).__name__, y.shape if torch.is_tensor(y) else [tuple(z.shape) for z in y])
model.requires_grad_(False)
grad_fn_to_module.clear()
for m in model.modules():
    if isinstance(m, types): m.register_forward_hook(lambda m, i, o: grad_fn_to_module.__setitem__(o.grad_fn, m))
model(torch.ones(1, 3, 64, 64))
print(grad_fn_to_module)
