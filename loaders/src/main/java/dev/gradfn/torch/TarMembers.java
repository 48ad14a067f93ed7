package dev.gradfn.torch;

import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.Place;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// The plain files in a tar archive: their names and where they lie.
final class TarMembers {
  /// @param start of the contents in the archive
  record Member(long start, long length) {}

  private static final int BLOCK = 512;

  /// Checkpoints have four.
  private static final int MOST_MEMBERS = 1000;

  private final FileBytes file;
  private final Map<String, Member> members = new LinkedHashMap<>();

  TarMembers(FileBytes file) throws CheckpointException {
    this.file = file;
    long at = 0;
    while (at <= file.size() - BLOCK) {
      byte[] header = file.read(at, BLOCK);
      if (header[0] == 0) {
        return;
      }
      at = add(header, at);
    }
  }

  /// Takes a member up, and gives the place of the next.
  private long add(byte[] header, long at) throws CheckpointException {
    String name = text(header, 0, 100);
    long length = size(header, at);
    long start = at + BLOCK;
    if (length > file.size() - start) {
      throw new Place(file.path().toString(), "tar header", at)
          .refuse(
              "member "
                  + Place.excerpt(name)
                  + " of "
                  + length
                  + " bytes, got "
                  + (file.size() - start)
                  + "; the file is cut short, fetch it again");
    }
    boolean plain = header[156] == '0' || header[156] == 0;
    boolean twice = plain && members.put(name, new Member(start, length)) != null;
    if (twice || members.size() > MOST_MEMBERS) {
      throw file.refuse(
          twice
              ? "tar member " + Place.excerpt(name) + " is there twice; do not trust it"
              : "tar archive has more than " + MOST_MEMBERS + " members, expected four");
    }
    return start + Math.ceilDiv(length, BLOCK) * BLOCK;
  }

  /// Octal digits.
  private long size(byte[] header, long at) throws CheckpointException {
    String digits = text(header, 124, 12).strip();
    if (digits.matches("[0-7]{1,12}")) {
      return Long.parseLong(digits, 8);
    }
    throw new Place(file.path().toString(), "tar header", at + 124)
        .refuse("size is no octal number; the file is damaged");
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.UTF_8);
  }

  Member require(String name) throws CheckpointException {
    Member member = members.get(name);
    if (member != null) {
      return member;
    }
    throw file.refuse(
        "tar archive without \""
            + name
            + "\", expected a PyTorch checkpoint; PyTorch before 0.1.11 wrote such archives, unpack"
            + " any other");
  }
}
