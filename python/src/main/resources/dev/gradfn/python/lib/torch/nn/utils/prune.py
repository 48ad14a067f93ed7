"""torch.nn.utils.prune: parameters masked before each call."""
import java

from ..._border import java_call, unwrap, wrap_tensor

_Prune = java.type("dev.gradfn.nn.prune.Prune")
_Place = java.type("dev.gradfn.nn.prune.Prune$Place")
_Dict = java.type("java.util.LinkedHashMap")
_Hook = java.type("dev.gradfn.nn.prune.PruningHook")
_Own = java.type("dev.gradfn.python.ProgramPruning")


class BasePruningMethod:
    """What a program derives its own methods from: it gives `compute_mask`."""

    PRUNING_TYPE = "unstructured"
    dim = 0

    def compute_mask(self, t, default_mask):
        raise NotImplementedError

    def _method(self):
        def mask(scores, before):
            return self.compute_mask(wrap_tensor(scores), wrap_tensor(before))._j
        return _Own(type(self).__name__, self.PRUNING_TYPE, self.dim, mask)

    @classmethod
    def apply(cls, module, name, *args, importance_scores=None, **kwargs):
        method = java_call(cls(*args, **kwargs)._method)
        java_call(_Prune.apply, module._j, name, method, unwrap(importance_scores))
        return module


class PruningContainer(BasePruningMethod):
    """Several methods on one parameter."""


def _define(name, kind):
    layer = java.type("dev.gradfn.nn.prune.PruningMethod$" + name)

    def init(self, *args, **kwargs):
        self._j = java_call(layer, *(unwrap(value) for value in (*args, *kwargs.values())))
    members = {"PRUNING_TYPE": kind, "__init__": init, "_method": lambda self: self._j, "__module__": __name__}
    return type(name, (BasePruningMethod,), members)


Identity = _define("Identity", "unstructured")
RandomUnstructured = _define("RandomUnstructured", "unstructured")
L1Unstructured = _define("L1Unstructured", "unstructured")
RandomStructured = _define("RandomStructured", "structured")
LnStructured = _define("LnStructured", "structured")
CustomFromMask = _define("CustomFromMask", "global")


def hook_object(j):
    """A hook of Java as Python shows it: by the name of its class."""
    methods = j.methods()
    if methods.size() > 1:
        return PruningContainer()
    name = str(methods.get(0)).partition("[")[0]  # a record of Java prints as Name[...]
    cls = globals().get(name, BasePruningMethod)
    made = object.__new__(cls)
    made._tensor_name = str(j.tensorName())
    return made


def identity(module, name):
    return Identity.apply(module, name)


def random_unstructured(module, name, amount):
    return RandomUnstructured.apply(module, name, amount)


def l1_unstructured(module, name, amount, importance_scores=None):
    return L1Unstructured.apply(module, name, amount, importance_scores=importance_scores)


def random_structured(module, name, amount, dim):
    return RandomStructured.apply(module, name, amount, dim)


def ln_structured(module, name, amount, n, dim, importance_scores=None):
    return LnStructured.apply(module, name, amount, n, dim, importance_scores=importance_scores)


def custom_from_mask(module, name, mask):
    return CustomFromMask.apply(module, name, mask)


def global_unstructured(parameters, pruning_method, importance_scores=None, **kwargs):
    if not isinstance(parameters, (list, tuple)) and not hasattr(parameters, "__iter__"):
        raise TypeError("global_unstructured(): parameters is not an Iterable")
    scores = _Dict()
    for (module, name), score in (importance_scores or {}).items():
        scores.put(_Place(module._j, name), score._j)
    places = [_Place(module._j, name) for module, name in parameters]
    java_call(_Prune.globalUnstructured, places, java_call(pruning_method(**kwargs)._method), scores)


def remove(module, name):
    java_call(_Prune.remove, module._j, name)
    return module


def is_pruned(module):
    return java_call(_Prune.isPruned, module._j)
