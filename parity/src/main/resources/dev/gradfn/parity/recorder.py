"""Runs recorded PyTorch programs and records what they show, for the judge to compare."""
import collections
import copy
import importlib
import json
import linecache
import re
import sys
import traceback
import warnings

import torch
import torch.nn as nn
import torch.nn.functional as F

PROGRAM = "<program>"
EXTRA = {
    "optim": "torch.optim", "lr_scheduler": "torch.optim.lr_scheduler", "swa_utils": "torch.optim.swa_utils",
    "prune": "torch.nn.utils.prune", "fusion": "torch.nn.utils.fusion",
}
Border = torch._border.Border


class Recorder:
    def __init__(self, inputs, numbered):
        self.inputs = inputs
        self.numbered = numbered
        self.results = []
        self.tensors = []
        self.warnings = []
        self.uses = collections.Counter()
        self.scope = {}
        self.leaves = {}

    # ---- what programs call --------------------------------------------------------------------

    def given(self, name, shape, dtype=torch.float32, requires_grad=False):
        tensor = wrap(self.inputs.get(name))
        self.leaves[name] = tensor
        return tensor.requires_grad_() if requires_grad else tensor

    def show(self, name, value):
        self.results.append({"name": self.named(name), **self.recorded(value)})

    def text(self, name, text):
        self.results.append({"name": self.named(name), "kind": "text", "text": masked(text), "value": masked(text)})

    def log(self, *values):
        self.results.append({"kind": "log", "text": masked(" ".join(str(value) for value in values))})

    def attempt(self, name, function):
        type_name = message = None
        try:
            function()
        except Exception as e:
            type_name, message = type(e).__name__, masked(words(e))
        self.results.append({"name": name, "kind": "error", "type": type_name, "message": message})

    def graph(self, name, *tensors):
        names = {**self.leaves, **self.scope}
        if isinstance(tensors[-1], nn.Module):
            names = dict(tensors[-1].named_parameters())
            tensors = tensors[:-1]
        nodes, outputs = walk([t for t in tensors if t is not None], names)
        graph = {"nodes": nodes, "outputs": outputs}
        self.results.append({"name": self.named(name), "kind": "graph", **graph, "value": graph})

    def fill(self, target, k=0):
        tensors = list(target.parameters()) if isinstance(target, nn.Module) else [target]
        with torch.no_grad():
            for j, tensor in enumerate(tensors):
                values = [(-1) ** i * ((389 * i + 101 * j + 17 * k) % 997 + 1) / 512 for i in range(tensor.numel())]
                tensor.copy_(torch.tensor(values, dtype=torch.float64).reshape(tensor.shape))
        return target

    # ---- values --------------------------------------------------------------------------------

    def named(self, name):
        self.uses[name] += 1
        return f"{name} #{self.uses[name]}" if self.numbered and self.uses[name] > 1 else name

    def recorded(self, value):
        if isinstance(value, torch.Tensor):
            return self.tensor(value)
        if isinstance(value, (list, tuple)) and value and has_tensor(value):
            return {"kind": "list", "items": [self.recorded(item) for item in value]}
        return {"kind": "value", "value": plain(value)}

    def tensor(self, value):
        self.tensors.append(Border.snapshot(value._j))
        node = value.grad_fn
        return {
            "kind": "tensor", "tensor": len(self.tensors) - 1, "dtype": str(value.dtype)[6:],
            "shape": list(value.shape), "strides": list(value.stride()), "requires_grad": value.requires_grad,
            "grad_fn": None if node is None else type(node).__name__}

    def warned(self, message, category, filename, lineno, file=None, line=None):
        self.warnings.append({
            "category": category.__name__, "message": masked(str(message)),
            "line": lineno if filename == PROGRAM else None})

    # ---- running -------------------------------------------------------------------------------

    def run(self, source):
        raised = None
        linecache.cache[PROGRAM] = (len(source), None, source.splitlines(True), PROGRAM)
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.showwarning = self.warned
            try:
                exec(compile(source, PROGRAM, "exec"), self.scope)
            except Exception as e:
                raised = self.raised(e)
        return json.dumps({"results": self.results, "warnings": self.warnings, "raises": raised})

    def raised(self, e):
        lines = [f.lineno for f in traceback.extract_tb(e.__traceback__) if f.filename == PROGRAM]
        described = {"type": type(e).__name__, "message": masked(words(e)), "line": lines[0] if lines else None}
        if len(lines) > 1 and lines[-1] != lines[0]:
            described["inner_line"] = lines[-1]
        if not lines or DEBUG:
            described["trace"] = "".join(traceback.format_exception(e))
        return described


DEBUG = False
# Module and training programs record dtypes by name.
names_of_dtypes = False


def has_tensor(value):
    return any(isinstance(item, torch.Tensor) or isinstance(item, (list, tuple)) and has_tensor(item) for item in value)


def words(e):
    return str(e.args[0]) if isinstance(e, KeyError) and e.args else str(e)


def masked(text):
    return re.sub(r"\b0x[0-9a-f]+", "0x…", text)


def plain(value):
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return value if abs(value) <= 2 ** 53 else str(value)
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else str(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return [[plain(key), plain(item)] for key, item in value.items()]
    if isinstance(value, torch.dtype):
        return str(value).removeprefix("torch.") if names_of_dtypes else str(value)
    if isinstance(value, torch.Tensor):
        return value.tolist()
    return repr(value)


def walk(tensors, names):
    nodes, numbers, rows = [], {}, []

    def visit(root):
        stack = [root]
        while stack:
            node = stack.pop()
            if node is None or node in numbers:
                continue
            numbers[node] = len(nodes)
            nodes.append(node)
            stack += [n for n, _ in reversed(node.next_functions)]

    for tensor in tensors:
        visit(tensor.grad_fn)
    outputs = [[None if t.grad_fn is None else numbers[t.grad_fn], t.output_nr] for t in tensors]
    for node in nodes:
        row = {
            "name": type(node).__name__, "full_name": node.name(),
            "next": [[None if n is None else numbers[n], i] for n, i in node.next_functions]}
        if row["full_name"] == row["name"]:
            del row["full_name"]
        if row["name"] == "AccumulateGrad":
            row["variable"] = name_of(node.variable, names)
        rows.append(row)
    return rows, outputs


def name_of(tensor, names):
    for name, value in names.items():
        if value is tensor:
            return name
    for name, value in names.items():
        if isinstance(value, nn.Module):
            for path, parameter in value.named_parameters():
                if parameter is tensor:
                    return f"{name}.{path}"
        elif isinstance(value, (list, tuple)):
            for i, item in enumerate(value):
                if item is tensor:
                    return f"{name}[{i}]"
    return None


def fresh():
    """What every program starts from."""
    torch._reset()
    torch.manual_seed(0)


def scope(extra):
    names = {"__name__": "builtins", "torch": torch, "nn": nn, "F": F, "inf": float("inf"), "nan": float("nan")}
    if extra:
        names.update(copy=copy, OrderedDict=collections.OrderedDict)
        for name, module in EXTRA.items():
            try:
                names[name] = importlib.import_module(module)
            except ImportError:
                pass  # a program that needs it says so
    return names


def run(source, inputs, extra):
    fresh()
    global names_of_dtypes
    names_of_dtypes = extra
    recorder = Recorder(inputs, extra)
    recorder.scope.update(scope(extra))
    recorder.scope.update(
        given=recorder.given, show=recorder.show, text=recorder.text, log=recorder.log, attempt=recorder.attempt,
        graph=recorder.graph, fill=recorder.fill)
    if extra:
        recorder.scope["tensor"] = recorder.show
    return recorder.run(source), recorder.tensors


def printed(source, expression, inputs, options):
    """The text of an expression, after the statements."""
    fresh()
    names = scope(False)
    for name in list(inputs.keySet()):
        names[str(name)] = wrap(inputs.get(name))
    exec(compile(source, PROGRAM, "exec"), names)
    options = json.loads(options)
    torch.set_printoptions(profile="default")
    if options:
        torch.set_printoptions(**options)
    value = eval(expression, names)
    text = str(value) if isinstance(value, (torch.Tensor, torch.Size)) else value if isinstance(value, str) else repr(value)
    torch.set_printoptions(profile="default")
    return masked(text)


wrap = torch._border.wrap
