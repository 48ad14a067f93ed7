package dev.gradfn.onednn;

import dev.gradfn.core.BlockPool;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Form;
import dev.gradfn.core.FormKind;
import dev.gradfn.core.PoolGeometry;
import dev.gradfn.core.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import org.bytedeco.dnnl.memory;

/// What oneDNN's max pooling notes for its backward pass: for each element of the output its place
/// in the window. It stands for PyTorch's indices, which count in the plane of the input.
final class PoolingNotes implements Form {
  /// One kind for each shape of pooling; a primitive is asked for it once.
  static final class Kind implements FormKind<PoolingNotes> {
    private final MaxPooling.Key key;
    private final long bytes;
    private final int width;

    Kind(MaxPooling.Key key, memory.desc desc) {
      this.key = key;
      this.bytes = desc.get_size();
      this.width = Math.toIntExact(bytes / key.output().product());
    }

    @Override
    public PoolingNotes create(Storage storage) {
      return new PoolingNotes(this);
    }

    @Override
    public Class<PoolingNotes> type() {
      return PoolingNotes.class;
    }
  }

  private final Kind kind;
  private final BlockPool.Lease lease;

  private PoolingNotes(Kind kind) {
    this.kind = kind;
    this.lease = BlockPool.take(kind.bytes);
  }

  MaxPooling.Key key() {
    return kind.key;
  }

  Operand operand() {
    return new Operand(null, lease.memory().address(), null);
  }

  /// The notes cannot be worked out of the indices: whoever writes indices leaves oneDNN's path,
  /// because then this form is no longer the storage's home.
  @Override
  public void load(Object array) {
    throw new IllegalStateException("oneDNN: indices of a pooling cannot be loaded");
  }

  @Override
  public void store(Object array) {
    long[] indices = (long[]) array;
    PoolGeometry g = kind.key.geometry();
    Dims out = kind.key.output();
    int channels = out.at(1);
    int rows = out.at(2);
    int columns = out.at(3);
    int plane = rows * columns;
    long place = 0;
    for (int n = 0; n < out.at(0); n++) {
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
          int first = n * channels * plane + row * columns + column;
          for (int c = 0; c < channels; c++) {
            indices[first + c * plane] = index(g, row, column, noted(place++));
          }
        }
      }
    }
    Reference.reachabilityFence(this);
  }

  private int noted(long place) {
    MemorySegment memory = lease.memory();
    return kind.width == 1
        ? Byte.toUnsignedInt(memory.get(ValueLayout.JAVA_BYTE, place))
        : memory.get(ValueLayout.JAVA_INT, place * Integer.BYTES);
  }

  private long index(PoolGeometry g, int row, int column, int inWindow) {
    int width = g.kernel().at(1);
    long y = row * g.stride().get(0) - g.padding().get(0) + inWindow / width * g.dilation().get(0);
    long x =
        column * g.stride().get(1) - g.padding().get(1) + inWindow % width * g.dilation().get(1);
    return y * kind.key.input().get(3) + x;
  }

  @Override
  public void release() {
    lease.close();
  }
}
