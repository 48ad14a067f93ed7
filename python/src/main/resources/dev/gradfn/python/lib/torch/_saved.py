"""torch.load and torch.save: records of pickles as objects of Python, and back."""
import argparse
import collections
import datetime
import pathlib
import struct

import java

import _gradfn
from ._border import java_call, wrap_tensor
from ._tensor import Tensor
from ._types import Size, device as _device, dtype as _dtype, dtypes
from .nn.modules.module import Module, classes, overrides, wrap_module


def _pickle(name):
    return java.type("dev.gradfn.pickle." + name)


_Global = _pickle("GlobalName")
_Dict, _List, _Tuple, _Set, _Bytes = (_pickle(name) for name in ("PyDict", "PyList", "PyTuple", "PySet", "PyBytes"))
_Object, _Reduced = _pickle("PyObject"), _pickle("Reduced")
_TensorRecord = java.type("dev.gradfn.torch.TensorRecord")
_Kind = java.type("dev.gradfn.pickle.PyDict$Kind")
_NUMPY_SCALARS = ("numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar")
_DATES = {"datetime.datetime": datetime.datetime, "datetime.date": datetime.date}


class Unknown:
    """An object of a class that only its own program has: what the file says of it."""

    def __init__(self, name, state):
        self.__dict__.update(state)
        self._class = name

    def __repr__(self):
        return f"<{self._class} from a file>"


# ---- reading ---------------------------------------------------------------------------------------


def load(f, map_location=None, pickle_module=None, *, weights_only=None, mmap=None, **options):
    """The contents of a file that PyTorch saved; YOLOv5's classes are gradfn's own."""
    if _device_of(map_location) == "cuda":
        raise RuntimeError(
            "Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False. If you are"
            " running on a CPU-only machine, please use torch.load with map_location=torch.device('cpu') to map your"
            " storages to the CPU.")
    if hasattr(f, "read"):
        file = java_call(_gradfn.library.openBytes, f.read().decode("latin-1"))
    else:
        _require_file(str(f))
        file = java_call(_gradfn.library.open, str(f))
    try:
        return _Opening(file).value(file.root())
    finally:
        file.close()


def _device_of(location):
    return _device(location).type if isinstance(location, (str, _device)) else None


def _require_file(path):
    import os
    if not os.path.exists(path):
        raise FileNotFoundError(2, "No such file or directory", path)


class _Opening:
    """One file while it is read."""

    def __init__(self, file):
        self.file = file
        self.modules = []

    def value(self, record):
        if record is None:
            return None  # Python's own, not Java's null
        if isinstance(record, (bool, int, float, str)):
            return record
        for kind, read in self._readers():
            if isinstance(record, kind):
                return read(record)
        return str(record)

    def _readers(self):
        return (
            (_Dict, self.dict), (_List, self.items), (_Tuple, lambda r: tuple(self.items(r))),
            (_TensorRecord, lambda r: wrap_tensor(java_call(self.file.tensor, r))),
            (_Object, self.object), (_Reduced, self.reduced), (_Set, lambda r: set(self.items(r))),
            (_Bytes, _bytes), (_Global, _global))

    def items(self, record):
        return [self.value(record.get(i)) for i in range(record.size())]

    def dict(self, record):
        kind = str(record.kind().name())
        made = {"ORDERED_DICT": collections.OrderedDict, "COUNTER": collections.Counter,
                "DEFAULT_DICT": lambda: collections.defaultdict(None)}.get(kind, dict)()
        for i in range(record.size()):
            made[self.value(record.keyAt(i))] = self.value(record.valueAt(i))
        if record.attributes() is not None:
            made.__dict__.update(self.dict(record.attributes()))
        return made

    def object(self, record):
        name, state = str(record.name().qualifiedName()), record.state()
        has_state = isinstance(state, _Dict)
        if has_state and state.containsKey("_modules"):
            return self.module(record)
        fields = self.dict(state) if has_state else {}
        return argparse.Namespace(**fields) if name == "argparse.Namespace" else Unknown(name, fields)

    def module(self, record):
        j = java_call(self.file.module, record)
        if not any(j.equals(known) for known in self.modules):
            self.modules.append(j)
            self.enter_attributes(j)
        return wrap_module(j)

    def enter_attributes(self, root):
        of_modules = self.file.attributes(root)
        for j in of_modules.keySet():
            attributes, own = of_modules.get(j), wrap_module(j).__dict__
            for name in attributes.keySet():
                name = str(name)
                if name not in own and not name.startswith("_") and name not in ("forward", "detect"):
                    own[name] = self.attribute(attributes.get(name))

    def attribute(self, value):
        """As in the file, or as Java's modules have it."""
        from .nn.modules._values import from_java
        known = isinstance(value, (_Dict, _List, _Tuple, _Object, _Reduced, _Set, _Bytes, _Global))
        return self.value(value) if known else _listed(from_java(value))

    def reduced(self, record):
        name, args = str(record.name().qualifiedName()), record.args()
        if name in _NUMPY_SCALARS:
            return _numpy_scalar(args.get(0), args.get(1).toByteArray())
        values = self.items(args)
        if name.startswith("pathlib."):
            return pathlib.PurePosixPath(*values)
        if name == "torch.device":
            return _device(*values)
        if name == "torch.Size":
            return Size(*values)
        return str(record)


def _listed(value):
    """YOLOv5 keeps lists where Java has one kind of list."""
    return [_listed(item) for item in value] if type(value) is tuple else value


def _bytes(record):
    content = bytes(b & 255 for b in record.toByteArray())
    return bytearray(content) if record.isByteArray() else content


def _global(record):
    name = str(record.qualifiedName())
    return dtypes.get(name[6:], name) if name.startswith("torch.") else name


def _numpy_scalar(type_record, content):
    code = str(type_record.args().get(0))
    formats = {"f8": "d", "f4": "f", "f2": "e", "i8": "q", "i4": "i", "i2": "h", "b1": "?"}
    return struct.unpack("<" + formats[code], bytes(b & 255 for b in content))[0]


# ---- writing ---------------------------------------------------------------------------------------


def save(obj, f, pickle_module=None, pickle_protocol=2, _use_new_zipfile_serialization=True):
    """Writes what torch.load reads, here and in PyTorch."""
    record = _Saving().record(obj)
    if hasattr(f, "write"):
        f.write(java_call(_gradfn.library.bytes, record).encode("latin-1"))
        return
    _require_folder(str(f))
    java_call(_gradfn.library.write, str(f), record)


def _require_folder(path):
    import os
    folder = os.path.dirname(path)
    if folder and not os.path.exists(folder):
        raise RuntimeError(f"Parent directory {folder} does not exist.")


class _Saving:
    """One file while it is described; what is one object here is one there."""

    def __init__(self):
        self.known = {}

    def record(self, value):
        if value is None or isinstance(value, (bool, int, float, str)):
            return value
        if id(value) not in self.known:
            # The value is kept, so that no other gets its number.
            self.known[id(value)] = (value, self.made(value))
        return self.known[id(value)][1]

    def made(self, value):
        if isinstance(value, Tensor):
            return value._j
        if isinstance(value, Module):
            return self.module(value)
        if isinstance(value, _dtype):
            return _Global("torch", value.name)
        if isinstance(value, _device):
            place = (value.type,) if value.index is None else (value.type, value.index)
            return _Reduced(_Global("torch", "device"), self.tuple(place))
        if isinstance(value, Size):
            return _Reduced(_Global("torch", "Size"), self.tuple((list(value),)))
        if isinstance(value, tuple):
            return self.tuple(value)
        if isinstance(value, list):
            return self.filled(_List(), value)
        if isinstance(value, (set, frozenset)):
            return self.filled(_Set(), value)
        if isinstance(value, collections.abc.Mapping):
            return self.dict(value)
        raise TypeError(f"torch.save: cannot write a {type(value).__name__} in gradfn; save its numbers or text")

    def filled(self, made, items):
        for item in items:
            made.add(self.record(item))
        return made

    def tuple(self, items):
        return _Tuple.of(*(self.record(item) for item in items))

    def dict(self, value):
        ordered = isinstance(value, collections.OrderedDict)
        made = _Dict(_Kind.ORDERED_DICT if ordered else _Kind.DICT)
        for key, item in value.items():
            made.put(self.record(key), self.record(item))
        if ordered and value.__dict__:
            made.setAttributes(self.dict(value.__dict__))
        return made

    def module(self, root):
        for module in root.modules():
            if overrides(module):
                cls = type(module)
                raise TypeError(
                    f"torch.save: {cls.__module__}.{cls.__name__} is a class of the program, which gradfn cannot write;"
                    " save its state_dict()")
            self.enter_attributes(module)
        return root._j

    def enter_attributes(self, module):
        """Hands over what a program has assigned."""
        known = module._j.attributes()
        for name, value in module.__dict__.items():
            if name in ("_j", "training", "_made_of") or known.containsKey(name) or callable(value):
                continue
            java_call(module._j.setAttribute, name, self.record(value))
