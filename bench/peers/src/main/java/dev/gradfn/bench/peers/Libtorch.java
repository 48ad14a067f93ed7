package dev.gradfn.bench.peers;

import org.bytedeco.pytorch.global.torch;

/// libtorch, loaded, with the number of threads that the run asks for.
final class Libtorch {
  private Libtorch() {}

  static void start() {
    torch.set_num_threads(Integer.getInteger("gradfn.bench.threads", 1));
    torch.manual_seed(0);
  }
}
