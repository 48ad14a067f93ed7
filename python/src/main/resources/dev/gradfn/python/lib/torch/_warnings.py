"""Warnings of the engine become Python's, at the line that PyTorch would name."""
import sys
import warnings

import java

_Warnings = java.type("dev.gradfn.autograd.Warnings")
_CATEGORIES = {
    "UserWarning": UserWarning, "FutureWarning": FutureWarning, "DeprecationWarning": DeprecationWarning,
    "RuntimeWarning": RuntimeWarning,
}
# Where PyTorch itself has Python code between the program and the engine, that code gets the warning.
_PYTHON_IN_PYTORCH = ("gradfn/torch/autograd/", "gradfn/torch/nn/modules/", "gradfn/torch/optim/optimizer.py")


# This one PyTorch sends on to the program.
_FOR_THE_PROGRAM = "Full backward hook is firing"


def _level(message):
    level = 1
    frame = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        inside = name.startswith(_PYTHON_IN_PYTORCH) and not message.startswith(_FOR_THE_PROGRAM)
        if inside or frame.f_code.co_name == "trunc_normal_":
            return level
        if not name.startswith("gradfn/"):
            return level
        frame = frame.f_back
        level += 1
    return 1


def _warn(category, message):
    warnings.warn(message, _CATEGORIES[category.pythonName()], stacklevel=_level(str(message)))


_Warnings.setHandler(_warn)
