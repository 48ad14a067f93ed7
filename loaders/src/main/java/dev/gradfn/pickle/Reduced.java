package dev.gradfn.pickle;

/// The result of a known, harmless call that is kept as written: dates, decimals, paths, ranges,
/// numpy arrays and scalars, `torch.Size`.
public final class Reduced extends Inert {
  public Reduced(GlobalName function, PyTuple args) {
    super(function, args);
  }
}
