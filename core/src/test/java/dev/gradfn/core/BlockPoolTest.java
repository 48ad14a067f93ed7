package dev.gradfn.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockPoolTest {
  /// A size that no other test asks for.
  private static final long ODD = 37_777_777;

  @Test
  void aClosedLeaseIsLentAgain() {
    long address;
    try (BlockPool.Lease first = BlockPool.take(ODD)) {
      address = first.memory().address();
      assertTrue(first.memory().byteSize() >= ODD);
      assertEquals(0, address % 64);
    }
    try (BlockPool.Lease again = BlockPool.take(ODD);
        BlockPool.Lease second = BlockPool.take(ODD)) {
      assertEquals(address, again.memory().address());
      assertNotEquals(address, second.memory().address());
    }
  }

  @Test
  void closingTwiceGivesBackOnce() {
    BlockPool.Lease lease = BlockPool.take(ODD / 2);
    lease.close();
    lease.close();
    try (BlockPool.Lease one = BlockPool.take(ODD / 2);
        BlockPool.Lease two = BlockPool.take(ODD / 2)) {
      assertNotEquals(one.memory().address(), two.memory().address());
    }
  }

  @Test
  void garbageIsReusedBeforeMemoryGrows() {
    // 16 GB if nothing came back.
    for (int i = 0; i < 500; i++) assertTrue(BlockPool.take(32 << 20).memory().byteSize() > 0);
  }

  @Test
  void the_soft_limit_collects_before_memory_grows() {
    long block = 1_111_111;
    List<BlockPool.Lease> alive = new ArrayList<>();
    BlockPool.setSoftLimit(8 * block);
    try {
      // The first block over the limit also takes back what other tests left.
      for (int i = 0; i < 9; i++) alive.add(BlockPool.take(block));
      alive.subList(4, 9).clear();
      long before = MemoryStatistics.now().nativeCollections();
      long most = 0;
      for (int i = 0; i < 100; i++) {
        assertTrue(BlockPool.take(block).memory().byteSize() >= block);
        most = Math.max(most, lent());
      }
      assertTrue(MemoryStatistics.now().nativeCollections() > before, "never collected");
      assertTrue(most < 50 * block, "lent at once: " + most);
      assertEquals(4, alive.size());
    } finally {
      BlockPool.setSoftLimit(256 << 20);
    }
  }

  private static long lent() {
    MemoryStatistics now = MemoryStatistics.now();
    return now.nativeBytes() - now.nativePooledBytes();
  }

  /// Memory in use is not collected again and again: the next time comes at half as much more.
  @Test
  void what_lives_raises_the_limit() {
    long block = 3 << 20;
    List<BlockPool.Lease> alive = new ArrayList<>();
    BlockPool.setSoftLimit(block);
    try {
      long before = MemoryStatistics.now().nativeCollections();
      for (int i = 0; i < 40; i++) alive.add(BlockPool.take(block));
      long collections = MemoryStatistics.now().nativeCollections() - before;
      assertTrue(collections > 0 && collections < 20, "collections: " + collections);
      assertEquals(40, alive.stream().map(l -> l.memory().address()).distinct().count());
    } finally {
      BlockPool.setSoftLimit(256 << 20);
    }
  }

  @Test
  void a_limit_below_one_byte_is_refused() {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> BlockPool.setSoftLimit(0));
    assertEquals(
        "native memory: expected a soft limit of at least 1 byte, got 0", error.getMessage());
  }
}
