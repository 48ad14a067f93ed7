package dev.gradfn.cli;

import dev.gradfn.yolov5.YoloVersion;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Words of the command line as values.
final class Converters {
  private Converters() {}

  static final class Positive implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      return atLeast(1, value);
    }
  }

  static final class NotNegative implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      return atLeast(0, value);
    }
  }

  private static int atLeast(int least, String value) {
    try {
      int number = Integer.parseInt(value);
      if (number >= least) return number;
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new TypeConversionException(
        "expected a whole number from " + least + " to 2147483647, got \"" + value + "\"");
  }

  static final class Version implements ITypeConverter<YoloVersion> {
    @Override
    public YoloVersion convert(String value) {
      try {
        return YoloVersion.ofTag(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  static final class FileName implements ITypeConverter<Path> {
    @Override
    public Path convert(String value) {
      try {
        return Path.of(value);
      } catch (InvalidPathException e) {
        throw new TypeConversionException(
            "\"" + value + "\" is no file name in this locale; set LC_ALL=C.UTF-8");
      }
    }
  }
}
