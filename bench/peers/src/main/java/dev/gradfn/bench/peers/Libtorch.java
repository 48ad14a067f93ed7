package dev.gradfn.bench.peers;

import org.bytedeco.pytorch.global.torch;

/// libtorch, loaded, with the number of threads that the run asks for.
final class Libtorch {
  private Libtorch() {}

  /// Of all peers' kernels.
  static int threads() {
    return Integer.getInteger("gradfn.threads", Runtime.getRuntime().availableProcessors());
  }

  static void start() {
    torch.set_num_threads(threads());
    torch.manual_seed(0);
  }
}
