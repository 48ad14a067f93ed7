package dev.gradfn.parity;

/// Takes what no other judge knows, and says how many cases wait in it.
final class NotCovered implements Judge {
  private static final String KIND = "not covered";
  private static final String REASON = "no judge for this kind of case yet";

  @Override
  public boolean takes(GoldenFile file) {
    return true;
  }

  @Override
  public void judge(GoldenFile file, Report report) {
    // Tables of contents and image lists hold facts for other files, no cases of their own.
    boolean isIndex = file.name().equals("index") && !file.casesHave("path");
    if (isIndex || file.casesHave("source_shape_hwc")) return;
    if (file.json().path("cases").isEmpty()) {
      report.skipped(file, KIND, Math.max(1, file.json().path("entries").size()), REASON);
    } else {
      report.skippedAll(file, KIND, REASON);
    }
  }
}
