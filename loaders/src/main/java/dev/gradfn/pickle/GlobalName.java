package dev.gradfn.pickle;

/// The name of a Python class or function, as a pickle mentions it. Nothing more than a name: no
/// class is looked up, loaded or called.
///
/// [#module()] and [#name()] are as written; [#qualifiedName()] is the Python 3 spelling, because
/// protocol 2 writes the names of Python 2 (`__builtin__.set` for `builtins.set`).
public final class GlobalName implements Comparable<GlobalName> {
  private final String module;
  private final String name;
  private final String qualifiedName;

  public GlobalName(String module, String name) {
    this.module = module;
    this.name = name;
    this.qualifiedName = python3Module(module).concat(".").concat(python3Name(module, name));
  }

  public String module() {
    return module;
  }

  public String name() {
    return name;
  }

  /// `module.name` in the spelling of Python 3.
  public String qualifiedName() {
    return qualifiedName;
  }

  private static String python3Module(String module) {
    return switch (module) {
      case "__builtin__", "exceptions" -> "builtins";
      case "copy_reg" -> "copyreg";
      default -> module;
    };
  }

  private static String python3Name(String module, String name) {
    if (!module.equals("__builtin__")) {
      return name;
    }
    return switch (name) {
      case "long" -> "int";
      case "unicode" -> "str";
      case "xrange" -> "range";
      default -> name;
    };
  }

  /// The name as protocol 2 spells it, which Python 2 can read.
  GlobalName inPython2() {
    return switch (module) {
      case "builtins" -> new GlobalName("__builtin__", python2Builtin());
      case "copyreg" -> new GlobalName("copy_reg", name);
      default -> this;
    };
  }

  private String python2Builtin() {
    return switch (name) {
      case "int" -> "long";
      case "str" -> "unicode";
      case "range" -> "xrange";
      default -> name;
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GlobalName that && module.equals(that.module) && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return 31 * module.hashCode() + name.hashCode();
  }

  /// An order, so that hash tables stay fast when somebody chooses names with equal hashes.
  @Override
  public int compareTo(GlobalName that) {
    int byModule = module.compareTo(that.module);
    return byModule != 0 ? byModule : name.compareTo(that.name);
  }

  @Override
  public String toString() {
    return qualifiedName;
  }
}
