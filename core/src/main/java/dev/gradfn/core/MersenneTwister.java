package dev.gradfn.core;

/// The Mersenne Twister MT19937 of Matsumoto and Nishimura, with the bookkeeping that PyTorch
/// saves: how many words are left before the next twist, and which word comes next.
final class MersenneTwister {
  static final int WORDS = 624;
  private static final int SHIFT = 397;

  private final int[] words = new int[WORDS];
  private int left;
  private int next;

  /// The words as they follow from a 32-bit seed. The first twist comes with the first draw.
  void seed(int seed) {
    words[0] = seed;
    for (int i = 1; i < WORDS; i++) {
      words[i] = 1812433253 * (words[i - 1] ^ (words[i - 1] >>> 30)) + i;
    }
    left = 1;
    next = 0;
  }

  int nextInt() {
    if (--left == 0) twist();
    return tempered(words[next++]);
  }

  private static int tempered(int y) {
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }

  private void twist() {
    int middle = WORDS - SHIFT;
    for (int i = 0; i < middle; i++) words[i] = words[i + SHIFT] ^ mixed(words[i], words[i + 1]);
    for (int i = middle; i < WORDS - 1; i++) {
      words[i] = words[i - middle] ^ mixed(words[i], words[i + 1]);
    }
    words[WORDS - 1] = words[SHIFT - 1] ^ mixed(words[WORDS - 1], words[0]);
    left = WORDS;
    next = 0;
  }

  /// The upper bit of one word and the lower bits of the next, times the twist matrix.
  private static int mixed(int upper, int lower) {
    int y = (upper & 0x80000000) | (lower & 0x7fffffff);
    return (y >>> 1) ^ (-(y & 1) & 0x9908b0df);
  }

  int left() {
    return left;
  }

  int next() {
    return next;
  }

  int word(int i) {
    return words[i];
  }

  void restore(int left, int next, int[] words) {
    this.left = left;
    this.next = next;
    System.arraycopy(words, 0, this.words, 0, WORDS);
  }
}
