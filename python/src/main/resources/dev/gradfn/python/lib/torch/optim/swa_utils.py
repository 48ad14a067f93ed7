"""torch.optim.swa_utils: averages of weights."""
import copy
import itertools

from .. import _operations, nn
from .._factories import tensor
from .._types import dtypes
from ..autograd import no_grad
from .lr_scheduler import LRScheduler

addcdiv = _operations.function("addcdiv")


def get_ema_multi_avg_fn(decay=0.999):
    _require_decay(decay)

    def ema_update(averaged, current, _):
        with no_grad():
            for average, value in zip(averaged, current):
                if average.is_floating_point():
                    average.lerp_(value, 1 - decay)
                else:
                    average.copy_(average * decay + value * (1 - decay))
    return ema_update


def get_ema_avg_fn(decay=0.999):
    _require_decay(decay)

    def ema_update(averaged, current, _):
        with no_grad():
            return decay * averaged + (1 - decay) * current
    return ema_update


def _require_decay(decay):
    if decay < 0.0 or decay > 1.0:
        raise ValueError(f"Invalid decay value {decay} provided. Please provide a value in [0,1] range.")


def get_swa_multi_avg_fn():
    def swa_update(averaged, current, count):
        share = (1 / (count + 1)).item()  # a float32 number, as in PyTorch
        with no_grad():
            for average, value in zip(averaged, current):
                if average.is_floating_point():
                    average.lerp_(value, share)
                else:
                    average.copy_(addcdiv(average, value - average, (count + 1).to(average.dtype)))
    return swa_update


def get_swa_avg_fn():
    def swa_update(averaged, current, count):
        with no_grad():
            return averaged + (current - averaged) / (count + 1)
    return swa_update


class AveragedModel(nn.Module):
    def __init__(self, model, device=None, avg_fn=None, multi_avg_fn=None, use_buffers=False):
        super().__init__()
        if avg_fn is not None and multi_avg_fn is not None:
            raise AssertionError("Only one of avg_fn and multi_avg_fn should be provided")
        self.module = copy.deepcopy(model)
        self.register_buffer("n_averaged", tensor(0, dtype=dtypes["int64"]))
        self.avg_fn = avg_fn
        self.multi_avg_fn = multi_avg_fn
        self.use_buffers = use_buffers

    def forward(self, *args, **kwargs):
        return self.module(*args, **kwargs)

    def update_parameters(self, model):
        own = self._averaged(self.module)
        new = [value.detach() for value in self._averaged(model)]
        own = [value.detach() for value in own]
        with no_grad():
            if self.n_averaged == 0:
                for average, value in zip(own, new):
                    average.copy_(value)
            elif self.multi_avg_fn is not None:
                self.multi_avg_fn(own, new, self.n_averaged)
            else:
                averaged = self.avg_fn or get_swa_avg_fn()
                for average, value in zip(own, new):
                    average.copy_(averaged(average, value, self.n_averaged))
            if not self.use_buffers:
                for average, value in zip(self.module.buffers(), model.buffers()):
                    average.detach().copy_(value.detach())
            self.n_averaged += 1

    def _averaged(self, model):
        if not self.use_buffers:
            return list(model.parameters())
        return list(itertools.chain(model.parameters(), model.buffers()))


def update_bn(loader, model, device=None):
    """Runs the data through the model once, for the running statistics of its batch norms alone."""
    norms = [m for m in model.modules() if isinstance(m, nn.modules.batchnorm._BatchNorm)]
    if not norms:
        return
    training = model.training
    momenta = [m.momentum for m in norms]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None
    model.train()
    with no_grad():
        for batch in loader:
            model(batch[0] if isinstance(batch, (list, tuple)) else batch)
    for norm, momentum in zip(norms, momenta):
        norm.momentum = momentum
    model.train(training)


class SWALR(LRScheduler):
    """Goes from each group's rate to `swa_lr`, and stays there."""

    def __init__(self, optimizer, swa_lr, anneal_epochs=10, anneal_strategy="cos", last_epoch=-1):
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError(f"anneal_strategy must by one of 'cos' or 'linear', instead got {anneal_strategy}")
        if not isinstance(anneal_epochs, int) or anneal_epochs < 0:
            raise ValueError(f"anneal_epochs must be equal or greater than 0, got {anneal_epochs}")
        rates = swa_lr if isinstance(swa_lr, (list, tuple)) else [swa_lr] * len(optimizer.param_groups)
        if len(rates) != len(optimizer.param_groups):
            raise ValueError(
                "swa_lr must have the same length as optimizer.param_groups: swa_lr has"
                f" {len(rates)}, optimizer.param_groups has {len(optimizer.param_groups)}")
        for group, rate in zip(optimizer.param_groups, rates):
            group["swa_lr"] = rate
        self._cosine = anneal_strategy == "cos"
        self.anneal_epochs = anneal_epochs
        super().__init__(optimizer, last_epoch)

    def _part(self, epoch):
        import math
        done = max(0, min(1, epoch / max(1, self.anneal_epochs)))
        return (1 - math.cos(math.pi * done)) / 2 if self._cosine else done

    def get_lr(self):
        step = self._step_count - 1
        if self.anneal_epochs == 0:
            step = max(1, step)
        before, now = self._part(step - 1), self._part(step)
        rates = []
        for group in self.optimizer.param_groups:
            start = group["lr"] if before == 1 else (group["lr"] - before * group["swa_lr"]) / (1 - before)
            if before == 1:
                start = group["swa_lr"]
            rates.append(group["swa_lr"] * now + start * (1 - now))
        return rates
