package dev.gradfn.torch;

import dev.gradfn.pickle.PickleBytes;

/// A file that wants to do harm, or looks as if it did.
///
/// @param number of the case in the list that the project works from, 1 to 44
/// @param message what the refusal says after the path; null: the file is legal and must load
record HostileCase(int number, String name, byte[] content, String message) {
  static HostileCase pickle(int number, String name, PickleBytes pickle, String message) {
    return pickle(number, name, pickle.stop(), message);
  }

  /// In a zip that holds one storage "0" of four floats.
  static HostileCase pickle(int number, String name, byte[] pickle, String message) {
    return zip(
        number,
        name,
        Checkpoints.zip(pickle),
        message == null ? null : "data.pkl at offset " + message);
  }

  static HostileCase zip(int number, String name, ZipBytes zip, String message) {
    return new HostileCase(number, name, zip.bytes(), message);
  }

  /// For the name of a file.
  String fileName() {
    return number + "-" + name.replaceAll("[^a-z0-9]+", "-") + ".pt";
  }

  @Override
  public String toString() {
    return number + " " + name;
  }
}
