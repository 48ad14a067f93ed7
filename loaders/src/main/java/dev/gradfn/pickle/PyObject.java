package dev.gradfn.pickle;

/// An instance of some class: the module objects of a checkpoint, `argparse.Namespace`, optimisers.
public final class PyObject extends Inert {
  PyObject(GlobalName type, PyTuple args) {
    super(type, args);
  }
}
