package dev.gradfn.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterpreterTest {
  private static final ByteArrayOutputStream OUT = new ByteArrayOutputStream();
  private static final ByteArrayOutputStream ERR = new ByteArrayOutputStream();
  private static final Interpreter INTERPRETER =
      new Interpreter(new Sandbox(List.of(Path.of("src"))), OUT, ERR, "program.py", "one");

  @TempDir Path folder;

  @BeforeEach
  void forget() {
    OUT.reset();
    ERR.reset();
  }

  @AfterAll
  static void close() {
    INTERPRETER.close();
  }

  private static void prints(String expected, String source) {
    int code = INTERPRETER.main(source, "program.py");
    assertEquals("", ERR.toString(StandardCharsets.UTF_8));
    assertEquals(expected, OUT.toString(StandardCharsets.UTF_8));
    assertEquals(0, code);
  }

  private static String fails(int code, String source) {
    assertEquals(code, INTERPRETER.main(source, "program.py"));
    return ERR.toString(StandardCharsets.UTF_8);
  }

  @Test
  void records_a_graph() {
    prints(
        """
        tensor(12., grad_fn=<SumBackward0>)
        tensor([2., 4.])
        """,
        """
        import torch
        x = torch.tensor([1., 2.], requires_grad=True)
        y = (x * x).sum() + 7
        z = y.sum()
        z.backward()
        print(z)
        print(x.grad)
        """);
  }

  @Test
  void jacobians_are_the_same_however_they_are_asked_for() {
    prints(
        """
        tensor([[4., 1.],
                [2., 5.]])
        tensor([[ 6.,  0.],
                [ 0., 12.]])
        torch.autograd.functional.jacobian: `strict=True` and `vectorized=True` are not supported\
         together. Please either set `strict=False` or `vectorize=False`.
        Computing Jacobian using forward-AD or forward-over-reverse Hessian isonly implemented for\
         `vectorize=True`.
        """,
        """
        import torch
        from torch.autograd.functional import hessian, jacobian
        x = torch.tensor([1., 2.])
        f = lambda x: x * x.sum()
        print(jacobian(f, x, vectorize=True, strategy="forward-mode"))
        print(hessian(lambda x: (x ** 3).sum(), x, vectorize=True))
        for ways in dict(strict=True, vectorize=True), dict(strategy="forward-mode"):
            try:
                jacobian(f, x, **ways)
            except RuntimeError as e:
                print(e)
        """);
  }

  @Test
  void a_class_of_the_program_is_a_module() {
    prints(
        """
        Net(
          (linear): Linear(in_features=2, out_features=3, bias=True)
        )
        [1, 3] AddmmBackward0 True
        """,
        """
        import torch
        import torch.nn as nn

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.linear = nn.Linear(2, 3)

            def forward(self, x):
                return self.linear(x)

        net = Net()
        seen = {}
        hook = net.linear.register_forward_hook(lambda m, i, o: seen.update({o.grad_fn: m}))
        out = net(torch.ones(1, 2))
        hook.remove()
        print(net)
        print(list(out.shape), type(out.grad_fn).__name__, seen[out.grad_fn] is net.linear)
        """);
  }

  @Test
  void a_program_that_asks_for_cuda_takes_the_processor() {
    prints(
        "cpu (3, 3)\n",
        """
        import torch
        device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
        conv = torch.nn.Conv2d(1, 2, 3).to(device)
        print(device, conv.__dict__['kernel_size'])
        """);
  }

  @Test
  void arguments_are_the_programs() {
    prints("['program.py', 'one']\n", "import sys; print(sys.argv)");
  }

  @Test
  void an_error_prints_the_programs_own_lines_and_exits_1() {
    List<String> lines = fails(1, "import torch\ntorch.foo\n").lines().toList();
    assertEquals(
        List.of(
            "Traceback (most recent call last):",
            "  File \"program.py\", line 2, in <module>",
            "    torch.foo"),
        lines.subList(0, 3));
    assertEquals("AttributeError: torch.foo is not part of gradfn", lines.getLast());
  }

  @Test
  void an_exit_code_is_kept() {
    assertEquals("", fails(3, "import sys; sys.exit(3)"));
    assertEquals("no input\n", fails(1, "import sys; sys.exit('no input')"));
  }

  @Test
  void a_file_elsewhere_is_closed() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "words");
    String error = fails(1, "open(" + '"' + secret + '"' + ")");
    assertTrue(error.contains("Error"), error);
  }

  @Test
  void no_file_is_written_and_no_process_started() {
    assertTrue(fails(1, "open('src/new', 'w')").contains("Error"));
    ERR.reset();
    assertTrue(fails(1, "import os; os.execv('/bin/true', ['true'])").contains("Error"));
  }

  @Test
  void what_may_be_written_is_below_the_writable_folders_alone() throws Exception {
    Path open = Files.createDirectory(folder.resolve("open"));
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.createSymbolicLink(open.resolve("link"), outside);
    Sandbox sandbox = new Sandbox(List.of(), List.of(open));
    assertEquals(open.resolve("new.pt"), sandbox.requireWritable(open.resolve("new.pt")));
    for (Path path : List.of(outside.resolve("a"), open.resolve("../b"), open.resolve("link/c"))) {
      SecurityException e =
          assertThrows(SecurityException.class, () -> sandbox.requireWritable(path));
      assertTrue(e.getMessage().contains("programs may not write files; allow it with --allow"));
    }
  }
}
