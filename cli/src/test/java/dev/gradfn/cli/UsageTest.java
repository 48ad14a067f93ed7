package dev.gradfn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Wrong usage: exit code 64, one line that says what is wrong, one that says where to read on.
class UsageTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --size 0       | Invalid value for option '--size': expected a whole number from 1 to 2147483647, got "0"
          --size -3      | Invalid value for option '--size': expected a whole number from 1 to 2147483647, got "-3"
          --size x       | Invalid value for option '--size': expected a whole number from 1 to 2147483647, got "x"
          --size 64.0    | Invalid value for option '--size': expected a whole number from 1 to 2147483647, got "64.0"
          --size 9999999999 | Invalid value for option '--size': expected a whole number from 1 to 2147483647, got "9999999999"
          --size 100000  | input of shape [1, 3, 100000, 100000] is too large, expected fewer than 2^31 elements
          --freeze -1    | Invalid value for option '--freeze': expected a whole number from 0 to 2147483647, got "-1"
          --code v9      | Invalid value for option '--code': code: "v9" is not known, expected v1.0 to v5.0, v6.0, v6.1, v6.2 or v7.0
          --mode foo     | Invalid value for option '--mode': expected one of [TRAIN, EVAL] (case-insensitive) but was 'foo'
          --device gpu   | Invalid value for option '--device': expected one of [CPU, META, CUDA] (case-insensitive) but was 'gpu'
          --format xml   | Invalid value for option '--format': expected one of [TEXT, JSON] (case-insensitive) but was 'xml'
          --backend foo  | Invalid value for option '--backend': "foo" is not known, expected one of [java, onednn, nd4j]
          --backend java,foo | Invalid value for option '--backend': "foo" is not known, expected one of [java, onednn, nd4j]
          --nope         | Unknown option: '--nope'
          a.pt b.pt      | Unmatched argument at index 2: 'b.pt'
          """)
  void trace_refuses_what_it_does_not_understand(String args, String message) {
    Run run = Run.of(("trace " + args).split(" "));
    run.wrongUsage(message);
    assertTrue(
        run.err()
            .endsWith(
                "Try \"gradfn trace --help\" for what it understands." + System.lineSeparator()));
  }

  @Test
  void graph_refuses_a_batch_of_none() {
    Run.of("graph", "--batch", "0")
        .wrongUsage(
            "Invalid value for option '--batch': expected a whole number from 1 to 2147483647, got"
                + " \"0\"");
  }

  @Test
  void graph_prints_json_alone() {
    Run.of("graph", "--format", "text")
        .wrongUsage(
            "Invalid value for option '--format': expected one of [JSON] (case-insensitive) but was"
                + " 'text'");
  }

  @Test
  void variants_exclude_each_other() {
    Run run = Run.of("trace", "--as-saved", "--freeze", "3");
    run.wrongUsage(
        "Error: --as-saved, --freeze=N|PATTERN are mutually exclusive (specify only one)");
  }

  @Test
  void cuda_runs_on_nd4j_alone() {
    Run.of("trace", "--device", "cuda", "--backend", "java", "--size", "64")
        .wrongUsage("--device cuda needs --backend nd4j, got --backend java");
  }

  @Test
  void without_a_command_the_commands_are_named() {
    Run run = Run.of();
    run.wrongUsage(
        "Missing command, expected trace, graph, groups, summary, profile, diff, info or scan");
    assertTrue(run.err().contains("Try \"gradfn --help\""));
  }

  @Test
  void an_unknown_command_is_named() {
    Run.of("explode").wrongUsage("Unmatched argument at index 0: 'explode'");
  }

  @Test
  void info_needs_a_file() {
    Run.of("info").wrongUsage("Missing required parameter: 'FILE'");
  }

  @Test
  void a_name_that_is_no_file_name_is_refused() {
    Run.of("info", "a\0b")
        .wrongUsage(
            "Invalid value for positional parameter at index 0 (FILE): \"a\0b\" is no file name in"
                + " this locale; set LC_ALL=C.UTF-8");
  }

  @Test
  void a_name_with_an_at_sign_is_a_file_like_any_other() {
    Run.of("info", "@none.pt").refused("@none.pt: file does not exist; check the path");
  }

  @Test
  void help_and_version_go_to_stdout() {
    Run help = Run.quiet("trace", "--help");
    assertTrue(help.out().startsWith("Usage: gradfn trace "), help.out());
    assertEquals("gradfn 0.1.0" + System.lineSeparator(), Run.quiet("--version").out());
  }
}
