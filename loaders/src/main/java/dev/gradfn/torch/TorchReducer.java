package dev.gradfn.torch;

import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.GlobalName;
import dev.gradfn.pickle.Place;
import dev.gradfn.pickle.PyDict;
import dev.gradfn.pickle.PyTuple;
import dev.gradfn.pickle.PyTypes;
import dev.gradfn.pickle.Reduced;
import dev.gradfn.pickle.Reducer;

/// Makes tensor and storage records of what `torch.save` writes in their place.
final class TorchReducer implements Reducer {
  private static final String UTILS = "torch._utils.";

  private final PersistentIds ids;

  TorchReducer(PersistentIds ids) {
    this.ids = ids;
  }

  @Override
  public Object persistent(Object id, Place place) throws CheckpointException {
    return ids.resolve(id, place);
  }

  @Override
  public boolean knows(GlobalName function) {
    String name = function.qualifiedName();
    return switch (name) {
      case "torch.Size",
          "torch.device",
          "torch.serialization._get_layout",
          "torch._tensor._rebuild_from_type_v2" ->
          true;
      default -> name.startsWith("torch._utils._rebuild_");
    };
  }

  @Override
  public Object reduce(GlobalName function, PyTuple args, Place place) throws CheckpointException {
    Arguments given = new Arguments(function, args, place);
    return switch (function.qualifiedName()) {
      case "torch._utils._rebuild_tensor_v2" -> tensor(given, 6, 7);
      case "torch._utils._rebuild_tensor_v3" -> tensorOfType(given);
      case "torch._utils._rebuild_tensor" -> tensor(given, 4, 4);
      case "torch._utils._rebuild_parameter" -> parameter(given.count(3, 3));
      case "torch._utils._rebuild_parameter_with_state" -> parameterWithState(given);
      case "torch._tensor._rebuild_from_type_v2" -> fromType(given);
      case "torch.Size" -> size(function, given);
      case "torch.device", "torch.serialization._get_layout" -> named(function, given);
      default -> throw unsupported(function, place);
    };
  }

  private static CheckpointException unsupported(GlobalName function, Place place) {
    String kind =
        switch (function.qualifiedName().substring(UTILS.length())) {
          case "_rebuild_qtensor" -> "quantized tensor";
          case "_rebuild_sparse_tensor",
              "_rebuild_sparse_csr_tensor",
              "_rebuild_sparse_compressed_tensor" ->
              "sparse tensor";
          case "_rebuild_nested_tensor" -> "nested tensor";
          case "_rebuild_meta_tensor_no_storage" -> "tensor without data (device meta)";
          default -> "tensor made by " + Place.excerpt(function.qualifiedName());
        };
    return place.refuse(kind + " is not supported; save it as an ordinary tensor");
  }

  private TensorRecord tensor(Arguments args, int fewest, int most) throws CheckpointException {
    args.count(fewest, most);
    StorageView storage = args.storage(0);
    boolean requiresGrad = fewest > 4 && args.flag(4);
    if (fewest > 4) {
      args.noHooks(5);
    }
    return view(args, storage, storage.root().dtype(), requiresGrad, args.negated(6));
  }

  private TensorRecord tensorOfType(Arguments args) throws CheckpointException {
    args.count(7, 8);
    StorageView storage = args.storage(0);
    args.noHooks(5);
    String dtype = args.dtype(6);
    if (!storage.root().dtype().equals(dtype)) {
      checkRetyped(storage.root(), dtype, args.place());
    }
    return view(args, storage, dtype, args.flag(4), args.negated(7));
  }

  /// An untyped storage cannot be brought into order before the type is known.
  private static void checkRetyped(StorageRecord storage, String dtype, Place place)
      throws CheckpointException {
    if (ElementType.size(storage.dtype()) != 1) {
      throw place.refuse(storage + ", expected an untyped storage for a tensor of " + dtype);
    }
    if (storage.bigEndian() && ElementType.size(dtype) > 1) {
      throw place.refuse(
          "untyped storage of a big-endian file is not supported; save it on a little-endian"
              + " machine");
    }
  }

  private static TensorRecord view(
      Arguments args, StorageView storage, String dtype, boolean requiresGrad, boolean negative)
      throws CheckpointException {
    long[] shape = args.sizes(2, "size");
    long[] strides = args.sizes(3, "stride");
    long offset = args.index(1);
    ViewBounds.check(storage, dtype, offset, shape, strides, args.place());
    args.checkGradient(requiresGrad, dtype);
    return new TensorRecord(
        storage.root(),
        dtype,
        storage.start() + offset,
        shape,
        strides,
        requiresGrad,
        false,
        negative,
        null);
  }

  private static TensorRecord parameter(Arguments args) throws CheckpointException {
    TensorRecord data = args.tensor(0);
    boolean requiresGrad = args.flag(1);
    args.noHooks(2);
    args.checkGradient(requiresGrad, data.dtype());
    return data.asParameter(requiresGrad);
  }

  private static TensorRecord parameterWithState(Arguments args) throws CheckpointException {
    return parameter(args.count(4, 4)).withAttributes(args.attributes(3));
  }

  /// A tensor with Python attributes: the call that makes it, its class, its arguments, its state.
  private TensorRecord fromType(Arguments args) throws CheckpointException {
    args.count(4, 4);
    GlobalName inner = args.global(0);
    String type = args.global(1).qualifiedName();
    if (!isTensorClass(type)) {
      throw args.place().refuse("tensor class " + Place.excerpt(type) + " is not supported");
    }
    // One level only: the inner call may not come back here.
    if (!inner.qualifiedName().startsWith(UTILS) || !knows(inner)) {
      throw args.place().refuse("tensor made by " + PyTypes.nameOf(inner) + " is refused");
    }
    Object made = reduce(inner, args.tuple(2), args.place());
    PyDict attributes = args.attributes(3);
    return ((TensorRecord) made).withAttributes(attributes);
  }

  private static boolean isTensorClass(String name) {
    return switch (name) {
      case "torch.Tensor",
          "torch._tensor.Tensor",
          "torch.nn.parameter.Parameter",
          "torch.nn.parameter.Buffer" ->
          true;
      default -> false;
    };
  }

  private static Reduced size(GlobalName function, Arguments args) throws CheckpointException {
    args.count(1, 1).sizes(0, "size");
    return new Reduced(function, args.all());
  }

  private static Reduced named(GlobalName function, Arguments args) throws CheckpointException {
    args.count(1, 2).text(0);
    return new Reduced(function, args.all());
  }
}
