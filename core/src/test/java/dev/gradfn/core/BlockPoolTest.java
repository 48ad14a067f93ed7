package dev.gradfn.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
      try (BlockPool.Lease second = BlockPool.take(ODD)) {
        assertNotEquals(address, second.memory().address());
      }
    }
    // The last to come back goes out first.
    try (BlockPool.Lease again = BlockPool.take(ODD)) {
      assertEquals(address, again.memory().address());
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
}
