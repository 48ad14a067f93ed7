#!/usr/bin/env python3
"""The map as a command with arguments."""
import argparse
import os
import time
from collections import OrderedDict, defaultdict
from pathlib import Path
from typing import Dict, List, Optional, Tuple

import torch
import torch.nn as nn


def parse_opt(known=False):
    parser = argparse.ArgumentParser(description="grad_fn to module")
    parser.add_argument("--weights", nargs="+", type=str, default=[], help="model path(s)")
    parser.add_argument("--imgsz", "--img", "--img-size", nargs="+", type=int, default=[64], help="inference size h,w")
    parser.add_argument("--device", default="", help="cuda device, i.e. 0 or 0,1,2,3 or cpu")
    parser.add_argument("--verbose", action="store_true")
    opt = parser.parse_known_args()[0] if known else parser.parse_args()
    opt.imgsz *= 2 if len(opt.imgsz) == 1 else 1
    return opt


def select_device(device: str = "") -> torch.device:
    cpu = device.lower() == "cpu"
    if not cpu and torch.cuda.is_available():
        return torch.device("cuda:0")
    return torch.device("cpu")


def load_model(path: str, device: torch.device) -> nn.Module:
    ckpt = torch.load(path, map_location=device)
    model = ckpt["model"] if isinstance(ckpt, dict) else ckpt
    return model.float().to(device)


def run(weights: List[str], imgsz: Tuple[int, int], device: str, verbose: bool = False) -> Dict:
    dev = select_device(device)
    model = load_model(weights[0], dev)
    for p in model.parameters():
        p.requires_grad_(True)
    model.eval()
    names = {m: n for n, m in model.named_modules()}
    visited = defaultdict(int)
    grad_fn_to_module: Dict[object, nn.Module] = OrderedDict()

    def hook(module: nn.Module, inputs: Optional[Tuple], outputs: torch.Tensor) -> None:
        visited[module] += 1
        grad_fn_to_module[outputs.grad_fn] = module

    handles = [m.register_forward_hook(hook) for m in model.modules()
               if isinstance(m, (nn.Conv2d, nn.BatchNorm2d, nn.Linear))]
    t0 = time.time()
    model(torch.zeros(1, 3, *imgsz, device=dev))
    assert time.time() >= t0
    for h in handles:
        h.remove()
    for i, (fn, m) in enumerate(grad_fn_to_module.items()):
        if i < 3:
            print(f"{names[m]:<16s} {fn.name():<28} {type(m).__name__} {visited[m]}")
    return grad_fn_to_module


if __name__ == "__main__":
    opt = parse_opt()
    found = run(opt.weights, tuple(opt.imgsz), opt.device, opt.verbose)
    kinds = defaultdict(list)
    for fn in found:
        kinds[fn.name()].append(fn)
    print(Path(opt.weights[0]).suffix, os.path.basename(opt.weights[0]), len(found))
    print({k: len(v) for k, v in sorted(kinds.items())})
