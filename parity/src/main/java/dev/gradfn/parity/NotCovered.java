package dev.gradfn.parity;

/// Takes what no other judge knows, and says how many cases wait in it.
final class NotCovered implements Judge {
  @Override
  public boolean takes(GoldenFile file) {
    return true;
  }

  @Override
  public void judge(GoldenFile file, Report report) {
    // Tables of contents and image lists hold facts for other files, no cases of their own.
    boolean isIndex = file.name().equals("index") && !file.casesHave("path");
    if (isIndex || file.casesHave("source_shape_hwc")) return;
    int cases =
        Math.max(1, Math.max(file.json().path("cases").size(), file.json().path("entries").size()));
    report.skipped(file, "not covered", cases, "no judge for this kind of case yet");
  }
}
