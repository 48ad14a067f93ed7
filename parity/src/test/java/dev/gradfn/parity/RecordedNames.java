package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Which public operations the golden files of the repository hold cases of.
///
/// @param calls names as in the table of operations, called by cases of operations or randomness
/// @param modules classes of `torch.nn`, in lower case
record RecordedNames(Set<String> calls, Set<String> modules) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Pattern CALL = Pattern.compile("([A-Za-z][\\w.]*)\\(");

  static RecordedNames read() throws IOException {
    RecordedNames names = new RecordedNames(new TreeSet<>(), new TreeSet<>());
    for (JsonNode golden : cases("ops")) {
      names.addCall(golden.path("fn").asText());
      names.addCall(golden.path("view").path("fn").asText());
    }
    for (JsonNode golden : cases("random")) {
      for (JsonNode step : golden.path("steps")) {
        CALL.matcher(step.path("source").asText())
            .results()
            .map(MatchResult::group)
            .forEach(call -> names.addCall(call.substring(0, call.length() - 1)));
      }
    }
    for (JsonNode golden : cases("modules")) {
      names.modules.add(golden.path("class").asText().toLowerCase(Locale.ROOT));
    }
    return names;
  }

  static List<JsonNode> cases(String folder) throws IOException {
    List<JsonNode> cases = new java.util.ArrayList<>();
    try (Stream<Path> files = Files.list(SharedFiles.ownGolden().resolve(folder))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        MAPPER.readTree(file.toFile()).path("cases").forEach(cases::add);
      }
    }
    return cases;
  }

  /// `torch.Tensor.view` and `x.view` are `view`, `F.relu` is `nn.functional.relu`.
  private void addCall(String call) {
    calls.add(
        call.replaceFirst("^torch\\.(Tensor\\.)?", "")
            .replaceFirst("^F\\.", "nn.functional.")
            .replaceFirst("^init\\.", "nn.init.")
            .replaceFirst("^[a-z]\\.", ""));
  }

  /// Whether a case calls this operation, or is of the module that does nothing but call it.
  boolean holds(String name) {
    if (calls.contains(name)) return true;
    String function = name.replaceFirst("^nn\\.functional\\.", "");
    return !function.equals(name) && modules.contains(function.replace("_", ""));
  }
}
