package dev.gradfn.signature;

import static dev.gradfn.signature.OperationTable.row;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.op.ToCopy;
import java.util.List;

/// Conversions, and questions about types.
final class DtypeRows {
  private DtypeRows() {}

  static void register() {
    row("float(input)", a -> a.tensor("input").to(DType.FLOAT32));
    row("double(input)", a -> a.tensor("input").to(DType.FLOAT64));
    row("half(input)", a -> a.tensor("input").to(DType.FLOAT16));
    row("bfloat16(input)", a -> a.tensor("input").to(DType.BFLOAT16));
    row("long(input)", a -> a.tensor("input").to(DType.INT64));
    row("int(input)", a -> a.tensor("input").to(DType.INT32));
    row("short(input)", a -> a.tensor("input").to(DType.INT16));
    row("char(input)", a -> a.tensor("input").to(DType.INT8));
    row("byte(input)", a -> a.tensor("input").to(DType.UINT8));
    row("bool(input)", a -> a.tensor("input").to(DType.BOOL));
    row("to(input, *args, dtype=None, other=None, copy=False)", DtypeRows::to);
    row("promote_types(type1, type2)", a -> DType.promote(a.dtype("type1"), a.dtype("type2")));
    row(
        "result_type(tensor, other)",
        a -> a.tensorOrNumber("tensor").resultType(a.tensorOrNumber("other")));
    row("can_cast(from_, to)", a -> canCast(a.dtype("from_"), a.dtype("to")));
  }

  /// A type, or a tensor that has it.
  private static Tensor to(Arguments a) {
    Tensor self = a.tensor("input");
    DType dtype = target(a, self);
    boolean copies = a.bool("copy") && self.dtype() == dtype;
    return copies ? Operations.apply(new ToCopy(dtype), self) : self.to(dtype);
  }

  private static DType target(Arguments a, Tensor self) {
    Object target = a.get("dtype") != null ? a.get("dtype") : a.get("other");
    if (a.get("args") instanceof List<?> args && !args.isEmpty()) target = args.get(0);
    return switch (target) {
      case Tensor like -> like.dtype();
      case DType dtype -> dtype;
      case null, default -> self.dtype();
    };
  }

  /// Within a category everything goes, and upwards.
  private static boolean canCast(DType from, DType to) {
    return from.category().compareTo(to.category()) <= 0;
  }
}
