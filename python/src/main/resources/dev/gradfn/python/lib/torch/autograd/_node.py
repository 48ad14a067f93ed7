"""Nodes of the graph: what `grad_fn` gives."""
from .._border import JList, java_call, unwrap, wrap, wrap_tensor, wrappers

_classes = {}


class Node:
    def name(self):
        return self._j.name()

    @property
    def next_functions(self):
        return tuple(
            (wrap_node(edge.node()), edge.inputNr()) for edge in self._j.nextFunctions())

    @property
    def variable(self):
        if type(self).__name__ != "AccumulateGrad":
            raise AttributeError(f"'{type(self).__name__}' object has no attribute 'variable'")
        return wrap_tensor(self._j.variable())

    @property
    def _input_metadata(self):
        return [_Metadata(m) for m in self._j.inputMetadata()]

    def _sequence_nr(self):
        number = self._j.sequenceNr()
        return number if number >= 0 else number + 2 ** 64

    def _set_sequence_nr(self, number):
        java_call(self._j.setSequenceNr, number)

    def register_hook(self, hook):
        from .graph import RemovableHandle
        def after(inputs, outputs):
            replaced = hook(_optional(inputs), _optional(outputs))
            return None if replaced is None else _gradients(replaced)
        return RemovableHandle(java_call(self._j.registerHook, after))

    def register_prehook(self, hook):
        from .graph import RemovableHandle
        def before(gradients):
            replaced = hook(_optional(gradients))
            return None if replaced is None else _gradients(replaced)
        return RemovableHandle(java_call(self._j.registerPrehook, before))

    @property
    def metadata(self):
        if "_metadata" not in self.__dict__:
            self.__dict__["_metadata"] = {}
        return self.__dict__["_metadata"]

    def __call__(self, *gradients):
        results = java_call(self._j.call, [unwrap(g) for g in gradients])
        results = tuple(wrap_tensor(r) for r in results)
        return results[0] if len(results) == 1 else results or None

    def __getattr__(self, name):
        if name.startswith("_saved_"):
            fields = java_call(self._j.saved)
            if fields.containsKey(name[7:]):
                return _field(fields.get(name[7:]))
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __dir__(self):
        saved = [str(field) for field in java_call(self._j.saved).keySet()]
        return object.__dir__(self) + ["_saved_" + f for f in saved] + ["_raw_saved_" + f for f in saved]

    def __repr__(self):
        cls = type(self)
        module = cls.__module__ + "." if cls.__module__ != "builtins" else ""
        return f"<{module}{cls.__name__} object at {hex(id(self))}>"

    __hash__ = object.__hash__


def _field(value):
    if isinstance(value, int) and not isinstance(value, bool) and value < -2 ** 62:
        return value
    return wrap(value)


def _optional(gradients):
    return tuple(wrap_tensor(g) for g in gradients)


def _gradients(replaced):
    if not isinstance(replaced, (list, tuple)):
        replaced = (replaced,)
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
