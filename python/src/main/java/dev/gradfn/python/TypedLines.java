package dev.gradfn.python;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/// Where the lines of a session come from.
interface TypedLines extends AutoCloseable {
  /// Ctrl-C: what was typed is given up.
  final class Interrupted extends Exception {
    private static final long serialVersionUID = 1;
  }

  /// @return null at the end
  String next(String prompt) throws IOException, Interrupted;

  @Override
  void close() throws IOException;

  /// A terminal if there is one, with editing and with a history that outlives the session; else
  /// whatever is piped in.
  ///
  /// @param history a file
  static TypedLines open(Path history) throws IOException {
    boolean terminal = System.console() != null && System.console().isTerminal();
    return terminal ? terminal(history) : piped();
  }

  private static TypedLines piped() {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    return new TypedLines() {
      @Override
      public String next(String prompt) throws IOException {
        System.out.print(prompt);
        System.out.flush();
        return in.readLine();
      }

      @Override
      public void close() {}
    };
  }

  private static TypedLines terminal(Path history) throws IOException {
    Terminal terminal = TerminalBuilder.builder().system(true).dumb(true).build();
    LineReader reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .variable(LineReader.HISTORY_FILE, history)
            // Python's `!=` and tabs are text.
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .option(LineReader.Option.INSERT_TAB, true)
            .build();
    return new TypedLines() {
      @Override
      public String next(String prompt) throws Interrupted {
        try {
          return reader.readLine(prompt);
        } catch (EndOfFileException e) {
          return null;
        } catch (UserInterruptException e) {
          throw new Interrupted();
        }
      }

      @Override
      public void close() throws IOException {
        reader.getHistory().save();
        terminal.close();
      }
    };
  }
}
