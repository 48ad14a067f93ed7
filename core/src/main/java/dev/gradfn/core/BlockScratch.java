package dev.gradfn.core;

/// Blocks of [Kernels#BLOCK] elements that a thread uses again in every pointwise kernel. Contents
/// are undefined.
///
/// New ones would be small, but a kernel on 10⁶ elements would take 60, each in memory that was
/// never touched before: until the collector has once been round, page faults cost half as much as
/// an exponential. Kernels that read and write blocks start no others meanwhile.
final class BlockScratch {
  /// The output and two operands.
  private static final int SLOTS = 3;

  private static final ThreadLocal<BlockScratch> SCRATCH =
      ThreadLocal.withInitial(BlockScratch::new);

  private final Object[] blocks = new Object[SLOTS * Wide.values().length];

  private BlockScratch() {}

  /// This thread's block for an operand.
  ///
  /// @param slot 0 for the output, else the operand's number
  static Object block(Wide wide, int slot) {
    Object[] blocks = SCRATCH.get().blocks;
    int at = wide.ordinal() * SLOTS + slot;
    if (blocks[at] == null) blocks[at] = wide.allocate(Kernels.BLOCK);
    return blocks[at];
  }
}
