"""Grad modes: scopes, decorators and calls."""
import functools
import inspect
import warnings

import java

_Autograd = java.type("dev.gradfn.autograd.Autograd")


class _Mode:
    def __call__(self, function):
        if isinstance(function, type):
            warnings.warn(
                "Decorating classes is deprecated and will be disabled in future versions. You should only decorate"
                " functions or methods. To preserve the current behavior of class decoration, you can directly decorate"
                " the `__init__` method and nothing else.", FutureWarning, stacklevel=2)
            function.__init__ = self(function.__init__)
            return function
        if inspect.isgeneratorfunction(function):
            return self._between_yields(function)

        @functools.wraps(function)
        def inside(*args, **kwargs):
            with self._again():
                return function(*args, **kwargs)
        return inside

    def _between_yields(self, function):
        """The mode holds while the generator runs, not while its user does."""
        @functools.wraps(function)
        def inside(*args, **kwargs):
            generator = function(*args, **kwargs)
            given = None
            while True:
                with self._again():
                    try:
                        value = generator.send(given)
                    except StopIteration as end:
                        return end.value
                given = yield value
        return inside

    def _again(self):
        return type(self)()

    def __enter__(self):
        self._close = _Autograd.setGradEnabled(self.mode)

    def __exit__(self, *error):
        self._close.close()


class no_grad(_Mode):
    mode = False

    def __new__(cls, function=None):
        made = object.__new__(cls)
        return made if function is None else made(function)


class enable_grad(no_grad):
    mode = True


class set_grad_enabled(_Mode):
    def __init__(self, mode):
        if not isinstance(mode, bool):
            raise TypeError(
                f"set_grad_enabled(): argument 'enabled' (position 1) must be bool, not {type(mode).__name__}")
        self.mode = mode
        self._before = _Autograd.setGradEnabled(self.mode)

    def _again(self):
        return set_grad_enabled(self.mode)

    def __call__(self, function):
        self._before.close()
        return _Mode.__call__(self, function)

    def __enter__(self):
        _Autograd.setGradEnabled(self.mode)

    def __exit__(self, *error):
        self._before.close()


def is_grad_enabled():
    return _Autograd.isGradEnabled()


class inference_mode(_Mode):
    def __init__(self, mode=True):
        self.mode = mode

    def __new__(cls, mode=True):
        made = object.__new__(cls)
        if callable(mode):
            made.mode = True
            return _Mode.__call__(made, mode)
        return made

    def _again(self):
        return inference_mode(self.mode)

    def __enter__(self):
        self._close = _Autograd.inferenceMode(self.mode)
