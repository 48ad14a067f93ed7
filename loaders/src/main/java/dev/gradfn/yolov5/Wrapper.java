package dev.gradfn.yolov5;

import dev.gradfn.nn.Args;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.Slot;
import java.util.List;
import java.util.Map;

/// A module around a network that hands its input on: `DataParallel`, `AutoShape`, and the like.
/// What else they do (several devices, images of any size) is not done here.
public final class Wrapper extends Module {
  private final String typeName;
  private final Slot<Module> inner;

  /// @param name of the child
  @SuppressWarnings("this-escape")
  public Wrapper(String typeName, String name, Module inner) {
    this.typeName = typeName;
    this.inner = registerModule(name, inner);
  }

  public Module inner() {
    return inner.get();
  }

  @Override
  public String typeName() {
    return typeName;
  }

  @Override
  protected Object forward(Args args) {
    return inner.get().callAll(args);
  }

  @Override
  public Map<String, Object> attributes() {
    Map<String, Object> attributes = super.attributes();
    if (typeName.equals("DataParallel")) attributes.put("device_ids", List.of());
    return attributes;
  }
}
