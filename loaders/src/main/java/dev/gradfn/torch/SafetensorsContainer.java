package dev.gradfn.torch;

import dev.gradfn.pickle.PickleLimits;
import dev.gradfn.pickle.PyDict;
import java.util.List;

/// A safetensors file as a state dict: a dict of the names and tensors, in the file's order.
record SafetensorsContainer(Safetensors file, long fileSize) implements Container {
  @Override
  public String kind() {
    return "safetensors";
  }

  @Override
  public Contents contents(PickleLimits limits) {
    PyDict root = new PyDict();
    for (String name : file.names()) {
      root.put(name, file.entry(name).record());
    }
    return new Contents(root, List.of());
  }

  @Override
  public void close() {
    file.close();
  }
}
