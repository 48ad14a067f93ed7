package dev.gradfn.onednn;

import dev.gradfn.core.BlockPool;
import java.lang.ref.Reference;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Pointer;

/// A primitive, ready to run on any memory of the layouts that it was made for. Thread safe.
final class Compiled implements Primitives.Made {
  /// Work on less than this is done before a second thread has woken up, and its waiting keeps a
  /// processor from others.
  private static final long SMALL_BYTES = 1 << 18;

  /// One of the primitive's arguments: its number in oneDNN, and its layout.
  record Argument(int number, memory.desc desc) {
    Argument(int number, Layout layout) {
      this(number, layout.desc());
    }
  }

  private final primitive primitive;
  private final memory.desc scratchpad;
  private final long scratchpadBytes;
  private final Argument[] arguments;
  private final int threads = Threads.made();
  private final ConcurrentLinkedQueue<Call> idle = new ConcurrentLinkedQueue<>();

  /// @param scratchpad working memory, or null for none
  Compiled(primitive primitive, memory.desc scratchpad, Argument... arguments) {
    this.primitive = primitive;
    this.scratchpad = scratchpad;
    this.scratchpadBytes = scratchpad == null ? 0 : scratchpad.get_size();
    this.arguments = arguments;
  }

  @Override
  public Compiled compiled() {
    return this;
  }

  /// Whether the arguments are so few that one thread is best.
  boolean isSmall() {
    long bytes = 0;
    for (Argument argument : arguments) bytes += argument.desc.get_size();
    return bytes < SMALL_BYTES;
  }

  /// Runs on `operands`, which are in the order of the arguments, and gives temporary ones back.
  void run(Operand... operands) {
    execute(operands);
    for (Operand operand : operands) operand.releaseTemporary();
  }

  /// Runs on memory with any contents: for whoever measures how long it takes.
  void runOnAnything() {
    Operand[] operands = new Operand[arguments.length];
    for (int i = 0; i < operands.length; i++) {
      long floats = (arguments[i].desc.get_size() + Float.BYTES - 1) / Float.BYTES;
      operands[i] = Operand.temporary(Layout.flat(floats));
    }
    run(operands);
  }

  /// [#run], and temporary operands are kept.
  void execute(Operand... operands) {
    PrimitiveLog.note(this);
    Call call = idle.poll();
    if (call == null) call = new Call();
    try {
      call.run(operands);
    } finally {
      idle.offer(call);
      Reference.reachabilityFence(operands);
    }
  }

  /// oneDNN's objects for one run at a time: a memory is told anew where it is for each run.
  private final class Call {
    private final stream stream = OneDnn.newStream();
    private final Address[] places = new Address[arguments.length + 1];
    private final memory[] memories = new memory[arguments.length + 1];
    private final IntMemoryMap map = new IntMemoryMap();

    Call() {
      for (int i = 0; i < arguments.length; i++) add(i, arguments[i].number, arguments[i].desc);
      if (scratchpadBytes > 0) {
        add(arguments.length, org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD, scratchpad);
      }
    }

    private void add(int i, int number, memory.desc desc) {
      places[i] = new Address();
      memories[i] = new memory(desc, OneDnn.ENGINE, places[i]);
      map.put(number, memories[i]);
    }

    void run(Operand[] operands) {
      for (int i = 0; i < operands.length; i++) put(i, operands[i].address());
      if (scratchpadBytes == 0) {
        execute();
        return;
      }
      try (BlockPool.Lease lease = BlockPool.take(scratchpadBytes)) {
        put(arguments.length, lease.memory().address());
        execute();
      }
    }

    private void put(int i, long address) {
      places[i].set(address);
      memories[i].set_data_handle(places[i]);
    }

    private void execute() {
      Threads.begin(threads);
      try {
        primitive.execute(stream, map);
        stream._wait();
      } finally {
        Threads.end();
      }
    }
  }

  /// A pointer that can be moved.
  private static final class Address extends Pointer {
    Address() {
      super((Pointer) null);
    }

    void set(long address) {
      this.address = address;
    }
  }
}
