package dev.gradfn.torch;

import dev.gradfn.pickle.GlobalName;
import java.util.Set;

/// The classes and functions that PyTorch 2.13 lets a pickle name with `weights_only=True`.
final class WeightsOnly {
  private static final Set<String> NAMES =
      Set.of(
          "collections.OrderedDict",
          "collections.Counter",
          "torch.nn.parameter.Parameter",
          "torch.serialization._get_layout",
          "torch.Size",
          "torch.Tensor",
          "torch.device",
          "_codecs.encode",
          "builtins.bytearray",
          "builtins.set",
          "builtins.complex",
          "torch._tensor._rebuild_from_type_v2",
          "torch.storage.UntypedStorage",
          "torch.storage.TypedStorage",
          "torch.UntypedStorage");

  private static final Set<String> REBUILDERS =
      Set.of(
          "parameter",
          "parameter_with_state",
          "qtensor",
          "tensor",
          "tensor_v2",
          "tensor_v3",
          "sparse_tensor",
          "meta_tensor_no_storage",
          "wrapper_subclass",
          "device_tensor_from_numpy",
          "device_tensor_from_cpu_tensor");

  private static final String NUMBER =
      "Half|BFloat16|Float|Double|Char|Short|Int|Long|Byte|Bool|ComplexFloat|ComplexDouble";
  private static final String QUANTIZED = "QUInt8|QInt8|QInt32|QUInt4x2|QUInt2x4";

  private WeightsOnly() {}

  static boolean allows(GlobalName global) {
    String name = global.qualifiedName();
    if (NAMES.contains(name)) {
      return true;
    }
    if (name.startsWith("torch._utils._rebuild_")) {
      return REBUILDERS.contains(name.substring("torch._utils._rebuild_".length()));
    }
    return global.module().startsWith("torch") && isType(name);
  }

  /// Element types, schemes of quantization, and the classes of typed storages and tensors.
  private static boolean isType(String name) {
    return name.matches("torch\\.(cuda\\.)?(" + NUMBER + "|" + QUANTIZED + ")Storage")
        || name.matches("torch\\.(cuda\\.)?(" + NUMBER + ")Tensor")
        || name.matches("torch\\.(float|complex|bfloat|u?int)[0-9]+(_e[0-9]m[0-9]+(fnu?z?|fn)?)?")
        || name.matches("torch\\.float(4_e2m1fn_x2|8_e8m0fnu)")
        || name.matches("torch\\.(bool|quint8|qint8|qint32|quint4x2|quint2x4|bits[0-9]+(x[0-9])?)")
        || name.matches("torch\\.per_(tensor|channel)_(affine|symmetric)(_float_qparams)?");
  }
}
