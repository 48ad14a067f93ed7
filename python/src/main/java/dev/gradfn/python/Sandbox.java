package dev.gradfn.python;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.graalvm.polyglot.io.FileSystem;

/// The files that a program may read: those below some folders. It may write none.
public final class Sandbox implements FileSystem {
  private final FileSystem files = FileSystem.newDefaultFileSystem();
  private final List<Path> readable;
  private final List<Path> writable;

  /// A sandbox in which nothing is written.
  ///
  /// @param readable folders or files; none: nothing may be read
  public Sandbox(List<Path> readable) {
    this(readable, List.of());
  }

  /// @param readable folders or files
  /// @param writable folders or files that may be read as well
  public Sandbox(List<Path> readable, List<Path> writable) {
    this.readable = Stream.concat(readable.stream(), writable.stream()).map(Sandbox::real).toList();
    this.writable = writable.stream().map(Sandbox::real).toList();
  }

  /// Where a path leads, through links; of a file to be, where its folder does.
  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      Path plain = path.toAbsolutePath().normalize();
      boolean top = plain.getParent() == null || Files.isSymbolicLink(plain);
      return top ? plain : real(plain.getParent()).resolve(plain.getFileName());
    }
  }

  /// @throws SecurityException if a program may not read `path`
  public Path requireReadable(Path path) {
    if (isBelow(path, readable)) return path;
    throw new SecurityException(
        path + ": outside of the folders that programs may read; allow it with --allow " + path);
  }

  /// @throws SecurityException if a program may not write `path`
  public Path requireWritable(Path path) {
    if (isBelow(path, writable)) return path;
    Path folder = path.toAbsolutePath().normalize().getParent();
    throw new SecurityException(
        path
            + ": programs may not write files; allow it with --allow "
            + (folder == null ? path : folder));
  }

  private static boolean isBelow(Path path, List<Path> roots) {
    Path real = real(path);
    return roots.stream().anyMatch(real::startsWith);
  }

  @Override
  public Path parsePath(URI uri) {
    return files.parsePath(uri);
  }

  @Override
  public Path parsePath(String path) {
    return files.parsePath(path);
  }

  @Override
  public void checkAccess(Path path, Set<? extends AccessMode> modes, LinkOption... options)
      throws IOException {
    if (modes.contains(AccessMode.WRITE)) requireWritable(path);
    files.checkAccess(requireReadable(path), modes, options);
  }

  @Override
  public void createDirectory(Path dir, FileAttribute<?>... attributes) throws IOException {
    files.createDirectory(requireWritable(dir), attributes);
  }

  @Override
  public void delete(Path path) throws IOException {
    // What a link leads to is not what is deleted.
    requireWritable(path.toAbsolutePath().getParent());
    files.delete(path);
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    requireWritable(source.toAbsolutePath().getParent());
    files.move(source, requireWritable(target), options);
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    for (OpenOption option : options) {
      if (option != StandardOpenOption.READ) requireWritable(path);
    }
    return files.newByteChannel(requireReadable(path), options, attributes);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path dir, DirectoryStream.Filter<? super Path> filter) throws IOException {
    return files.newDirectoryStream(requireReadable(dir), filter);
  }

  @Override
  public Path toAbsolutePath(Path path) {
    return files.toAbsolutePath(path);
  }

  @Override
  public Path toRealPath(Path path, LinkOption... options) throws IOException {
    return files.toRealPath(requireReadable(path), options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    return files.readAttributes(requireReadable(path), attributes, options);
  }
}
