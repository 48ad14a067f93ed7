package dev.gradfn.autograd;

import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.RandomSource;
import java.security.SecureRandom;
import java.util.function.Consumer;

/// `torch.Generator` for the CPU: a stream of random numbers that a seed determines. Whatever draws
/// takes one, and uses [#global] where none is given.
///
/// Thread safe: each fill has the stream for itself.
public final class Generator {
  /// The seed of a generator that was given none.
  public static final long DEFAULT_SEED = 67280421310721L;

  private static final Generator GLOBAL = new Generator(unforeseeable());

  private final RandomSource source;

  public Generator() {
    this(DEFAULT_SEED);
  }

  private Generator(long seed) {
    source = new RandomSource(seed);
  }

  /// The one of the process: `torch.default_generator`. Every process starts it with another seed.
  public static Generator global() {
    return GLOBAL;
  }

  /// `generator`, or the one of the process for null.
  public static Generator orGlobal(Generator generator) {
    return generator == null ? GLOBAL : generator;
  }

  /// Starts anew from `seed`, an unsigned number: a negative `s` stands for `2^64 + s`.
  public synchronized Generator manualSeed(long seed) {
    source.seed(seed);
    return this;
  }

  /// The seed that the stream began with.
  public synchronized long initialSeed() {
    return source.seed();
  }

  /// Starts anew from a seed that nobody can foresee, and returns it.
  public synchronized long seed() {
    source.seed(unforeseeable());
    return source.seed();
  }

  /// As many bits as a double holds exactly.
  private static long unforeseeable() {
    return new SecureRandom().nextLong() & 0x1FFFFFFFFFFFFFL;
  }

  /// Where the stream is: 5056 bytes, as PyTorch lays them out.
  public synchronized Tensor getState() {
    return Tensor.of(NdArray.wrap(DType.UINT8, source.state(), Dims.of(RandomSource.STATE_BYTES)));
  }

  /// Goes on where `state` was taken, here or in PyTorch.
  ///
  /// @throws TorchException if it is no state
  public synchronized void setState(Tensor state) {
    if (state.dtype() != DType.UINT8 || state.device() != Device.CPU) {
      throw new TorchException(TorchException.Kind.TYPE, "RNG state must be a torch.ByteTensor");
    }
    long[] values = state.toLongArray();
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) values[i];
    try {
      source.restore(bytes);
    } catch (IllegalArgumentException e) {
      throw TorchException.runtime(e.getMessage());
    }
  }

  /// Draws from the stream, while no other thread does.
  public synchronized void draw(Consumer<RandomSource> body) {
    body.accept(source);
  }
}
