package dev.gradfn.pickle;

/// An instance of some class: the module objects of a checkpoint, `argparse.Namespace`, optimisers.
public final class PyObject extends Inert {
  PyObject(GlobalName type, PyTuple args) {
    super(type, args);
  }

  /// An instance made without arguments, to be written.
  ///
  /// @param attributes of the instance; what is put into them later is written too
  public static PyObject of(GlobalName type, PyDict attributes) {
    PyObject object = new PyObject(type, PyTuple.of());
    object.build(attributes);
    return object;
  }
}
