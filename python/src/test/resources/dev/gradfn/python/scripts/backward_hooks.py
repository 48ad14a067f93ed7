import torch
import torch.nn as nn
from torch.utils.hooks import RemovableHandle

activation, gradient = {}, {}


def get_activation(name):
    def hook(model, input, output):
        activation[name] = output.detach()
    return hook


def backward_hook(name):
    def hook(module, grad_input, grad_output):
        gradient[name] = [None if g is None else tuple(g.shape) for g in grad_input], grad_output[0].abs().mean().item()
    return hook


torch.manual_seed(3)
model = nn.Sequential()
model.add_module('conv1', nn.Conv2d(1, 2, 3, bias=False))
model.add_module('relu', nn.ReLU())
model.add_module('pool', nn.MaxPool2d(2))
model.add_module('flat', nn.Flatten())
model.add_module('fc', nn.Linear(8, 2))
handles = {}
for name, layer in model._modules.items():
    handles[name] = layer.register_forward_hook(get_activation(name)), layer.register_full_backward_hook(backward_hook(name))
print(isinstance(handles['fc'][0], RemovableHandle))
x = torch.ones(1, 1, 6, 6)
out = model(x)
out[0, 1].backward()
for k, v in activation.items():
    print(k, tuple(v.shape), v.requires_grad)
for k, (shapes, mean) in gradient.items():
    print(k, shapes, round(mean, 4))
feature = None


class GradCAM:
    def __init__(self, model, target):
        self.model = model
        target.register_forward_hook(self.save)

    def save(self, module, inputs, output):
        self.features = output
        output.register_hook(self.save_grad)

    def save_grad(self, grad):
        self.grads = grad

    def __call__(self, x, index=None):
        score = self.model(x)
        index = score.argmax(1).item() if index is None else index
        self.model.zero_grad()
        score[:, index].sum().backward(retain_graph=True)
        weights = self.grads.mean(dim=(2, 3), keepdim=True)
        cam = torch.relu((weights * self.features).sum(1, keepdim=True))
        cam = torch.nn.functional.interpolate(cam, x.shape[2:], mode='bilinear', align_corners=False)
        cam -= cam.min()
        return cam / (cam.max() + 1e-8)


for a, b in handles.values():
    a.remove()
    b.remove()
cam = GradCAM(model, model.conv1)(x)
print(cam.shape, bool((cam >= 0).all()), cam.grad_fn is not None)
print(model)
