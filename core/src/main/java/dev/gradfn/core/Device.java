package dev.gradfn.core;

/// Where an array lives. On `META` there is no memory: shapes, types and the graph are computed,
/// kernels do not run.
public enum Device {
  CPU,
  CUDA,
  META;

  /// `cpu`, `cuda`, `meta`.
  public String torchName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
