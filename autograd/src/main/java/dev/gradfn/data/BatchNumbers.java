package dev.gradfn.data;

import dev.gradfn.autograd.Generator;
import dev.gradfn.autograd.RandomTensors;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.op.Distribution;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// The numbers of the samples of each batch of one epoch.
///
/// What PyTorch draws for an epoch is drawn here too, at the same moments, so that the numbers that
/// follow in the stream are the same: a seed for workers at its beginning, whether there are any or
/// not; the order (or, from the generator of the process, the seed of a generator for it) when the
/// first batch is asked for; with a generator of one's own, an order that nobody uses at the end.
final class BatchNumbers implements Iterator<List<Integer>> {
  private final int samples;
  private final DataLoader.Options options;
  private int[] order;
  private int used;
  private boolean ended;
  private List<Integer> batch;

  BatchNumbers(int samples, DataLoader.Options options) {
    this.samples = samples;
    this.options = options;
    seed(options.generator());
  }

  private static long seed(Generator generator) {
    return Tensor.zeros(DType.INT64, Device.CPU, Dims.of())
        .random_(new Distribution.AnyInteger(), generator)
        .toLongArray()[0];
  }

  @Override
  public boolean hasNext() {
    if (batch == null) batch = nextBatch();
    return !batch.isEmpty();
  }

  @Override
  public List<Integer> next() {
    if (!hasNext()) throw new NoSuchElementException("the epoch has ended");
    List<Integer> result = batch;
    batch = null;
    return result;
  }

  private List<Integer> nextBatch() {
    List<Integer> numbers = new ArrayList<>();
    while (numbers.size() < options.batchSize()) {
      if (!hasSample()) return options.dropLast() ? List.of() : numbers;
      numbers.add(order[used++]);
    }
    return numbers;
  }

  private boolean hasSample() {
    if (order == null) order = order();
    if (used < samples) return true;
    if (!ended && options.shuffle() && options.generator() != null) {
      shuffled(options.generator());
    }
    ended = true;
    return false;
  }

  private int[] order() {
    if (!options.shuffle()) return IntStream.range(0, samples).toArray();
    Generator own = options.generator();
    return shuffled(own == null ? new Generator().manualSeed(seed(null)) : own);
  }

  private int[] shuffled(Generator generator) {
    var from = RandomTensors.Options.DEFAULT.withGenerator(generator);
    long[] order = RandomTensors.randperm(samples, from).toLongArray();
    return LongStream.of(order).mapToInt(Math::toIntExact).toArray();
  }
}
