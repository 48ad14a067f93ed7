"""Where Python meets the Java engine: values go over unwrapped and come back wrapped.

Wrappers never cross; what they wrap does. Each Java tensor, node and module knows its Python object
(`peer`), so identity, dictionary keys and own attributes follow.
"""
import java

Border = java.type("dev.gradfn.python.Border")
JTensor = java.type("dev.gradfn.autograd.Tensor")
JParameter = java.type("dev.gradfn.autograd.Parameter")
JNode = java.type("dev.gradfn.autograd.Node")
JModule = java.type("dev.gradfn.nn.Module")
JDType = java.type("dev.gradfn.core.DType")
JDims = java.type("dev.gradfn.core.Dims")
JDevice = java.type("dev.gradfn.core.Device")
JList = java.type("java.util.List")
JMap = java.type("java.util.Map")
TorchException = java.type("dev.gradfn.autograd.TorchException")
IllegalArgument = java.type("java.lang.IllegalArgumentException")
Throwable = java.type("java.lang.Exception")


class GradcheckError(RuntimeError):
    """A derivative that does not agree with finite differences."""


GradcheckError.__module__ = "torch.autograd.gradcheck"

_KINDS = {
    "ASSERTION": AssertionError,
    "GRADCHECK": GradcheckError,
    "RUNTIME": RuntimeError,
    "ATTRIBUTE": AttributeError,
    "VALUE": ValueError,
    "INDEX": IndexError,
    "TYPE": TypeError,
    "KEY": KeyError,
    "NOT_IMPLEMENTED": NotImplementedError,
}

# Python classes that stand for Java ones; their modules enter them.
wrappers = {}


def java_call(function, *args):
    """Calls Java; its errors become Python's, with PyTorch's words."""
    try:
        return function(*args)
    except TorchException as e:
        error = _KINDS[e.kind().name()](e.getMessage())
    except IllegalArgument as e:
        error = TypeError(e.getMessage())
    except Throwable as e:
        message = e.getMessage() or str(e)
        # Java's border names the type that it wanted.
        error = (TypeError if message.startswith("Cannot convert") else RuntimeError)(message)
    raise error


def unwrap(value):
    """A value as Java sees it."""
    if isinstance(value, (list, tuple)):
        return [unwrap(item) for item in value]
    if isinstance(value, slice):
        return Range(*(None if part is None else index(part) for part in (value.start, value.stop, value.step)))
    return getattr(value, "_j", value)


def wrap(value):
    """A value of Java as Python sees it."""
    if value is None:
        return None  # Python's own, not Java's null
    if isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, JTensor):
        return wrap_tensor(value)
    if isinstance(value, JList):
        return tuple(wrap(item) for item in value)
    if isinstance(value, JDims):
        return tuple(value.toArray())
    if isinstance(value, JDType):
        return wrappers["dtype"](value)
    if isinstance(value, JNode):
        return wrappers["node"](value)
    if isinstance(value, JModule):
        return wrappers["module"](value)
    return value


def wrap_tensor(j):
    if j is None:
        return None
    peer = j.peer()
    if peer is None:
        peer = object.__new__(wrappers["Parameter" if isinstance(j, JParameter) else "Tensor"])
        peer._j = j
        j.setPeer(peer)
    return peer


Range = java.type("dev.gradfn.autograd.Subscript$Range")


def index(value):
    return value.__index__()


def call(operation, args, kwargs, receivers=0):
    """Runs an operation of the table of signatures; a method has one receiver, its first argument."""
    values = [unwrap(value) for value in args]
    names = list(kwargs)
    values += [unwrap(kwargs[name]) for name in names]
    return wrap(java_call(Border.call, operation, values, names, receivers))


def operation(name):
    found = Border.find(name)
    if found is None:
        raise AttributeError(f"torch.{name} is not part of gradfn")
    return found
