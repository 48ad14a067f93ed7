"""Random numbers: the generator of the process, and others."""
import java

from ._border import java_call, wrap_tensor
from ._tensor import Tensor
from ._types import device as _device

_JGenerator = java.type("dev.gradfn.autograd.Generator")


class Generator:
    __module__ = "torch._C"

    def __init__(self, device="cpu", j=None):
        self._j = _JGenerator() if j is None else j
        self.device = _device(device)

    def manual_seed(self, seed):
        java_call(self._j.manualSeed, _signed(seed))
        return self

    def initial_seed(self):
        return self._j.initialSeed() % 2 ** 64

    def seed(self):
        return self._j.seed() % 2 ** 64

    def get_state(self):
        return wrap_tensor(java_call(self._j.getState))

    def set_state(self, state):
        if not isinstance(state, Tensor):
            raise TypeError(f"expected a torch.ByteTensor, but got {type(state).__name__}")
        java_call(self._j.setState, state._j)
        return self


def _signed(seed):
    seed = int(seed)
    if not -2 ** 63 <= seed < 2 ** 64:
        raise ValueError("Overflow when unpacking long long")
    seed %= 2 ** 64
    return seed - 2 ** 64 if seed >= 2 ** 63 else seed


default_generator = Generator(j=getattr(_JGenerator, "global")())
manual_seed = default_generator.manual_seed
initial_seed = default_generator.initial_seed
seed = default_generator.seed
get_rng_state = default_generator.get_state


def set_rng_state(state):
    default_generator.set_state(state)
