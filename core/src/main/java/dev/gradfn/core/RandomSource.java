package dev.gradfn.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A stream of random numbers: the same bits, and the same numbers made of them, as PyTorch's CPU
/// generator gives for the same seed.
///
/// Not thread safe: whoever shares one holds a lock while it draws.
public final class RandomSource {
  /// Size of [#state], in bytes.
  public static final int STATE_BYTES = 5056;

  private static final int LEFT_AT = 8;
  private static final int SEEDED_AT = 12;
  private static final int NEXT_AT = 16;
  private static final int WORDS_AT = 24;
  private static final int NORMAL_AT = 5024;
  private static final int HAS_NORMAL_AT = 5040;

  private static final float FLOAT_STEP = 0x1p-24f;
  private static final double DOUBLE_STEP = 0x1p-53;

  private final MersenneTwister twister = new MersenneTwister();
  private long seed;

  /// Normal numbers come in pairs; the second waits here.
  private double pendingNormal;

  private boolean hasPendingNormal;

  public RandomSource(long seed) {
    seed(seed);
  }

  /// Starts anew. Only the low 32 bits of an unsigned 64-bit seed count, but all are remembered.
  public void seed(long seed) {
    this.seed = seed;
    twister.seed((int) seed);
    pendingNormal = 0;
    hasPendingNormal = false;
  }

  public long seed() {
    return seed;
  }

  /// 32 random bits.
  public int bits32() {
    return twister.nextInt();
  }

  /// 64 random bits; the first draw is the high half.
  public long bits64() {
    long high = twister.nextInt();
    return high << 32 | (twister.nextInt() & 0xFFFFFFFFL);
  }

  /// Uniform in `[0, 1)`, in steps of 2⁻²⁴.
  public float uniformFloat() {
    return (bits32() & 0xFFFFFF) * FLOAT_STEP;
  }

  /// Uniform in `[0, 1)`, in steps of 2⁻⁵³.
  public double uniformDouble() {
    return (bits64() & 0x1FFFFFFFFFFFFFL) * DOUBLE_STEP;
  }

  /// Standard normal, by Box and Muller.
  public double normal() {
    if (hasPendingNormal) {
      hasPendingNormal = false;
      return pendingNormal;
    }
    double angle = 2 * Math.PI * uniformDouble();
    double radius = Math.sqrt(-2 * Math.log1p(-uniformDouble()));
    pendingNormal = radius * Math.sin(angle);
    hasPendingNormal = true;
    return radius * Math.cos(angle);
  }

  /// Everything that decides about the numbers to come, in the layout of PyTorch's
  /// `get_rng_state()`.
  public byte[] state() {
    ByteBuffer bytes = ByteBuffer.allocate(STATE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(0, seed).putInt(LEFT_AT, twister.left()).putInt(SEEDED_AT, 1);
    bytes.putLong(NEXT_AT, twister.next());
    for (int i = 0; i < MersenneTwister.WORDS; i++) {
      bytes.putLong(WORDS_AT + i * Long.BYTES, twister.word(i) & 0xFFFFFFFFL);
    }
    if (hasPendingNormal) bytes.putDouble(NORMAL_AT, pendingNormal).putInt(HAS_NORMAL_AT, 1);
    return bytes.array();
  }

  /// Goes on where [#state] was taken.
  ///
  /// @throws IllegalArgumentException in PyTorch's words for bytes that are no state
  public void restore(byte[] state) {
    if (state.length != STATE_BYTES) throw new IllegalArgumentException("RNG state is wrong size");
    ByteBuffer bytes = ByteBuffer.wrap(state).order(ByteOrder.LITTLE_ENDIAN);
    int left = bytes.getInt(LEFT_AT);
    long next = bytes.getLong(NEXT_AT);
    boolean valid =
        bytes.getInt(SEEDED_AT) == 1
            && left > 0
            && left <= MersenneTwister.WORDS
            && next >= 0
            && next + left <= MersenneTwister.WORDS + 1;
    if (!valid) throw new IllegalArgumentException("Invalid mt19937 state");
    int[] words = new int[MersenneTwister.WORDS];
    for (int i = 0; i < words.length; i++) words[i] = bytes.getInt(WORDS_AT + i * Long.BYTES);
    twister.restore(left, (int) next, words);
    seed = bytes.getLong(0);
    hasPendingNormal = bytes.getInt(HAS_NORMAL_AT) != 0;
    pendingNormal = bytes.getDouble(NORMAL_AT);
  }
}
