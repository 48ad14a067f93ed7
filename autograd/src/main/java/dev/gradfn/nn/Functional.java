package dev.gradfn.nn;

import dev.gradfn.core.Dims;
import dev.gradfn.signature.Operation;
import dev.gradfn.signature.OperationTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/// Operations by name, for layers that are one operation with their attributes as its arguments.
final class Functional {
  private Functional() {}

  /// @param name as in [OperationTable]
  /// @param args positional
  static Object call(String name, List<?> args, Map<String, ?> named) {
    Operation operation = OperationTable.find(name);
    if (operation == null) throw new MissingOperation(name);
    Map<String, Object> plain = new LinkedHashMap<>();
    named.forEach((key, value) -> plain.put(key, value instanceof Dims dims ? list(dims) : value));
    return operation.body().run(operation.signature().bind(args, plain));
  }

  private static List<Long> list(Dims dims) {
    return LongStream.of(dims.toArray()).boxed().toList();
  }
}
