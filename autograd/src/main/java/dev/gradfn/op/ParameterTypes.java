package dev.gradfn.op;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// Which types the parameters of a normalisation may have: that of the input, or float32 beside 16
/// bits.
final class ParameterTypes {
  private ParameterTypes() {}

  /// @param parameters null where not given; the first that is tells whether types are mixed
  /// @throws TorchException with PyTorch's words
  static void require(ArraySpec input, ArraySpec... parameters) {
    List<DType> types =
        Arrays.stream(parameters).filter(Objects::nonNull).map(ArraySpec::dtype).toList();
    if (types.isEmpty()) return;
    if (types.getFirst() != input.dtype()) {
      requireMixable(input.dtype(), types);
      return;
    }
    for (DType type : types) {
      TorchException.check(
          type == input.dtype(),
          () ->
              "expected scalar type "
                  + input.dtype().scalarType()
                  + " but found "
                  + type.scalarType());
    }
  }

  private static void requireMixable(DType input, List<DType> parameters) {
    TorchException.check(
        parameters.stream().allMatch(type -> type == DType.FLOAT32),
        () -> "mixed dtype (CPU): expect parameter to have scalar type of Float");
    TorchException.check(
        input == DType.BFLOAT16 || input == DType.FLOAT16,
        () -> "mixed dtype (CPU): expect input to have scalar type of BFloat16 or Half");
  }
}
