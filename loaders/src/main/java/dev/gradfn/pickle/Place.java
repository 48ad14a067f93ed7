package dev.gradfn.pickle;

/// Where in a checkpoint something was found: the file, the record inside it, the byte offset
/// inside the record.
public record Place(String file, String record, long offset) {
  private static final int LONGEST_EXCERPT = 100;

  /// The error that says what is wrong at this place.
  public CheckpointException refuse(String what) {
    return new CheckpointException(file + ": " + record + " at offset " + offset + ": " + what);
  }

  /// Text from the file, shortened so that it fits into a message.
  public static String excerpt(String text) {
    return text.length() <= LONGEST_EXCERPT ? text : text.substring(0, LONGEST_EXCERPT) + "...";
  }
}
