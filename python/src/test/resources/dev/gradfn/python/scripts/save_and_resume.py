import io
import os
import sys
from collections import OrderedDict

import torch
from torch import nn, optim

folder = sys.argv[3]
net = nn.Sequential(OrderedDict(fc=nn.Linear(2, 2), bn=nn.BatchNorm1d(2)))
opt = optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
net(torch.randn(4, 2)).sum().backward()
opt.step()
path = os.path.join(folder, "ckpt.pth")
torch.save({"epoch": 7, "model_state_dict": net.state_dict(), "optimizer_state_dict": opt.state_dict(), "loss": 0.25,
            "names": ["a", "b"], "shape": net.fc.weight.shape, "where": torch.device("cpu"), "type": torch.float32}, path)
print(os.path.exists(path), os.listdir(folder))
ckpt = torch.load(path, map_location="cpu")
print(list(ckpt), ckpt["epoch"], ckpt["names"], ckpt["shape"], ckpt["where"], ckpt["type"])
other = nn.Sequential(OrderedDict(fc=nn.Linear(2, 2), bn=nn.BatchNorm1d(2)))
print(other.load_state_dict(ckpt["model_state_dict"]))
print(all(torch.equal(a, b) for a, b in zip(net.state_dict().values(), other.state_dict().values())))
opt2 = optim.SGD(other.parameters(), lr=0.5)
opt2.load_state_dict(ckpt["optimizer_state_dict"])
print(opt2.param_groups[0]["lr"], opt2.param_groups[0]["momentum"], len(opt2.state_dict()["state"]))
buffer = io.BytesIO()
torch.save(net, buffer)
buffer.seek(0)
print(torch.load(buffer, weights_only=False))
weights = torch.load(sys.argv[2])["model"].float().state_dict()
torch.save(weights, os.path.join(folder, "weights.pt"))
back = torch.load(os.path.join(folder, "weights.pt"))
print(type(back).__name__, len(back), list(back)[0], back._metadata[""])
missing, unexpected = net.load_state_dict({k: v for k, v in back.items() if "none" in k}, strict=False)
print(missing[:2], unexpected)
with open(os.path.join(folder, "log.txt"), "w") as f:
    f.write("done\n")
with open(os.path.join(folder, "log.txt")) as f:
    print(f.read(), end="")
