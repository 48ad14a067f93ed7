import sys
from copy import deepcopy

import torch
import torch.nn as nn
import torch.nn.utils.prune as prune


def sparsity(model):
    a, b = 0, 0
    for p in model.parameters():
        a += p.numel()
        b += (p == 0).sum()
    return b / a


def prune_model(model, amount=0.3):
    for name, m in model.named_modules():
        if isinstance(m, nn.Conv2d):
            prune.l1_unstructured(m, name='weight', amount=amount)
            prune.remove(m, 'weight')


def model_info(model, verbose=False, imgsz=640):
    n_p = sum(x.numel() for x in model.parameters())
    n_g = sum(x.numel() for x in model.parameters() if x.requires_grad)
    if verbose:
        print(f"{'layer':>5} {'name':>40} {'gradient':>9} {'parameters':>12} {'shape':>20}")
        for i, (name, p) in enumerate(model.named_parameters()):
            name = name.replace('module_list.', '')
            if i < 3:
                print('%5g %40s %9s %12g %20s' % (i, name, p.requires_grad, p.numel(), list(p.shape)))
    print(f"{len(list(model.modules()))} layers, {n_p} parameters, {n_g} gradients")


ckpt = torch.load(sys.argv[2], map_location=torch.device('cpu'), weights_only=False)
model = deepcopy(ckpt['model']).float()
model_info(model, verbose=True)
print(type(model).__name__, model.names[0], model.nc, model.stride.tolist(), model.yaml['nc'])
det = model.model[-1]
print(type(det).__name__, det.nl, det.na, det.no, list(det.anchors.shape), det.f, det.i, det.type, det.np)
for i, m in enumerate(model.model[:3]):
    print(m.i, m.f, m.type, m.np)
print(round(float(sparsity(model)), 3))
prune_model(model, 0.5)
print(round(float(sparsity(model)), 3), any('mask' in k for k in model.state_dict()))
lenet = nn.Sequential(nn.Conv2d(1, 6, 5), nn.ReLU(), nn.Flatten(), nn.Linear(6, 2))
prune.ln_structured(lenet[0], 'weight', amount=2, n=2, dim=0)
prune.random_unstructured(lenet[3], name='bias', amount=1)
print(list(dict(lenet.named_buffers())), [n for n, _ in lenet.named_parameters()])
print(lenet[0]._forward_pre_hooks and lenet[0].weight_mask.sum((1, 2, 3)).eq(0).sum().item())
prune.global_unstructured([(lenet[0], 'weight'), (lenet[3], 'weight')], pruning_method=prune.L1Unstructured, amount=0.2)
print(prune.is_pruned(lenet), 100. * float(torch.sum(lenet[3].weight == 0)) / lenet[3].weight.nelement() >= 0)
m = nn.BatchNorm2d(3)
w = m.weight.abs().detach()
idx = torch.argsort(w, descending=True)[:2]
print(idx.tolist(), torch.topk(torch.tensor([3., 1., 2.]), 2).indices.tolist(), m.weight.data.clone().abs().sum())
