"""Finds the modules that gradfn brings, and its own `torch` before any other."""
import sys
from importlib.machinery import ModuleSpec


class _Finder:
    def __init__(self, library):
        self.library = library

    def find_spec(self, name, path=None, target=None):
        file = self.library.find(name)
        if file is None:
            return None
        return ModuleSpec(name, self, origin=file, is_package=file.endswith("__init__.py"))

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        file = module.__spec__.origin
        exec(compile(self.library.read(file), "gradfn/" + file, "exec"), module.__dict__)


sys.meta_path.insert(0, _Finder(library))
import _gradfn
_gradfn.library = library

# What Python's `site` would add.
import builtins
builtins.exit = builtins.quit = sys.exit
