package dev.gradfn.torch;

import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.GlobalName;
import dev.gradfn.pickle.Place;
import dev.gradfn.pickle.PyDict;
import dev.gradfn.pickle.PyList;
import dev.gradfn.pickle.PyTuple;
import dev.gradfn.pickle.PyTypes;
import dev.gradfn.pickle.Reduced;

/// The arguments of a call in a pickle, each checked as it is taken.
final class Arguments {
  private static final int HIGHEST_RANK = 64;

  private final GlobalName function;
  private final PyTuple args;
  private final Place place;

  Arguments(GlobalName function, PyTuple args, Place place) {
    this.function = function;
    this.args = args;
    this.place = place;
  }

  Place place() {
    return place;
  }

  PyTuple all() {
    return args;
  }

  Arguments count(int fewest, int most) throws CheckpointException {
    if (args.size() < fewest || args.size() > most) {
      String expected = fewest == most ? "" + fewest : fewest + " to " + most;
      throw refuse("expected " + expected + " arguments, got " + args.size());
    }
    return this;
  }

  StorageView storage(int index) throws CheckpointException {
    return switch (args.get(index)) {
      case StorageRecord storage -> StorageView.whole(storage);
      case StorageView view -> view;
      case null, default -> throw wrongType(index, "a storage");
    };
  }

  TensorRecord tensor(int index) throws CheckpointException {
    if (args.get(index) instanceof TensorRecord tensor) {
      return tensor;
    }
    throw wrongType(index, "a tensor");
  }

  boolean flag(int index) throws CheckpointException {
    if (args.get(index) instanceof Boolean flag) {
      return flag;
    }
    throw wrongType(index, "a bool");
  }

  GlobalName global(int index) throws CheckpointException {
    if (args.get(index) instanceof GlobalName global) {
      return global;
    }
    throw wrongType(index, "a class or function");
  }

  PyTuple tuple(int index) throws CheckpointException {
    if (args.get(index) instanceof PyTuple tuple) {
      return tuple;
    }
    throw wrongType(index, "a tuple");
  }

  String text(int index) throws CheckpointException {
    if (args.get(index) instanceof String text) {
      return text;
    }
    throw wrongType(index, "a str");
  }

  /// A number that is not negative.
  long index(int index) throws CheckpointException {
    return natural(args.get(index), "offset");
  }

  /// A shape or strides.
  long[] sizes(int index, String what) throws CheckpointException {
    Object value = args.get(index);
    if (value instanceof PyList list && list.size() <= HIGHEST_RANK) {
      long[] sizes = new long[list.size()];
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = natural(list.get(i), what);
      }
      return sizes;
    }
    PyTuple tuple = sizeTuple(index);
    if (tuple.size() > HIGHEST_RANK) {
      throw refuse(what + " of " + tuple.size() + " dimensions, expected at most " + HIGHEST_RANK);
    }
    long[] sizes = new long[tuple.size()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = natural(tuple.get(i), what);
    }
    return sizes;
  }

  /// The sizes may also be a `torch.Size`.
  private PyTuple sizeTuple(int index) throws CheckpointException {
    Object value = args.get(index);
    if (value instanceof Reduced reduced
        && reduced.name().qualifiedName().equals("torch.Size")
        && reduced.args().get(0) instanceof PyTuple tuple) {
      return tuple;
    }
    return tuple(index);
  }

  private long natural(Object value, String what) throws CheckpointException {
    if (!(value instanceof Long number)) {
      throw refuse(what + " is " + PyTypes.described(value) + ", expected an int below 2^63");
    }
    if (number < 0) {
      throw refuse(what + " is " + number + ", expected 0 or more");
    }
    return number;
  }

  /// The name of a dtype: `float32` for the global `torch.float32`.
  String dtype(int index) throws CheckpointException {
    String name = global(index).qualifiedName();
    String dtype = name.startsWith("torch.") ? name.substring("torch.".length()) : name;
    if (ElementType.size(dtype) == 0) {
      throw place.refuse(
          "tensor of dtype "
              + Place.excerpt(dtype)
              + " is not supported; convert it before saving");
    }
    return dtype;
  }

  /// Hooks are code: a tensor that has some is refused.
  void noHooks(int index) throws CheckpointException {
    Object hooks = args.get(index);
    boolean none = hooks == null || hooks instanceof PyDict dict && dict.size() == 0;
    if (!none) {
      throw refuse(
          "backward hooks are "
              + PyTypes.described(hooks)
              + ", expected none; remove the hooks before saving");
    }
  }

  /// The last, optional argument of a tensor: marks such as `{"neg": True}`.
  boolean negated(int index) throws CheckpointException {
    if (index >= args.size() || args.get(index) == null) {
      return false;
    }
    if (!(args.get(index) instanceof PyDict marks)) {
      throw wrongType(index, "a dict");
    }
    for (int i = 0; i < marks.size(); i++) {
      boolean isFalse = Boolean.FALSE.equals(marks.valueAt(i));
      if (!"neg".equals(marks.keyAt(i)) && !isFalse) {
        throw refuse("tensor is marked with something other than neg, which is not supported");
      }
    }
    return Boolean.TRUE.equals(marks.get("neg"));
  }

  /// The Python attributes of a tensor: a dict, or a pair of the dict and the slots.
  PyDict attributes(int index) throws CheckpointException {
    Object state = args.get(index);
    if (state instanceof PyTuple pair && pair.size() == 2 && pair.get(1) == null) {
      state = pair.get(0);
    }
    if (state == null || state instanceof PyDict) {
      return (PyDict) state;
    }
    throw wrongType(index, "a dict");
  }

  void checkGradient(boolean requiresGrad, String dtype) throws CheckpointException {
    if (requiresGrad && !ElementType.isDifferentiable(dtype)) {
      throw refuse("tensor of dtype " + dtype + " requires a gradient, expected a float dtype");
    }
  }

  private CheckpointException wrongType(int index, String expected) {
    return refuse(
        "argument "
            + index
            + " is "
            + PyTypes.described(args.get(index))
            + ", expected "
            + expected);
  }

  private CheckpointException refuse(String what) {
    return place.refuse(function.qualifiedName() + ": " + what);
  }
}
