"""torch.nn.Module over the Java module of the same name."""
import collections
import copy

import java

from ..._border import java_call, wrap, wrap_tensor, wrappers
from ..._tensor import Parameter, Tensor
from ..._types import device as _device, dtype as _dtype
from ...autograd._node import RemovableHandle
from ._values import Unopened, args_of, from_args, from_java, to_java

_JModule = java.type("dev.gradfn.nn.Module")
_GlobalHooks = java.type("dev.gradfn.nn.GlobalHooks")
_StateDict = java.type("dev.gradfn.nn.StateDict")
_JDType = java.type("dev.gradfn.core.DType")
_PruningHook = java.type("dev.gradfn.nn.prune.PruningHook")
_OWN = ("_j", "__class__", "training")

# Python classes of Java layers by PyTorch's name.
classes = {}


class _Overrides:
    """What a Python class does in place of its Java module; Java calls it by these names."""

    def __init__(self, module):
        self.module = module

    def forward(self, args):
        positional, named = from_args(args)
        return to_java(self.module.forward(*positional, **named))

    def typeName(self):
        return self.module._get_name()

    def extraRepr(self):
        return self.module.extra_repr()

    def hasExtraState(self):
        return type(self.module).get_extra_state is not Module.get_extra_state

    def extraState(self):
        return to_java(self.module.get_extra_state())

    def setExtraState(self, state):
        self.module.set_extra_state(from_java(state))


class Module:
    _is_module = True
    _layer = None  # the name of the Java layer that this class stands for
    dump_patches = False
    call_super_init = False

    def __init__(self, *args, **kwargs):
        if args or kwargs:
            extra = f"an unexpected keyword argument '{next(iter(kwargs))}'" if kwargs else None
            raise TypeError(
                f"{type(self).__name__}.__init__() got {extra}" if extra else
                f"{type(self).__name__}.__init__() takes 1 positional argument but {len(args) + 1} were given")
        self._adopt(_JModule())

    def _adopt(self, j):
        _hold(self, j)
        if overrides(self):
            j.override(_Overrides(self))

    # ---- calling -------------------------------------------------------------------------------

    def __call__(self, *args, **kwargs):
        return from_java(java_call(self._j.callAll, args_of(args, kwargs)))

    _call_impl = __call__

    def forward(self, *args, **kwargs):
        return from_java(java_call(self._j.ownForward, args_of(args, kwargs)))

    # ---- attributes ----------------------------------------------------------------------------

    def __getattr__(self, name):
        j = self.__dict__.get("_j")
        if j is not None and name != "_j":
            if j.hasAttribute(name) and not hasattr(Module, name):
                return from_java(java_call(j.attribute, name))
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __setattr__(self, name, value):
        j = self.__dict__.get("_j")
        if isinstance(value, (Tensor, Module)):
            if j is None:
                kind = "parameters" if isinstance(value, Parameter) else "module"
                if not isinstance(value, (Parameter, Module)):
                    object.__setattr__(self, name, value)
                    return
                raise AttributeError(f"cannot assign {kind} before Module.__init__() call")
            if isinstance(value, Buffer):
                java_call(j.registerBuffer, name, value._j, value.persistent)
            else:
                java_call(j.setAttribute, name, value._j)
            self.__dict__.pop(name, None)
            return
        if j is not None and not isinstance(getattr(type(self), name, None), property):
            if self._owns(name):
                java_call(j.setAttribute, name, value if value is None else to_java(value))
                return
            own = j.attributes()
            if own.containsKey(name):
                own.put(name, _attribute(value))
        object.__setattr__(self, name, value)

    def _owns(self, name):
        j = self._j
        return (j.parameterSlots().containsKey(name) or j.bufferSlots().containsKey(name)
                or j.childSlots().containsKey(name) or (name not in self.__dict__ and j.hasAttribute(name)
                                                       and not hasattr(type(self), name)))

    def __delattr__(self, name):
        if name in self.__dict__:
            object.__delattr__(self, name)
        else:
            java_call(self._j.deleteAttribute, name)

    def __dir__(self):
        return sorted({*object.__dir__(self), *self._parameters, *self._buffers, *self._modules})

    @property
    def training(self):
        return self._j.isTraining()

    @training.setter
    def training(self, mode):
        self.__dict__["training"] = bool(mode)
        self._j.setTraining(bool(mode))

    @property
    def _parameters(self):
        return _slots(self._j.parameterSlots())

    @property
    def _buffers(self):
        return _slots(self._j.bufferSlots())

    @property
    def _modules(self):
        return _slots(self._j.childSlots())

    @property
    def _forward_hooks(self):
        return _numbered(self._j.forwardHooks())

    @property
    def _forward_pre_hooks(self):
        return _numbered(self._j.forwardPreHooks())

    _backward_hooks = _backward_pre_hooks = _state_dict_hooks = property(lambda self: collections.OrderedDict())

    @property
    def _non_persistent_buffers_set(self):
        return {name for name in self._buffers if not self._j.isPersistent(name)}

    def _swapped(self, name, value):
        """Puts any tensor in the place of a parameter or buffer; gives what was there."""
        slots = self._j.parameterSlots() if self._j.parameterSlots().containsKey(name) else self._j.bufferSlots()
        before = from_java(slots.get(name).get())
        slots.get(name).set(value._j)
        return before

    def register_parameter(self, name, param):
        if "_j" not in self.__dict__:
            raise AttributeError("cannot assign parameter before Module.__init__() call")
        if not isinstance(name, str):
            raise TypeError(f"parameter name should be a string. Got {_full_name(name)}")
        if param is not None and not isinstance(param, Tensor):
            self._require_name(name)
            raise TypeError(
                f"cannot assign '{_full_name(param)}' object to parameter '{name}' (torch.nn.Parameter or None required)")
        self._require_free(name, self._parameters)
        java_call(self._j.registerParameter, name, None if param is None else param._j)

    def register_buffer(self, name, tensor, persistent=True):
        if "_j" not in self.__dict__:
            raise AttributeError("cannot assign buffer before Module.__init__() call")
        if not isinstance(name, str):
            raise TypeError(f"buffer name should be a string. Got {_full_name(name)}")
        self._require_free(name, self._buffers)
        if tensor is not None and not isinstance(tensor, Tensor):
            raise TypeError(
                f"cannot assign '{_full_name(tensor)}' object to buffer '{name}' (torch Tensor or None required)")
        java_call(self._j.registerBuffer, name, None if tensor is None else tensor._j, bool(persistent))

    def add_module(self, name, module):
        if module is not None and not isinstance(module, Module):
            raise TypeError(f"{_full_name(module)} is not a Module subclass")
        if not isinstance(name, str):
            raise TypeError(f"module name should be a string. Got {_full_name(name)}")
        self._require_free(name, self._modules)
        java_call(self._j.registerModule, name, None if module is None else module._j)

    def register_module(self, name, module):
        self.add_module(name, module)

    def _require_name(self, name):
        if "." in name:
            raise KeyError('parameter name can\'t contain "."')
        if name == "":
            raise KeyError('parameter name can\'t be empty string ""')

    def _require_free(self, name, unless):
        """Java does not know Python's own attributes."""
        taken = name in self.__dict__ or (hasattr(type(self), name) and type(self).__dict__.get(name) is not None)
        if taken and name not in unless and "." not in name and name:
            raise KeyError(f"attribute '{name}' already exists")

    # ---- the tree ------------------------------------------------------------------------------

    def named_modules(self, memo=None, prefix="", remove_duplicate=True):
        return iter(_items(self._j.namedModules(prefix, remove_duplicate)))

    def modules(self):
        return (m for _, m in self.named_modules())

    def named_children(self):
        return iter(_items(self._j.namedChildren()))

    def children(self):
        return (m for _, m in self.named_children())

    def named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
        return iter(_items(self._j.namedParameters(prefix, recurse, remove_duplicate)))

    def parameters(self, recurse=True):
        return (p for _, p in self.named_parameters(recurse=recurse))

    def named_buffers(self, prefix="", recurse=True, remove_duplicate=True):
        return iter(_items(self._j.namedBuffers(prefix, recurse, remove_duplicate)))

    def buffers(self, recurse=True):
        return (b for _, b in self.named_buffers(recurse=recurse))

    def get_submodule(self, target):
        self._require_modules(target)
        return wrap_module(java_call(self._j.getSubmodule, target))

    def set_submodule(self, target, module, strict=False):
        if target and not isinstance(module, Module):
            raise ValueError("`" + "module" + f"` is not an nn.Module, found {type(module)}")
        java_call(self._j.setSubmodule, target, module._j, strict)

    def get_parameter(self, target):
        return wrap_tensor(java_call(self._j.getParameter, target))

    def get_buffer(self, target):
        return wrap_tensor(java_call(self._j.getBuffer, target))

    def _require_modules(self, target):
        """Java knows nothing of Python's own attributes."""
        module = self
        for name in target.split(".") if target else ():
            value = module.__dict__.get(name)
            if value is not None:
                raise AttributeError(f"`{name}` is not an nn.Module")
            module = module._modules.get(name)
            if module is None:
                return

    def apply(self, fn):
        for child in self.children():
            child.apply(fn)
        fn(self)
        return self

    # ---- mode, gradients, types ----------------------------------------------------------------

    def train(self, mode=True):
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        self.training = mode
        for child in self.children():
            child.train(mode)
        return self

    def eval(self):
        return self.train(False)

    def requires_grad_(self, requires_grad=True):
        for p in self.parameters():
            p.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none=True):
        java_call(self._j.zeroGrad, set_to_none)

    def to(self, *args, device=None, dtype=None, non_blocking=False, memory_format=None):
        for arg in args:
            if isinstance(arg, Tensor):
                dtype = arg.dtype
            elif isinstance(arg, _dtype):
                dtype = arg
            else:
                device = arg
        if dtype is not None:
            java_call(self._j.to, dtype._j)
        if device is not None and _device(device).type == "meta":
            java_call(self._j.to, _device(device)._j)
        elif device is not None and _device(device).type == "cuda":
            raise AssertionError("Torch not compiled with CUDA enabled")
        return self

    def type(self, dst_type):
        java_call(self._j.type, dst_type._j)
        return self

    def float(self):
        java_call(self._j.toFloat)
        return self

    def double(self):
        java_call(self._j.toDouble)
        return self

    def half(self):
        java_call(self._j.toHalf)
        return self

    def bfloat16(self):
        java_call(self._j.toBFloat16)
        return self

    def cpu(self):
        return self

    def to_empty(self, *, device, recurse=True):
        return self.to(device=device)

    def compile(self, *args, **kwargs):
        """Modules run as they are."""

    def cuda(self, device=None):
        raise AssertionError("Torch not compiled with CUDA enabled")

    def share_memory(self):
        return self

    # ---- state ---------------------------------------------------------------------------------

    def state_dict(self, *args, destination=None, prefix="", keep_vars=False):
        state = java_call(self._j.stateDict, prefix, bool(keep_vars))
        found = collections.OrderedDict() if destination is None else destination
        for key, value in _items(state):
            found[key] = value
        found._metadata = collections.OrderedDict(from_java(state.metadata()))
        return found

    def load_state_dict(self, state_dict, strict=True, assign=False):
        if not isinstance(state_dict, collections.abc.Mapping):
            raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
        state = _StateDict()
        for key, value in state_dict.items():
            state.put(key, to_java(value))
        for path, notes in getattr(state_dict, "_metadata", {}).items():
            state.metadata().put(path, to_java(notes))
        keys = java_call(self._j.loadStateDict, state, bool(strict), bool(assign))
        return IncompatibleKeys([str(k) for k in keys.missingKeys()], [str(k) for k in keys.unexpectedKeys()])

    def get_extra_state(self):
        raise RuntimeError(
            "Reached a code path in Module.get_extra_state() that should never be called. Please file an issue at"
            " https://github.com/pytorch/pytorch/issues/new?template=bug-report.yml to report this bug.")

    def set_extra_state(self, state):
        raise RuntimeError(
            "Reached a code path in Module.set_extra_state() that should never be called. Please file an issue at"
            " https://github.com/pytorch/pytorch/issues/new?template=bug-report.yml to report this bug.")

    # ---- hooks ---------------------------------------------------------------------------------

    def register_forward_pre_hook(self, hook, *, prepend=False, with_kwargs=False):
        return RemovableHandle(java_call(self._j.registerForwardPreHook, _before(hook, with_kwargs), prepend))

    def register_forward_hook(self, hook, *, prepend=False, with_kwargs=False, always_call=False):
        return RemovableHandle(
            java_call(self._j.registerForwardHook, _After(hook, with_kwargs), prepend, always_call))

    def register_full_backward_hook(self, hook, prepend=False):
        return RemovableHandle(java_call(self._j.registerFullBackwardHook, _full_backward(hook), prepend))

    def register_full_backward_pre_hook(self, hook, prepend=False):
        return RemovableHandle(java_call(self._j.registerFullBackwardPreHook, _backward_pre(hook), prepend))

    def register_backward_hook(self, hook):
        return RemovableHandle(java_call(self._j.registerBackwardHook, _backward(hook)))

    def register_state_dict_pre_hook(self, hook):
        return RemovableHandle(java_call(
            self._j.registerStateDictPreHook, lambda m, prefix, keep: hook(wrap_module(m), prefix, keep) and None))

    def register_state_dict_post_hook(self, hook):
        def after(m, state, prefix, notes):
            if hook(wrap_module(m), JavaDict(state), prefix, JavaDict(notes)) is not None:
                raise RuntimeError("state_dict post-hook must return None")
        return RemovableHandle(java_call(self._j.registerStateDictPostHook, after))

    def _register_state_dict_hook(self, hook):
        return self.register_state_dict_post_hook(lambda *args: hook(*args) and None)

    def register_load_state_dict_pre_hook(self, hook):
        def before(m, state, prefix, notes, strict, findings):
            lists = (JavaList(findings.missing()), JavaList(findings.unexpected()), JavaList(findings.errors()))
            hook(wrap_module(m), JavaDict(state), prefix, JavaDict(notes), strict, *lists)
        return RemovableHandle(java_call(self._j.registerLoadStateDictPreHook, before))

    def _register_load_state_dict_pre_hook(self, hook, with_module=False):
        return self.register_load_state_dict_pre_hook(hook if with_module else lambda module, *rest: hook(*rest))

    def register_load_state_dict_post_hook(self, hook):
        def after(m, keys):
            hook(wrap_module(m), IncompatibleKeys(JavaList(keys.missingKeys()), JavaList(keys.unexpectedKeys())))
        return RemovableHandle(java_call(self._j.registerLoadStateDictPostHook, after))

    # ---- text and copies -----------------------------------------------------------------------

    def _get_name(self):
        return type(self).__name__

    def extra_repr(self):
        return str(self._j.ownExtraRepr())

    def __repr__(self):
        return str(java_call(self._j.toString))

    def __hash__(self):
        return id(self)

    def __deepcopy__(self, memo):
        copied = java_call(self._j.deepcopy)
        originals, copies = self._j.namedModules("", False), copied.namedModules("", False)
        for path in list(originals.keySet()):
            _copy_wrapper(wrap_module(originals.get(path)), copies.get(path), memo)
        return wrap_module(copied)


def overrides(module):
    """Whether its class is the program's own."""
    return type(module) is not classes.get(type(module).__name__)


def _copy_wrapper(original, j, memo):
    if j.peer() is not None:
        return
    made = object.__new__(type(original))
    made._adopt(j)
    memo[id(original)] = made
    for name, value in original.__dict__.items():
        if name != "_j":
            made.__dict__[name] = copy.deepcopy(value, memo)


def _attribute(value):
    """A layer's own attribute, as Java keeps it."""
    return to_java(tuple(value) if isinstance(value, list) else value)


def _numbered(hooks):
    """The functions of a program, and what stands for the hooks of Java."""
    return collections.OrderedDict(enumerate(_hook_object(hook) for hook in hooks))


def _hook_object(hook):
    if isinstance(hook, _PruningHook):
        from ..utils.prune import hook_object
        return hook_object(hook)
    return getattr(hook, "hook", hook)


def _slots(slots):
    return {str(name): from_java(slots.get(name).get()) for name in slots.keySet()}


def _items(found):
    return [(str(key), from_java(found.get(key))) for key in found.keySet()]


def _full_name(value):
    if isinstance(value, Tensor):
        return value.type()
    cls = type(value)
    return cls.__name__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__name__}"


class IncompatibleKeys(collections.namedtuple("IncompatibleKeys", ["missing_keys", "unexpected_keys"])):
    __slots__ = ()

    def __repr__(self):
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return f"_IncompatibleKeys(missing_keys={self.missing_keys!r}, unexpected_keys={self.unexpected_keys!r})"

    __str__ = __repr__


# ---- hooks as Java calls them ----------------------------------------------------------------------


def _before(hook, with_kwargs):
    def before(module, args):
        positional, named = from_args(args)
        if not with_kwargs:
            replaced = hook(wrap_module(module), positional)
            if replaced is None:
                return None
            return args_of(replaced if isinstance(replaced, tuple) else (replaced,), named)
        replaced = hook(wrap_module(module), positional, named)
        if replaced is None:
            return None
        if not isinstance(replaced, tuple) or len(replaced) != 2:
            raise RuntimeError(
                f"forward pre-hook must return None or a tuple of (new_args, new_kwargs), but got {replaced}.")
        return args_of(*replaced)
    before.hook = hook
    return before


class _After:
    """A forward hook as Java calls it, by these names."""

    def __init__(self, hook, with_kwargs):
        self.hook = hook
        self._with_kwargs = with_kwargs

    def after(self, module, args, output):
        positional, named = from_args(args)
        middle = (positional, named) if self._with_kwargs else (positional,)
        try:
            replaced = self.hook(wrap_module(module), *middle, from_java(output))
        except Exception as e:
            self._text = str(e)
            raise
        return None if replaced is None else to_java(replaced)

    def text(self, e):
        return self._text


def _as_many(replaced):
    """What a full hook gave, counted by its length: a tensor is as many gradients as it has rows."""
    return replaced if replaced is None else _gradients(tuple(replaced))


def _gradients(replaced):
    if replaced is None:
        return None
    values = replaced if isinstance(replaced, (tuple, list)) else (replaced,)
    return [None if g is None else g._j for g in values]


def _backward(hook):
    return lambda module, inputs, outputs: _gradients(hook(wrap_module(module), from_java(inputs), from_java(outputs)))


def _full_backward(hook):
    return lambda module, inputs, outputs: _as_many(hook(wrap_module(module), from_java(inputs), from_java(outputs)))


def _backward_pre(hook):
    return lambda module, outputs: _as_many(hook(wrap_module(module), from_java(outputs)))


def _global(register, wrapped):
    return RemovableHandle(java_call(register, *wrapped))


def remove_global_hooks():
    """For whoever runs several programs in one process."""
    _GlobalHooks.clear()


def register_module_forward_pre_hook(hook):
    return _global(_GlobalHooks.registerForwardPreHook, (_before(hook, False),))


def register_module_forward_hook(hook, *, with_kwargs=False, always_call=False):
    return _global(_GlobalHooks.registerForwardHook, (_After(hook, with_kwargs), always_call))


def register_module_full_backward_hook(hook):
    return _global(_GlobalHooks.registerFullBackwardHook, (_full_backward(hook),))


def register_module_full_backward_pre_hook(hook):
    return _global(_GlobalHooks.registerFullBackwardPreHook, (_backward_pre(hook),))


def register_module_backward_hook(hook):
    return _global(_GlobalHooks.registerBackwardHook, (_backward(hook),))


def _registration(register):
    def add(hook):
        def before(module, name, value):
            replaced = hook(wrap_module(module), name, from_java(value))
            return None if replaced is None else replaced._j
        return _global(register, (before,))
    return add


register_module_parameter_registration_hook = _registration(_GlobalHooks.registerParameterRegistrationHook)
register_module_buffer_registration_hook = _registration(_GlobalHooks.registerBufferRegistrationHook)
register_module_module_registration_hook = _registration(_GlobalHooks.registerModuleRegistrationHook)


# ---- views of Java's collections -------------------------------------------------------------------


class JavaDict(collections.abc.MutableMapping):
    """A map that a hook may change."""

    def __init__(self, j):
        self._j = j

    def __getitem__(self, key):
        if not self._j.containsKey(key):
            raise KeyError(key)
        return from_java(self._j.get(key))

    def __setitem__(self, key, value):
        self._j.put(key, to_java(value))

    def __delitem__(self, key):
        if not self._j.containsKey(key):
            raise KeyError(key)
        self._j.remove(key)

    def __iter__(self):
        return iter([str(key) for key in self._j.keySet()])

    def __len__(self):
        return self._j.size()

    def __repr__(self):
        return repr(dict(self))


class JavaList(collections.abc.MutableSequence):
    """A list that a hook may change."""

    def __init__(self, j):
        self._j = j

    def _place(self, index):
        if not -len(self) <= index < len(self):
            raise IndexError("list index out of range")
        return index % len(self)

    def __getitem__(self, index):
        return list(self)[index] if isinstance(index, slice) else from_java(self._j.get(self._place(index)))

    def __setitem__(self, index, value):
        self._j.set(self._place(index), value)

    def __delitem__(self, index):
        place = self._place(index)
        self._j.subList(place, place + 1).clear()

    def __len__(self):
        return self._j.size()

    def __iter__(self):
        return iter([from_java(item) for item in self._j])

    def insert(self, index, value):
        self._j.add(index, value)

    def __eq__(self, other):
        return list(self) == list(other)

    def __repr__(self):
        return repr(list(self))


class Buffer(Tensor):
    """torch.nn.Buffer: a tensor that becomes a buffer when it is assigned to a module."""

    def __new__(cls, data=None, *, persistent=True):
        from ..._factories import empty
        made = object.__new__(cls)
        made._j = (empty(0) if data is None else data)._j.detach()
        made._j.setPeer(made)
        made.persistent = persistent
        return made


# ---- modules that Java made ------------------------------------------------------------------------


def wrap_module(j):
    if j is None:
        return None
    peer = j.peer()
    if peer is None:
        peer = object.__new__(class_of(j))
        _hold(peer, j)
    return peer


def _hold(module, j):
    """Makes a Python object that of a Java module; a program finds a layer's attributes in `__dict__`."""
    module.__dict__.update(_j=j, training=j.isTraining())
    own = j.attributes()
    for name in own.keySet():
        module.__dict__[str(name)] = from_java(own.get(name))
    j.setPeer(module)


def class_of(j):
    """The Python class of a Java module; YOLOv5's classes are made when they are met."""
    name = str(j.typeName())
    if name not in classes:
        import _gradfn
        loaded_class(str(_gradfn.library.className(j)))
    return classes[name]


def loaded_class(full_name):
    """A class of YOLOv5 (`models.common.C3`); its objects come from files alone."""
    home, _, name = full_name.rpartition(".")
    if name not in classes:
        members = {"__module__": home, "_layer": name, "__init__": _only_loaded}
        if name in ("Model", "DetectionModel"):
            members["fuse"] = lambda self: wrap_module(java_call(self._j.fuse))
        classes[name] = type(name, (Module,), members)
    return classes[name]


def _only_loaded(self, *args, **kwargs):
    cls = type(self)
    raise RuntimeError(f"{cls.__module__}.{cls.__name__} is not made in gradfn's Python, it comes from a file: torch.load")


classes["Module"] = Module
wrappers["module"] = wrap_module
