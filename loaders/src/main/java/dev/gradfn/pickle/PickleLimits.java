package dev.gradfn.pickle;

/// How much a pickle may ask of the reader.
///
/// @param work values pushed, marks set, items copied (a copied byte counts as 1/16)
/// @param memory the pickle and what it describes may take, in bytes of heap (estimated; tensors
///   stay in the file and do not count)
/// @param memo entries of the memo
/// @param stringBytes length of one string or byte string, in bytes
/// @param nameBytes length of the module or the name of one global, in bytes
/// @param integerBytes length of one integer, in bytes
public record PickleLimits(
    long work, long memory, int memo, int stringBytes, int nameBytes, int integerBytes) {
  /// Far more than the largest YOLOv5 checkpoint needs (a hundred thousand values), little enough
  /// to keep a hostile file from filling the heap: it may have half of it.
  public static final PickleLimits DEFAULT = forHeap(Runtime.getRuntime().maxMemory());

  public PickleLimits {
    if (work <= 0
        || memory <= 0
        || memo <= 0
        || stringBytes <= 0
        || nameBytes <= 0
        || integerBytes <= 0) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }

  private static PickleLimits forHeap(long heap) {
    int longest = (int) Math.min(64 << 20, heap / 8);
    return new PickleLimits(5_000_000, heap / 2, 2_000_000, longest, 1024, 1024);
  }
}
