package dev.gradfn.autograd;

/// What PyTorch keeps in `torch` itself: the state of the process that belongs to no tensor.
public final class Torch {
  private Torch() {}

  /// Seeds the generator of the process; from here on the same calls give the same numbers.
  public static Generator manualSeed(long seed) {
    return Generator.global().manualSeed(seed);
  }

  public static long initialSeed() {
    return Generator.global().initialSeed();
  }

  /// Seeds the generator of the process with what nobody can foresee, and returns the seed.
  public static long seed() {
    return Generator.global().seed();
  }

  public static Tensor getRngState() {
    return Generator.global().getState();
  }

  public static void setRngState(Tensor state) {
    Generator.global().setState(state);
  }
}
