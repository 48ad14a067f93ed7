package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import java.util.Locale;

/// Padding with elements of the input itself. `padding` holds a pair (before, after) per dimension,
/// the last dimension first; negative numbers crop.
public record PadNd(Mode mode, Dims padding) implements Picking {
  public enum Mode {
    /// Mirrored at the border, which is not repeated.
    REFLECTION("Reflection"),
    /// The border again and again.
    REPLICATION("Replication");

    private final String word;

    Mode(String word) {
      this.word = word;
    }
  }

  @Override
  public String nodeName() {
    return mode.word + "Pad" + padding.rank() / 2 + "DBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Dims shape = pickedShape(inputs);
    Dims strides = MemoryFormat.like(inputs[0].geometry(), shape);
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.of(shape, strides)));
  }

  @Override
  public Dims pickedShape(ArraySpec[] inputs) {
    String name = mode.word.toLowerCase(Locale.ROOT) + "_pad" + padding.rank() / 2 + "d";
    KernelTypes.requireNumber(name, inputs[0].dtype());
    Dims given = inputs[0].shape();
    Dims shape = given;
    for (int i = 0; i < padding.rank() / 2; i++) {
      int d = shape.rank() - 1 - i;
      requireFits(given, d, padding.get(2 * i), padding.get(2 * i + 1));
      shape = shape.with(d, shape.get(d) + padding.get(2 * i) + padding.get(2 * i + 1));
    }
    return shape;
  }

  private void requireFits(Dims shape, int d, long before, long after) {
    long size = shape.get(d);
    if (mode == Mode.REFLECTION && (before >= size || after >= size)) {
      throw TorchException.runtime(
          "Argument #%d: Padding".formatted(4 + 2 * (shape.rank() - 1 - d))
              + " size should be less than the corresponding input dimension, but"
              + " got: padding ("
              + before
              + ", "
              + after
              + ") at dimension "
              + d
              + " of input "
              + shape);
    }
    if (size + before + after < 1) {
      throw TorchException.runtime(
          "input (" + size + ") is too small, padding (" + before + ", " + after + ")");
    }
  }

  @Override
  public NdArray positions(KernelChain kernels, Dims from, NdArray[] in) {
    int[][] sources = new int[from.rank()][];
    for (int d = 0; d < sources.length; d++) {
      int pair = 2 * (from.rank() - 1 - d);
      boolean padded = pair < padding.rank();
      sources[d] =
          padded
              ? sources(from.at(d), padding.at(pair), padding.at(pair + 1))
              : sources(from.at(d), 0, 0);
    }
    return Positions.of(from, sources);
  }

  private int[] sources(int size, int before, int after) {
    int[] sources = new int[size + before + after];
    for (int i = 0; i < sources.length; i++) {
      int at = i - before;
      if (mode == Mode.REPLICATION) at = Math.clamp(at, 0, size - 1);
      else if (at < 0) at = -at;
      else if (at >= size) at = 2 * (size - 1) - at;
      sources[i] = at;
    }
    return sources;
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return Operations.apply(new PadNdBackward(this), g, saved.tensor("self"));
  }

  @Override
  public void save(Saver saver) {
    saver.value("padding", padding);
    saver.input("self", 0);
  }
}
