package dev.gradfn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellTest {
  @TempDir Path folder;

  @Test
  void the_first_lesson_can_be_typed_in() throws Exception {
    Path lesson = folder.resolve("lesson.jsh");
    Files.writeString(
        lesson,
        """
        Tensor x = Tensor.of(1, 2, 3).requiresGrad_()
        Tensor y = x.mul(2)
        System.out.println(y.gradFn().typeName())
        Module layer = new Linear(3, 2)
        System.out.println(layer)
        System.out.println(GradFn.draw(y, Map.of("x", x)))
        /exit
        """);
    Run run = Run.of("shell", lesson.toString());
    assertEquals(0, run.code());
    assertTrue(run.out().contains("MulBackward0"), run.out() + run.err());
    assertTrue(run.out().contains("└─ MulBackward0 #0  [3] float32  of x"), run.out());
    assertTrue(run.out().contains("Linear(in_features=3, out_features=2, bias=True)"), run.out());
  }

  @Test
  void each_name_is_imported_once_and_no_class_that_is_not_public() throws Exception {
    List<String> imports = ShellImports.of(System.getProperty("java.class.path"));
    assertTrue(imports.contains("import dev.gradfn.nn.Module;"));
    assertTrue(imports.contains("import dev.gradfn.yolov5.YoloV5;"));
    assertFalse(imports.contains("import dev.gradfn.nn.ModuleCall;"));
    Set<String> simple = new HashSet<>();
    for (String line : imports) {
      assertTrue(simple.add(line.substring(line.lastIndexOf('.') + 1)), line);
    }
  }
}
