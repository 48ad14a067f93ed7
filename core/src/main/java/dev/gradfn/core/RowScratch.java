package dev.gradfn.core;

/// Rows that a thread uses again in every kernel: allocating and clearing them each time would cost
/// more than packing does. Contents are undefined. Not for tasks that start tasks.
final class RowScratch {
  private static final ThreadLocal<RowScratch> FLOATS =
      ThreadLocal.withInitial(() -> new RowScratch(FloatLanes.INSTANCE));
  private static final ThreadLocal<RowScratch> DOUBLES =
      ThreadLocal.withInitial(() -> new RowScratch(DoubleLanes.INSTANCE));

  /// A little longer than needed: rows whose distance is near a multiple of 4096 bytes push each
  /// other out of the first cache, and halve the speed of products.
  private static final int LENGTH = PackedGemm.COLUMNS + 20;

  private final Lanes lanes;
  private Object[] packed = {};
  private Object[] results = {};

  private RowScratch(Lanes lanes) {
    this.lanes = lanes;
  }

  static RowScratch of(Lanes lanes) {
    return (lanes == FloatLanes.INSTANCE ? FLOATS : DOUBLES).get();
  }

  /// At least `count` rows of [PackedGemm#COLUMNS] elements, for what is multiplied.
  Object[] packed(int count) {
    if (packed.length < count) packed = lanes.allocateRows(count, LENGTH);
    return packed;
  }

  /// At least `count` rows of [PackedGemm#COLUMNS] elements, for what comes out.
  Object[] results(int count) {
    if (results.length < count) results = lanes.allocateRows(count, LENGTH);
    return results;
  }
}
