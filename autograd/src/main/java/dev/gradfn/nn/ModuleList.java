package dev.gradfn.nn;

import dev.gradfn.autograd.TorchException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/// Holds modules by number; it cannot be called.
public final class ModuleList extends Module {
  @SuppressWarnings("this-escape")
  public ModuleList(List<? extends Module> modules) {
    for (int i = 0; i < modules.size(); i++) registerModule(Integer.toString(i), modules.get(i));
  }

  @Override
  protected Object forward(Args args) {
    throw TorchException.notImplemented(
        "Module [ModuleList] is missing the required \"forward\" function");
  }

  public int size() {
    return childSlots().size();
  }

  public Module get(int index) {
    return childSlots().get(Integer.toString(index)).get();
  }

  /// Runs of children that print alike become one line, `(0-2): 3 x Conv2d(…)`.
  @Override
  void describeChildren(BiConsumer<String, Module> line) {
    List<Slot<? extends Module>> slots = new ArrayList<>(childSlots().values());
    for (int start = 0; start < slots.size(); ) {
      int end = start + 1;
      String text = String.valueOf(slots.get(start).get());
      while (end < slots.size() && text.equals(String.valueOf(slots.get(end).get()))) end++;
      if (end - start == 1) {
        line.accept(slots.get(start).name(), slots.get(start).get());
      } else {
        line.accept(start + "-" + (end - 1), new Repeated(end - start, slots.get(start).get()));
      }
      start = end;
    }
  }

  /// Prints as `3 x ` and the module.
  private static final class Repeated extends Module {
    private final int times;
    private final Module module;

    Repeated(int times, Module module) {
      this.times = times;
      this.module = module;
    }

    @Override
    public String typeName() {
      return times + " x " + module.typeName();
    }

    @Override
    protected String extraRepr() {
      return module.extraRepr();
    }

    @Override
    void describeChildren(BiConsumer<String, Module> line) {
      module.describeChildren(line);
    }

    @Override
    protected Object forward(Args args) {
      throw new AssertionError("only printed");
    }
  }
}
