package dev.gradfn.nn;

import java.util.List;

/// A pointwise function, or one along a dimension.
public abstract class Activation extends FunctionLayer {
  protected Activation(String function, Attributes attributes) {
    super("nn.functional." + function, attributes);
  }

  /// `inplace` is printed last, and only where it is set.
  @Override
  protected String extraRepr() {
    List<String> names =
        attributes.live().keySet().stream().filter(name -> !name.equals("inplace")).toList();
    String others = attributes.repr(names.toArray(String[]::new));
    if (!attributes.live().containsKey("inplace") || !attributes.flag("inplace")) return others;
    return others + (others.isEmpty() ? "" : ", ") + "inplace=True";
  }
}
