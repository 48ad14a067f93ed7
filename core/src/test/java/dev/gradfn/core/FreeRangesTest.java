package dev.gradfn.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.core.FreeRanges.Range;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FreeRangesTest {
  private final FreeRanges free = new FreeRanges();

  private static Range block(long size) {
    return Range.of(Arena.ofAuto().allocate(size, FreeRanges.ALIGNMENT));
  }

  @Test
  void requests_take_parts_of_one_block_and_leave_it_whole() {
    Range block = block(10_240);
    long start = block.memory().address();
    free.give(block);
    Range first = free.take(4096);
    Range second = free.take(2048);
    assertEquals(start, first.memory().address());
    assertEquals(start + 4096, second.memory().address());
    assertEquals(2048, second.memory().byteSize());
    assertEquals(4096, free.bytes());
    free.give(first);
    assertNull(free.take(4160));
    assertEquals(10_240, free.give(second).size());
    assertEquals(start, free.take(10_240).memory().address());
  }

  @Test
  void the_smallest_range_that_is_large_enough_is_taken() {
    free.give(block(8192));
    Range best = block(4096);
    free.give(block(2048));
    free.give(best);
    assertSame(best, free.take(3072));
    // Too little is left for a range of its own.
    assertSame(best, free.give(best));
    assertSame(best, free.take(4096 - 64));
    assertEquals(4096, best.size());
  }

  @Test
  void only_whole_blocks_are_dropped() {
    free.give(block(8192));
    Range used = free.take(4096);
    free.dropAll();
    assertEquals(4096, free.bytes());
    free.drop(free.give(used));
    assertEquals(0, free.bytes());
    assertNull(free.take(1024));
  }

  @Test
  void whatever_comes_and_goes_nothing_overlaps_and_nothing_is_lost() {
    Random random = new Random(7);
    List<Range> used = new ArrayList<>();
    long held = 0;
    for (int i = 0; i < 20_000; i++) {
      if (used.size() > 50 || (random.nextBoolean() && !used.isEmpty())) {
        free.give(used.remove(random.nextInt(used.size())));
        continue;
      }
      long size = FreeRanges.rounded(random.nextInt(100_000));
      Range range = free.take(size);
      if (range == null) {
        range = block(size);
        held += size;
      }
      assertTrue(range.size() >= size && range.size() < size + 1024);
      requireApart(range, used);
      used.add(range);
    }
    for (Range range : used) free.give(range);
    assertEquals(held, free.bytes());
    free.dropAll();
    assertEquals(0, free.bytes());
  }

  private static void requireApart(Range range, List<Range> used) {
    long start = range.memory().address();
    for (Range other : used) {
      long from = other.memory().address();
      assertTrue(start + range.size() <= from || from + other.size() <= start);
    }
  }
}
