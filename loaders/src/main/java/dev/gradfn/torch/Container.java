package dev.gradfn.torch;

import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.GlobalName;
import dev.gradfn.pickle.PickleLimits;
import java.util.List;

/// One of the ways in which a pickle and its storages have been laid out in a file.
sealed interface Container extends AutoCloseable
    permits TorchZip, LegacyFile, TarFile, SafetensorsContainer {
  /// `zip`, `legacy`, `tar` or `safetensors`.
  String kind();

  /// Reads the structure; the numbers stay in the file.
  Contents contents(PickleLimits limits) throws CheckpointException;

  default boolean bigEndian() {
    return false;
  }

  long fileSize();

  @Override
  void close();

  /// What a file holds.
  ///
  /// @param root the value that was saved
  /// @param globals the classes and functions that were named, in the order of their first use
  record Contents(Object root, List<GlobalName> globals) {}
}
