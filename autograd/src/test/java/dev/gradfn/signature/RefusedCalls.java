package dev.gradfn.signature;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException.Kind;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Collects calls that PyTorch refuses, with the kind and the words of its refusal.
abstract class RefusedCalls {
  static final Map<String, Object> NO_KEYWORDS = Map.of();

  /// A refused call.
  record Refused(
      String operation, List<Object> args, Map<String, Object> keywords, Kind kind, String words) {
    Object call() {
      Operation found = OperationTable.find(operation);
      return found.body().run(found.signature().bind(args, keywords));
    }
  }

  private final List<Refused> refused = new ArrayList<>();

  final List<Refused> all() {
    return refused;
  }

  void runtime(String words, String operation, Object... args) {
    refused.add(new Refused(operation, Arrays.asList(args), NO_KEYWORDS, Kind.RUNTIME, words));
  }

  void runtime(String words, String operation, Map<String, Object> keywords, Object... args) {
    refused.add(new Refused(operation, Arrays.asList(args), keywords, Kind.RUNTIME, words));
  }

  void value(String words, String operation, Map<String, Object> keywords, Object... args) {
    refused.add(new Refused(operation, Arrays.asList(args), keywords, Kind.VALUE, words));
  }

  void index(String words, String operation, Object... args) {
    refused.add(new Refused(operation, Arrays.asList(args), NO_KEYWORDS, Kind.INDEX, words));
  }

  void notImplemented(
      String words, String operation, Map<String, Object> keywords, Object... args) {
    Kind kind = Kind.NOT_IMPLEMENTED;
    refused.add(new Refused(operation, Arrays.asList(args), keywords, kind, words));
  }

  static Tensor ones(long... shape) {
    return Tensor.ones(shape);
  }

  static Tensor ones(DType dtype, long... shape) {
    return Tensor.ones(dtype, Device.CPU, Dims.of(shape));
  }

  static Tensor longs(long... values) {
    return Tensor.of(values, values.length);
  }

  static Tensor truths(long... values) {
    return longs(values).to(DType.BOOL);
  }

  static String outOfRange(int from, int to, int dim) {
    return "Dimension out of range (expected to be in range of ["
        + from
        + ", "
        + to
        + "], but got "
        + dim
        + ")";
  }
}
