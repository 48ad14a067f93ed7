package dev.gradfn.optim;

import dev.gradfn.signature.Arguments;
import dev.gradfn.signature.Signature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The constructor of an optimiser in PyTorch's notation, and the order of its `defaults`.
record Constructor(Signature signature, List<String> defaults) {

  /// @param defaults the names of the options as `optimizer.defaults` lists them
  static Constructor of(String signature, String... defaults) {
    return new Constructor(Signature.parse(signature), List.of(defaults));
  }

  /// @throws IllegalArgumentException for an unknown option
  Arguments bind(Iterable<?> params, Option... options) {
    return signature.bind(List.of(params), Option.asMap(options));
  }

  Map<String, Object> defaults(Arguments given) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String name : defaults) values.put(name, Pair.wrapped(given.get(name)));
    return values;
  }
}
