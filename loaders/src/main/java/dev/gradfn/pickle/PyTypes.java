package dev.gradfn.pickle;

import java.math.BigInteger;

/// The Python names of the types of values, for messages.
public final class PyTypes {
  private PyTypes() {}

  public static String nameOf(Object value) {
    if (value == null) {
      return "None";
    }
    if (value instanceof Inert inert) {
      return Place.excerpt(inert.name().qualifiedName()) + " object";
    }
    if (value instanceof GlobalName global) {
      return "global " + Place.excerpt(global.qualifiedName());
    }
    return isScalar(value) ? scalar(value) : container(value);
  }

  /// The name with its article.
  public static String described(Object value) {
    String name = nameOf(value);
    if (value == null) {
      return name;
    }
    return (name.equals("int") ? "an " : "a ") + name;
  }

  private static boolean isScalar(Object value) {
    return value instanceof Number || value instanceof String || value instanceof Boolean;
  }

  private static String scalar(Object value) {
    if (value instanceof Long || value instanceof BigInteger) {
      return "int";
    }
    if (value instanceof Double) {
      return "float";
    }
    return value instanceof String ? "str" : "bool";
  }

  private static String container(Object value) {
    if (value instanceof PyDict dict) {
      return dict.kind().pythonName();
    }
    if (value instanceof PyList) {
      return "list";
    }
    if (value instanceof PyTuple) {
      return "tuple";
    }
    if (value instanceof PySet set) {
      return set.frozen() ? "frozenset" : "set";
    }
    if (value instanceof PyBytes bytes) {
      return bytes.isByteArray() ? "bytearray" : "bytes";
    }
    return value.toString();
  }
}
