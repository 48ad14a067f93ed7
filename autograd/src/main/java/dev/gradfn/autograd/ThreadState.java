package dev.gradfn.autograd;

/// What PyTorch keeps per thread: grad mode and the next sequence number.
final class ThreadState {
  private static final ThreadLocal<ThreadState> CURRENT = ThreadLocal.withInitial(ThreadState::new);

  boolean gradEnabled = true;
  private long nextSequenceNr;

  static ThreadState current() {
    return CURRENT.get();
  }

  long takeSequenceNr() {
    return nextSequenceNr++;
  }
}
