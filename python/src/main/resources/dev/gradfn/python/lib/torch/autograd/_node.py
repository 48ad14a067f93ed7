"""Nodes of the graph: what `grad_fn` gives."""
from .._border import JDims, java_call, unwrap, wrap, wrap_tensor, wrappers

_classes = {}


class RemovableHandle:
    """Removes a hook; as a context manager at its end."""

    def __init__(self, handle):
        self._handle = handle
        self.id = handle.id()

    def remove(self):
        self._handle.close()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()


RemovableHandle.__module__ = "torch.utils.hooks"


class Hook:
    """A hook as Java calls it: by name in error messages."""

    def __init__(self, function, call):
        self._function = function
        self._call = call

    def call(self, *args):
        return self._call(*args)

    def name(self):
        return getattr(self._function, "__name__", type(self._function).__name__)


class Node:
    def name(self):
        return self._j.name()

    @property
    def next_functions(self):
        return tuple((wrap_node(edge.node()), edge.inputNr()) for edge in self._j.nextFunctions())

    @property
    def variable(self):
        if type(self).__name__ != "AccumulateGrad":
            raise AttributeError(f"'{type(self).__name__}' object has no attribute 'variable'")
        return wrap_tensor(self._j.variable())

    @property
    def _input_metadata(self):
        return [_Metadata(m) for m in self._j.inputMetadata()]

    def _sequence_nr(self):
        return self._j.sequenceNr() % 2 ** 64

    def _set_sequence_nr(self, number):
        java_call(self._j.setSequenceNr, number)

    def register_hook(self, hook):
        def after(inputs, outputs):
            return _gradients(hook(_optional(inputs), _optional(outputs)))
        return RemovableHandle(java_call(self._j.registerHook, Hook(hook, after)))

    def register_prehook(self, hook):
        def before(gradients):
            return _gradients(hook(_optional(gradients)))
        return RemovableHandle(java_call(self._j.registerPreHook, Hook(hook, before)))

    @property
    def metadata(self):
        return _Notes(self._j.metadata())

    def __call__(self, *gradients):
        results = tuple(wrap_tensor(g) for g in java_call(self._j.call, [unwrap(g) for g in gradients]))
        return results[0] if len(results) == 1 else results

    def __getattr__(self, name):
        if name.startswith("_saved_"):
            fields = java_call(self._j.saved)
            if fields.containsKey(name[7:]):
                return _field(name[7:], fields.get(name[7:]))
        if name.startswith("_raw_saved_"):
            raw = java_call(self._j.rawSaved, name[11:])
            if raw is not None:
                return RawSaved(raw)
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __dir__(self):
        saved = [str(field) for field in java_call(self._j.saved).keySet()]
        return object.__dir__(self) + ["_saved_" + f for f in saved]

    def __repr__(self):
        module = type(self).__module__
        prefix = "" if module == "builtins" else module + "."
        return f"<{prefix}{type(self).__name__} object at {hex(id(self))}>"

    __hash__ = object.__hash__


class RawSaved:
    """`_raw_saved_…`: a saved tensor before it is read."""

    def __init__(self, j):
        self._j = j

    def register_hooks(self, pack_hook, unpack_hook):
        from .graph import _SavedTensorHooks, packing, unpacking
        java_call(self._j.registerHooks, _SavedTensorHooks(packing(pack_hook), unpacking(unpack_hook)))


class _Notes(dict):
    """A node's metadata; what is written goes to the node."""

    def __init__(self, j):
        dict.__init__(self, {str(key): wrap(j.get(key)) for key in j.keySet()})
        self._j = j

    def __setitem__(self, key, value):
        dict.__setitem__(self, key, value)
        self._j.put(key, value)


# Saved numbers that PyTorch keeps as Scalar; the other integers it shows unsigned.
_SCALARS = {"exponent", "alpha", "beta", "other", "value", "min", "max", "self", "lambd", "threshold", "weight"}


def _field(name, value):
    if name in _SCALARS:
        return wrap(value)
    if isinstance(value, JDims):
        return tuple(n % 2 ** 64 for n in value.toArray())
    return value % 2 ** 64 if type(value) is int else wrap(value)


def _optional(gradients):
    return tuple(wrap_tensor(g) for g in gradients)


def _gradients(replaced):
    if replaced is None:
        return None
    if not isinstance(replaced, tuple):
        raise TypeError(f"expected tuple, but hook returned '{type(replaced).__name__}'")
    return [unwrap(g) for g in replaced]


class _Metadata:
    def __init__(self, j):
        from .._types import Size, device
        self.shape = Size(j.shape().toArray())
        self.dtype = wrap(j.dtype())
        self.device = device(j.device().torchName())


def class_of(name):
    if name not in _classes:
        _classes[name] = type(name, (Node,), {"__module__": "builtins"})
    return _classes[name]


def wrap_node(j):
    if j is None:
        return None
    peer = j.peer()
    if peer is None:
        peer = object.__new__(class_of(j.typeName()))
        peer._j = j
        j.setPeer(peer)
    return peer


wrappers["node"] = wrap_node
