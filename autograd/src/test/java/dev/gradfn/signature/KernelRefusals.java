package dev.gradfn.signature;

import dev.gradfn.core.DType;
import java.util.List;
import java.util.Map;

/// Of types that PyTorch has no kernel for.
final class KernelRefusals extends RefusedCalls {
  KernelRefusals() {
    ofIntegers();
    ofBool();
  }

  private void ofIntegers() {
    var line = ones(DType.INT64, 2);
    var plane = ones(DType.INT64, 1, 3, 4, 4);
    refuse("leaky_relu_cpu", "Long", "nn.functional.leaky_relu", line, 0.1);
    refuse("log_sigmoid_cpu", "Long", "nn.functional.logsigmoid", line);
    refuse("elu_cpu", "Long", "nn.functional.celu", line);
    refuse("GeluKernelImpl", "Long", "nn.functional.gelu", line);
    refuse("glu_cpu", "Long", "nn.functional.glu", line);
    refuse("mse_cpu", "Long", "nn.functional.mse_loss", line, line);
    refuse("smooth_l1_cpu", "Long", "nn.functional.smooth_l1_loss", line, line);
    refuse("binary_cross_entropy", "Long", "nn.functional.binary_cross_entropy", line, line);
    refuse("lerp_kernel_scalar", "Long", "lerp", line, line, 0.5);
    refuse("adaptive_avg_pool2d", "Long", "nn.functional.adaptive_avg_pool2d", plane, 2L);
    refuse("adaptive_max_pool2d", "Long", "nn.functional.adaptive_max_pool2d", plane, 2L);
    refuse("avg_pool2d", "Int", "nn.functional.avg_pool2d", plane.to(DType.INT32), 2L);
    refuse("im2col_out_cpu", "Long", "nn.functional.unfold", plane, 2L);
    refuse("LayerNormKernelImpl", "Long", "nn.functional.layer_norm", line, List.of(2L));
    refuse("GroupNormKernelImpl", "Long", "nn.functional.group_norm", plane, 3L);
    notImplemented(
        words("batch_norm", "Long"),
        "nn.functional.batch_norm",
        Map.of("training", true),
        plane,
        null,
        null);
  }

  private void ofBool() {
    var line = ones(DType.BOOL, 2);
    var square = ones(DType.BOOL, 2, 2);
    var plane = ones(DType.BOOL, 1, 3, 4, 4);
    for (String name : List.of("floor", "ceil", "trunc", "round")) {
      refuse(name + "_vml_cpu", "Bool", name, line);
    }
    refuse("abs_cpu", "Bool", "abs", line);
    refuse("median_cpu", "Bool", "median", line);
    refuse("median_out", "Bool", "median", line, 0L);
    refuse("kthvalue_cpu", "Bool", "kthvalue", line, 1L);
    refuse("dot", "Bool", "dot", line, line);
    refuse("addmm_impl_cpu_", "Bool", "mm", square, square);
    refuse("addmv_impl_cpu", "Bool", "mv", square, line);
    refuse("max_pool2d", "Bool", "nn.functional.max_pool2d", plane, 2L);
    refuse("slow_conv2d_cpu", "Bool", "nn.functional.conv2d", plane, ones(DType.BOOL, 1, 3, 2, 2));
    refuse(
        "reflection_pad2d", "Bool", "nn.functional.pad", plane, List.of(1L, 1L, 1L, 1L), "reflect");
  }

  private void refuse(String kernel, String type, String operation, Object... args) {
    notImplemented(words(kernel, type), operation, NO_KEYWORDS, args);
  }

  private static String words(String kernel, String type) {
    return "\"" + kernel + "\" not implemented for '" + type + "'";
  }
}
