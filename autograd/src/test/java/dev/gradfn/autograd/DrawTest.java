package dev.gradfn.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class DrawTest {
  @Test
  void without_the_picture_room_the_error_names_the_artifact_to_add() {
    Tensor y = Tensor.of(1, 2).requiresGrad_().mul(2);
    IllegalStateException error = assertThrows(IllegalStateException.class, () -> GradFn.draw(y));
    assertEquals(
        "GradFn.draw: nothing on the class path draws; add the artifact dev.gradfn:gradfn-picture",
        error.getMessage());
  }
}
