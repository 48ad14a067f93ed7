package dev.gradfn.nn;

import java.util.List;

/// Calls its children one after the other, each with the result of the one before.
public final class Sequential extends Module {
  @SuppressWarnings("this-escape")
  public Sequential(List<? extends Module> modules) {
    for (int i = 0; i < modules.size(); i++) registerModule(Integer.toString(i), modules.get(i));
  }

  @Override
  protected Object forward(Args args) {
    Object x = args.positional().get(0);
    for (Slot<? extends Module> child : childSlots().values()) {
      x = child.get().callAll(Args.of(x));
    }
    return x;
  }
}
