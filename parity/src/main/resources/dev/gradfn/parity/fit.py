# Appended to the source of class `Model` of a recorded training: trains it as the case says.
import json
import math

VALUE_TAGS = {"tuple": tuple, "floats": tuple, "ints": tuple, "list": list, "dict": dict}
FORMULAS = {
    "power": lambda e, base: base ** e,
    "linear": lambda e, epochs, lrf: (1 - e / epochs) * (1.0 - lrf) + lrf,
    "cosine": lambda e, steps, y1, y2: ((1 - math.cos(e * math.pi / steps)) / 2) * (y2 - y1) + y1,
    "inverse": lambda e, k: 1 / (1 + k * e),
}


class LossNames(dict):
    """What a loss is written with: its tensors, and the functions of torch.nn.functional."""

    def __missing__(self, name):
        if not hasattr(F, name):
            raise KeyError(name)
        return getattr(F, name)


def decoded(value):
    if not isinstance(value, dict):
        return value
    if "lambda" in value:
        formula, constants = FORMULAS[value["lambda"]], decoded_all(value["constants"])
        return lambda e: formula(e, **constants)
    (tag, content), = value.items()
    if tag == "null":
        return None
    if tag in VALUE_TAGS:
        items = [[decoded(k), decoded(v)] for k, v in content] if tag == "dict" else map(decoded, content)
        return VALUE_TAGS[tag](items)
    return float(content) if tag == "float" else content


def decoded_all(values):
    return {name: decoded(value) for name, value in values.items()}


def named(model):
    return {**dict(model.named_parameters()), **dict(model.named_buffers())}


def show_all(name, tensors):
    show(name, list(tensors))
    for key, value in tensors.items():
        show(f"{name}/{key}", value)


class Ema:
    def __init__(self, model, updates):
        self.model, self.updates, self.decays = copy.deepcopy(model), updates, []

    def update(self, model):
        self.updates += 1
        decay = 0.9999 * (1 - math.exp(-self.updates / 2000))
        self.decays.append(decay)
        new = model.state_dict()
        with torch.no_grad():
            for key, value in self.model.state_dict().items():
                if value.is_floating_point():
                    value *= decay
                    value += (1 - decay) * new[key].detach()


class Average:
    def __init__(self, model, kind, use_buffers, decay=None, every=1):
        function = swa_utils.get_ema_multi_avg_fn(decay) if kind == "ema" else swa_utils.get_swa_multi_avg_fn()
        self.every, self.steps = every, 0
        self.model = swa_utils.AveragedModel(model, multi_avg_fn=function, use_buffers=use_buffers)

    def update(self, model):
        if self.steps % self.every == 0:
            self.model.update_parameters(model)
        self.steps += 1


class Fit:
    def __init__(self, case, dtype):
        self.case, self.options, self.name = case, case["options"], dtype
        torch.manual_seed(int(case["seed"]))
        self.model = Model()
        show_all(f"{dtype}/init", named(self.model))
        show(f"{dtype}/repr", repr(self.model))
        self.dtype = getattr(torch, dtype)
        self.model.to(self.dtype)
        with torch.no_grad():
            for key, value in named(self.model).items():
                value.copy_(given("init/" + key, None))
        self.x, self.y = self.data("x"), self.data("y")
        self.optimizer = self.made_optimizer()
        self.schedule = self.made("schedule", lr_scheduler, self.optimizer)
        self.ema = Ema(self.model, **self.options["ema"]) if "ema" in self.options else None
        self.average = Average(self.model, **self.options["averaged"]) if "averaged" in self.options else None
        self.losses, self.norms, self.lrs = [], [], [self.rates()]

    def data(self, name):
        value = given(name, None)
        return value.to(self.dtype) if value.is_floating_point() else value

    def made(self, option, module, *arguments, **more):
        if option not in self.options:
            return None
        chosen = self.options[option]
        return getattr(module, chosen["class"])(*arguments, **decoded_all(chosen["kwargs"]), **more)

    def made_optimizer(self):
        for name, p in self.model.named_parameters():
            if name.startswith(tuple(self.options.get("frozen", ()))):
                p.requires_grad = False
        parameters = {name: p for name, p in self.model.named_parameters() if p.requires_grad}
        groups = list(parameters.values())
        if "groups" in self.options:
            groups = [
                {"params": [parameters[name] for name in group["params"]], **decoded_all(group["options"])}
                for group in self.options["groups"]]
        return self.made("optimizer", optim, groups, foreach=False)

    def rates(self):
        return [group["lr"] for group in self.optimizer.param_groups]

    def loss(self, start, stop):
        names = LossNames(model=self.model, x=self.x[start:stop], y=self.y[start:stop])
        return eval(self.case["loss"], {"torch": torch, "nn": nn, "F": F}, names)

    def backward(self, slices):
        self.optimizer.zero_grad()
        total = 0.0
        for start, stop in slices:
            loss = self.loss(start, stop) / len(slices)
            loss.backward()
            total += loss.item()
        self.losses.append(total)

    def clip(self):
        if "clip_norm" in self.options:
            norm = nn.utils.clip_grad_norm_(self.model.parameters(), self.options["clip_norm"])
            self.norms.append(norm.item())
        if "clip_value" in self.options:
            nn.utils.clip_grad_value_(self.model.parameters(), self.options["clip_value"])

    def step(self, slices, first):
        self.backward(slices)
        if first:
            gradients = {name: p.grad for name, p in self.model.named_parameters()}
            show_all(self.name + "/first_grads", gradients)
        self.clip()
        self.optimizer.step()
        if self.schedule is not None:
            self.schedule.step()
            self.lrs.append(self.rates())
        for average in (self.ema, self.average):
            if average is not None:
                average.update(self.model)
        if first:
            show_all(self.name + "/after_1", named(self.model))

    def run(self):
        for i, slices in enumerate(self.case["batches"]):
            self.step(slices, first=i == 0)
        show_all(self.name + "/final", named(self.model))
        for name, values in (("losses", self.losses), ("norms", self.norms), ("lrs", self.lrs)):
            show(f"{self.name}/{name}", values)
        if self.ema is not None:
            show(self.name + "/decays", self.ema.decays)
            show_all(self.name + "/ema", named(self.ema.model))
        if self.average is not None:
            show_all(self.name + "/averaged", self.average.model.state_dict())
        with torch.no_grad():
            show(self.name + "/eval_output", self.model.eval()(self.x))
