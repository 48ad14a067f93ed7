package dev.gradfn.python;

import dev.gradfn.autograd.Subscript;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Backends;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.Storage;
import dev.gradfn.optim.Optimizer;
import dev.gradfn.optim.OptimizerTable;
import dev.gradfn.optim.ParamGroup;
import dev.gradfn.optim.schedule.LRScheduler;
import dev.gradfn.optim.schedule.ReduceLROnPlateau;
import dev.gradfn.optim.schedule.ScheduleTable;
import dev.gradfn.optim.schedule.Scheduler;
import dev.gradfn.signature.Operation;
import dev.gradfn.signature.OperationTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// What Python's `torch` calls where types meet: Python's int is a Long here, its list a List.
/// Everything else of the engine it calls directly.
public final class Border {
  /// `...` in an index.
  public static final Object ELLIPSIS = Subscript.ELLIPSIS;

  private static final Map<Storage, Long> ADDRESSES =
      Collections.synchronizedMap(new WeakHashMap<>());

  private static final AtomicLong NEXT_ADDRESS = new AtomicLong(1L << 40);

  private Border() {}

  /// Binds arguments by the table of signatures and runs an operation.
  ///
  /// @param names of the last arguments, which are given by keyword
  /// @param receivers 1 if the first argument is the tensor whose method it is
  public static Object call(
      Operation operation, List<Object> values, List<String> names, int receivers) {
    int positional = values.size() - names.size();
    List<Object> args = new ArrayList<>(positional);
    for (int i = 0; i < positional; i++) args.add(plain(values.get(i)));
    Map<String, Object> keywords = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      keywords.put(names.get(i), plain(values.get(positional + i)));
    }
    return operation.body().run(operation.signature().bind(args, keywords, receivers));
  }

  public static Operation find(String name) {
    return OperationTable.find(name);
  }

  /// As the engine wants a value: integers as Long, lists without views on Python's memory.
  public static Object plain(Object value) {
    return switch (value) {
      case Integer number -> (Object) number.longValue();
      case Short number -> number.longValue();
      case Byte number -> number.longValue();
      case List<?> list -> {
        List<Object> items = new ArrayList<>(list.size());
        for (Object item : list) items.add(plain(item));
        yield items;
      }
      case LinkedHashMap<?, ?> map -> {
        Map<Object, Object> entries = new LinkedHashMap<>();
        map.forEach((key, item) -> entries.put(plain(key), plain(item)));
        yield entries;
      }
      case null, default -> value;
    };
  }

  public static Dims dims(long... sizes) {
    return Dims.of(sizes);
  }

  /// A leaf of these elements, rounded to `dtype`.
  public static Tensor ofDoubles(double[] values, Dims shape, DType dtype) {
    return Tensor.of(NdArray.wrap(DType.FLOAT64, values, shape)).to(dtype);
  }

  /// The same for integers, which a double would round.
  public static Tensor ofLongs(long[] values, Dims shape, DType dtype) {
    return Tensor.of(NdArray.wrap(DType.INT64, values, shape)).to(dtype);
  }

  /// All elements in row-major order: `double[]`, or `long[]` for the others. Not `boolean[]`, of
  /// which GraalPy makes a list once, and empty ones after that.
  public static Object elements(Tensor tensor) {
    return switch (tensor.dtype().category()) {
      case FLOATING -> tensor.toDoubleArray();
      case INTEGER, BOOL -> tensor.toLongArray();
    };
  }

  /// A number that stands for the memory, as `data_ptr()` does.
  public static long address(Storage storage) {
    return ADDRESSES.computeIfAbsent(storage, _ -> NEXT_ADDRESS.getAndAdd(1L << 40));
  }

  /// The strides of `memory_format=torch.channels_last`: channels lie closest.
  public static Dims channelsLast(Dims shape) {
    int rank = shape.rank();
    int[] order = new int[rank];
    for (int i = 1; i < rank; i++) order[i] = i == rank - 1 ? 1 : i + 1;
    Dims dense = shape.permute(order).contiguousStrides();
    long[] strides = new long[rank];
    for (int i = 0; i < rank; i++) strides[order[i]] = dense.get(i);
    return Dims.of(strides);
  }

  /// Without contents; dense, in the order of the strides of `like`.
  public static Tensor emptyLike(Tensor like, DType dtype, Device device, boolean contiguous) {
    Geometry own = like.geometry();
    boolean keeps = !contiguous && own.isNonOverlappingAndDense();
    Geometry geometry =
        keeps ? Geometry.of(own.shape(), own.strides()) : Geometry.contiguous(own.shape());
    Tensor made = Tensor.empty(dtype, device, geometry);
    fill(made, 0);
    return made;
  }

  public static Tensor emptyStrided(DType dtype, Device device, Dims shape, Dims strides) {
    return Tensor.empty(dtype, device, Geometry.of(shape, strides));
  }

  /// The contents as they are now; unrecorded.
  public static Tensor snapshot(Tensor tensor) {
    if (tensor.device() == Device.META) return tensor;
    NdArray copy = NdArray.allocate(tensor.dtype(), tensor.shape());
    Backends.kernels().copy(tensor.array(), copy);
    return Tensor.of(copy);
  }

  /// Unrecorded, and not counted as a change.
  public static void fill(Tensor tensor, double value) {
    if (tensor.device() != Device.META) Backends.kernels().fill(value, tensor.array());
  }

  public static Device device(String name) {
    return Device.valueOf(name.toUpperCase(java.util.Locale.ROOT));
  }

  // ---- optimisers and schedules ----------------------------------------------------------------

  /// The constructor of an optimiser, as Python calls it.
  public static Optimizer make(
      OptimizerTable.Row row, List<Object> args, Map<String, Object> named) {
    return row.make((List<?>) plain(args), options(named));
  }

  /// The same for a schedule.
  public static Scheduler make(
      ScheduleTable.Row row, List<Object> args, Map<String, Object> named) {
    return row.make((List<?>) plain(args), options(named));
  }

  /// An optimiser with a step of Python's.
  public static Optimizer optimizer(
      Object params, Map<String, Object> defaults, Function<Object, Object> step) {
    return new ProgramOptimizer((Iterable<?>) plain(params), options(defaults), step);
  }

  public static void addGroup(Optimizer optimizer, Map<String, Object> group) {
    optimizer.addParamGroup(new ParamGroup(options(group)));
  }

  public static void load(Optimizer optimizer, Map<String, Object> state) {
    optimizer.loadStateDict(options(state));
  }

  public static void load(Scheduler scheduler, Map<String, Object> state) {
    scheduler.loadStateDict(options(state));
  }

  /// A step to an epoch, or with a measure.
  public static void step(Scheduler scheduler, Object given) {
    switch (scheduler) {
      case ReduceLROnPlateau plateau -> plateau.step(((Number) given).doubleValue());
      case LRScheduler counted -> counted.step((Number) plain(given));
      default -> scheduler.step();
    }
  }

  public static void put(Map<String, Object> map, String name, Object value) {
    map.put(name, plain(value));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> options(Map<String, Object> given) {
    return (Map<String, Object>) plain(given);
  }
}
