package dev.gradfn.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.autograd.Drawing;
import dev.gradfn.autograd.GradFn;
import dev.gradfn.autograd.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrawTest {
  @TempDir Path folder;

  @Test
  void a_drawing_prints_as_a_tree_that_says_where_gradients_go() {
    Tensor x = Tensor.of(1, 2, 3).requiresGrad_();
    Drawing drawing = GradFn.draw(x.mul(x).add(x).sum(), Map.of("x", x));
    assertEquals(
        """
        graph
        ├─ AccumulateGrad #3 x  [3] float32  = [1., 2., 3.]
        ├─ MulBackward0 #2  [3] float32  of x, x
        ├─ AddBackward0 #1  [3] float32  of MulBackward0 #2, x
        └─ SumBackward0 #0  [] float32  of AddBackward0 #1
        """,
        drawing.toString());
  }

  @Test
  void a_program_is_drawn_with_its_numbers() {
    Tensor x = Tensor.of(3).requiresGrad_();
    Drawing drawing = GradFn.draw(() -> x.mul(x), Map.of("x", x));
    assertTrue(drawing.text().contains("x  [1] float32  = [3.]  gradient [6.]"), drawing.text());
    assertTrue(drawing.svg().contains("gradient [6.]"), drawing.svg());
    assertEquals(null, x.grad());
  }

  @Test
  void a_tensor_without_a_graph_is_an_output_without_grad_fn() {
    Drawing drawing = GradFn.draw(Tensor.of(1).mul(2));
    assertTrue(drawing.svg().contains("grad_fn = None"), drawing.svg());
    assertEquals("graph\nout  [1]  grad_fn = None\n", drawing.text());
  }

  @Test
  void it_is_saved_by_the_ending_of_the_name() throws Exception {
    Path file = folder.resolve("y.html");
    GradFn.draw(Tensor.of(1).requiresGrad_().mul(2)).save(file);
    assertTrue(Files.readString(file).contains("MulBackward0"));
  }

  /// Headless, so that no window opens beside whoever runs the tests.
  @Test
  void show_leaves_the_page_in_a_file() throws Exception {
    System.setProperty("java.awt.headless", "true");
    Path page = GradFn.draw(Tensor.of(1).requiresGrad_().mul(2)).show();
    assertTrue(Files.readString(page).contains("MulBackward0"));
    Files.delete(page);
  }
}
