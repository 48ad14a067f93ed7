package dev.gradfn.torch;

/// A part of a storage, as files before PyTorch 1.0 may have it. Tensors in it become tensors of
/// the whole storage, so memory that was shared stays shared.
record StorageView(StorageRecord root, long start, long numel) {
  static StorageView whole(StorageRecord storage) {
    return new StorageView(storage, 0, storage.numel());
  }
}
