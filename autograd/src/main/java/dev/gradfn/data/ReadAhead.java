package dev.gradfn.data;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;

/// Batches that workers read while the ones before them are used; they come in their order, and no
/// more than `ahead` are under way.
final class ReadAhead implements Iterator<Sample> {
  private final Iterator<List<Integer>> numbers;
  private final Function<List<Integer>, Sample> read;
  private final Executor workers;
  private final Queue<CompletableFuture<Sample>> underWay = new ArrayDeque<>();

  ReadAhead(
      Iterator<List<Integer>> numbers,
      Function<List<Integer>, Sample> read,
      Executor workers,
      int ahead) {
    this.numbers = numbers;
    this.read = read;
    this.workers = workers;
    for (int i = 0; i < ahead; i++) begin();
  }

  private void begin() {
    if (!numbers.hasNext()) return;
    List<Integer> batch = numbers.next();
    underWay.add(CompletableFuture.supplyAsync(() -> read.apply(batch), workers));
  }

  @Override
  public boolean hasNext() {
    return !underWay.isEmpty();
  }

  @Override
  public Sample next() {
    CompletableFuture<Sample> batch = underWay.poll();
    if (batch == null) throw new NoSuchElementException("the epoch has ended");
    try {
      return batch.join();
    } catch (CompletionException e) {
      throw thrown(e.getCause());
    } finally {
      begin();
    }
  }

  /// As the worker threw it: code that handles it need not know of workers.
  private static RuntimeException thrown(Throwable cause) {
    if (cause instanceof Error error) throw error;
    return cause instanceof RuntimeException runtime ? runtime : new IllegalStateException(cause);
  }
}
