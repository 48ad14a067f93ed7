package dev.gradfn.nd4j;

import dev.gradfn.core.FormKind;
import dev.gradfn.core.Storage;

/// The one kind of memory that ND4J works on; all its instances are equal.
record NativeBlockKind() implements FormKind<NativeBlock> {
  static final NativeBlockKind KIND = new NativeBlockKind();

  @Override
  public NativeBlock create(Storage storage) {
    return NativeBlock.allocate(storage.dtype(), storage.size());
  }

  @Override
  public Class<NativeBlock> type() {
    return NativeBlock.class;
  }
}
