package dev.gradfn.signature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.gradfn.autograd.TorchException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Calls that PyTorch refuses are refused with its kind of error and its words.
final class OperationErrorsTest {
  @TestFactory
  Stream<DynamicTest> wordsArePyTorchs() {
    return Stream.of(
            new ArithmeticRefusals(),
            new ProductRefusals(),
            new WindowRefusals(),
            new ShapeRefusals(),
            new LayerRefusals(),
            new LossRefusals(),
            new TypeRefusals(),
            new KernelRefusals())
        .flatMap(area -> area.all().stream())
        .map(r -> dynamicTest(r.operation() + ": " + r.words(), () -> check(r)));
  }

  private static void check(RefusedCalls.Refused refused) {
    TorchException thrown = assertThrows(TorchException.class, refused::call);
    assertEquals(refused.words(), thrown.getMessage());
    assertEquals(refused.kind(), thrown.kind());
  }
}
