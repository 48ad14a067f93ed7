package dev.gradfn.nd4j;

import org.bytedeco.javacpp.BooleanPointer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.javacpp.indexer.Bfloat16Indexer;
import org.bytedeco.javacpp.indexer.BooleanIndexer;
import org.bytedeco.javacpp.indexer.ByteIndexer;
import org.bytedeco.javacpp.indexer.DoubleIndexer;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.javacpp.indexer.HalfIndexer;
import org.bytedeco.javacpp.indexer.Indexer;
import org.bytedeco.javacpp.indexer.IntIndexer;
import org.bytedeco.javacpp.indexer.LongIndexer;
import org.bytedeco.javacpp.indexer.ShortIndexer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/// ND4J buffers over memory that somebody else owns.
///
/// A buffer holds its pointer, and a view's buffer holds the buffer it was cut from. So an owner
/// held by the pointer lives as long as any INDArray over the memory, view of a view or not. A
/// subclass of each pointer class is needed, because ND4J casts.
final class OwnedPointers {
  private OwnedPointers() {}

  /// A buffer of `length` elements at `address`; `owner` stays reachable from it.
  static DataBuffer buffer(DataType type, long address, long length, Object owner) {
    // Not createBuffer(pointer, length, type): it copies the pointer and so loses the owner.
    return switch (type) {
      case FLOAT -> {
        var p = new OwnedFloats(address, length, owner);
        yield create(p, type, length, FloatIndexer.create(p));
      }
      case DOUBLE -> {
        var p = new OwnedDoubles(address, length, owner);
        yield create(p, type, length, DoubleIndexer.create(p));
      }
      case LONG -> {
        var p = new OwnedLongs(address, length, owner);
        yield create(p, type, length, LongIndexer.create(p));
      }
      case INT -> {
        var p = new OwnedInts(address, length, owner);
        yield create(p, type, length, IntIndexer.create(p));
      }
      case SHORT, HALF, BFLOAT16 -> {
        var p = new OwnedShorts(address, length, owner);
        yield create(p, type, length, shortIndexer(type, p));
      }
      case BYTE, UBYTE -> {
        var p = new OwnedBytes(address, length, owner);
        yield create(
            p,
            type,
            length,
            type == DataType.INT8 ? ByteIndexer.create(p) : UByteIndexer.create(p));
      }
      case BOOL -> {
        var p = new OwnedBooleans(address, length, owner);
        yield create(p, type, length, BooleanIndexer.create(p));
      }
      default -> throw new IllegalArgumentException("no pointer for elements of type " + type);
    };
  }

  private static DataBuffer create(Pointer p, DataType type, long length, Indexer indexer) {
    return Nd4j.createBuffer(p, type, length, indexer);
  }

  private static Indexer shortIndexer(DataType type, ShortPointer p) {
    return switch (type) {
      case HALF -> HalfIndexer.create(p);
      case BFLOAT16 -> Bfloat16Indexer.create(p);
      default -> ShortIndexer.create(p);
    };
  }

  private static final class OwnedFloats extends FloatPointer {
    private final Object owner;

    OwnedFloats(long address, long length, Object owner) {
      super((Pointer) null);
      this.owner = owner;
      this.address = address;
      this.limit = length;
      this.capacity = length;
    }
  }

  private static final class OwnedDoubles extends DoublePointer {
    private final Object owner;

    OwnedDoubles(long address, long length, Object owner) {
      super((Pointer) null);
      this.owner = owner;
      this.address = address;
      this.limit = length;
      this.capacity = length;
    }
  }

  private static final class OwnedLongs extends LongPointer {
    private final Object owner;

    OwnedLongs(long address, long length, Object owner) {
      super((Pointer) null);
      this.owner = owner;
      this.address = address;
      this.limit = length;
      this.capacity = length;
    }
  }

  private static final class OwnedInts extends IntPointer {
    private final Object owner;

    OwnedInts(long address, long length, Object owner) {
      super((Pointer) null);
      this.owner = owner;
      this.address = address;
      this.limit = length;
      this.capacity = length;
    }
  }

  private static final class OwnedShorts extends ShortPointer {
    private final Object owner;

    OwnedShorts(long address, long length, Object owner) {
      super((Pointer) null);
      this.owner = owner;
      this.address = address;
      this.limit = length;
      this.capacity = length;
    }
  }

  private static final class OwnedBytes extends BytePointer {
    private final Object owner;

    OwnedBytes(long address, long length, Object owner) {
      super((Pointer) null);
      this.owner = owner;
      this.address = address;
      this.limit = length;
      this.capacity = length;
    }
  }

  private static final class OwnedBooleans extends BooleanPointer {
    private final Object owner;

    OwnedBooleans(long address, long length, Object owner) {
      super((Pointer) null);
      this.owner = owner;
      this.address = address;
      this.limit = length;
      this.capacity = length;
    }
  }
}
