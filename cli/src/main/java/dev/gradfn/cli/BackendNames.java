package dev.gradfn.cli;

import dev.gradfn.core.KernelProvider;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Kernel sets as `--backend` names them. A name that nobody knows is wrong usage; whether a known
/// one can run here is seen when it is opened.
public final class BackendNames implements ITypeConverter<String> {
  /// Those that gradfn ships, on the class path or not.
  private static final List<String> SHIPPED = List.of("java", "onednn", "nd4j");

  @Override
  public String convert(String value) {
    for (String name : value.split(",", -1)) {
      if (!SHIPPED.contains(name.strip()) && !known().contains(name.strip())) {
        throw new TypeConversionException(
            "\"" + name.strip() + "\" is not known, expected one of " + known());
      }
    }
    return value;
  }

  private static Set<String> known() {
    Set<String> names = new LinkedHashSet<>(SHIPPED);
    for (KernelProvider provider : ServiceLoader.load(KernelProvider.class)) {
      names.add(provider.name());
    }
    return names;
  }
}
