package dev.gradfn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import dev.gradfn.signature.ModuleTable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a layer takes has a name, and there is one of it.
final class NamedInputTest {
  private static final Tensor ONES = Tensor.ones(2, 3);

  @Test
  void layersTakeTheirInputByName() {
    for (Module layer : List.of(module("Linear", 3L, 4L), sequential(), module("Softmax", 1L))) {
      var output = (Tensor) layer.callAll(new Args(List.of(), Map.of("input", ONES)));
      assertEquals(2, output.dim(), layer.typeName());
    }
    var loss = (Tensor) module("MSELoss").callAll(new Args(List.of(ONES), Map.of("target", ONES)));
    assertEquals(Dims.of(), loss.shape());
  }

  @Test
  void otherNamesAndNumbersAreRefused() {
    refuses("got an unexpected keyword argument 'x'", new Args(List.of(), Map.of("x", ONES)));
    refuses("takes 2 positional arguments but 3 were given", Args.of(ONES, ONES));
    refuses(
        "got multiple values for argument 'input'", new Args(List.of(ONES), Map.of("input", ONES)));
    refuses("missing 1 required positional argument: 'input'", Args.of());
  }

  private static void refuses(String words, Args args) {
    Module linear = module("Linear", 3L, 4L);
    var refused = assertThrows(IllegalArgumentException.class, () -> linear.callAll(args));
    assertEquals("Linear.forward() " + words, refused.getMessage());
  }

  private static Module sequential() {
    return new Sequential(module("ReLU"));
  }

  private static Module module(String name, Object... args) {
    return ModuleTable.find(name).build(List.of(args), Map.of());
  }
}
