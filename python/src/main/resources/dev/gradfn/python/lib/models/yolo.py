"""models.yolo: the classes that files name."""
from . import _names

__getattr__ = _names.of(__name__)
