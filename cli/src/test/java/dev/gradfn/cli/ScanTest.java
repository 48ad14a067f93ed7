package dev.gradfn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScanTest {
  private static final Path FILES = Path.of("..", "parity", "golden", "files");

  private static String file(String name) {
    return FILES.resolve(name).toString();
  }

  @Test
  void a_state_dict_names_nothing_unusual() {
    String file = file("good/state-linear.pt");
    assertEquals(file + ": nothing found\n", Run.quiet("scan", file).out());
  }

  @Test
  void a_call_is_shown_with_its_place() {
    String file = file("broken/global-os-getcwd-reduce.pt");
    Run run = Run.of("scan", file);
    assertEquals(file + ": archive/data.pkl at offset 2: GLOBAL os.getcwd\n", run.out());
    assertEquals(ScanCommand.FOUND, run.code());
  }

  @Test
  void json_has_a_line_for_each_file() {
    String file = file("broken/global-os-getcwd-reduce.pt");
    Run run = Run.of("scan", "--format", "json", file);
    assertEquals(
        "{\"file\":\""
            + file
            + "\",\"findings\":[{\"record\":\"archive/data.pkl\",\"offset\":2,\"opcode\":\"GLOBAL\","
            + "\"module\":\"os\",\"name\":\"getcwd\"}],\"problem\":null}\n",
        run.out());
  }

  @Test
  void expected_names_are_no_finding() {
    String file = file("good/module-linear.pt");
    assertEquals(ScanCommand.FOUND, Run.of("scan", file).code());
    Run.quiet("scan", "--allow", "torch.nn.", file);
  }

  @Test
  void a_file_that_cannot_be_followed_has_its_own_code() {
    Run run = Run.of("scan", file("broken/opcode-unknown-ff.pt"));
    assertEquals(GradFn.WRONG_INPUT, run.code());
    assertTrue(run.out().contains("no pickle instruction"), run.out());
  }

  @Test
  void in_folders_other_files_are_left_out(@TempDir Path folder) throws IOException {
    Path notes = Files.writeString(folder.resolve("README.md"), "Weights of ours\n");
    Run.quiet("scan", folder.toString());
    assertEquals(GradFn.WRONG_INPUT, Run.of("scan", notes.toString()).code());
    byte[] damaged = {(byte) 0x80, 2, (byte) 0xfe};
    Files.write(folder.resolve("a.pt"), damaged);
    assertEquals(GradFn.WRONG_INPUT, Run.of("scan", folder.toString()).code());
  }

  @Test
  void a_folder_is_walked() {
    Run run = Run.of("scan", file("good"));
    assertEquals(ScanCommand.FOUND, run.code());
    assertTrue(run.out().contains("safetensors-order.safetensors: nothing found"), run.out());
  }
}
