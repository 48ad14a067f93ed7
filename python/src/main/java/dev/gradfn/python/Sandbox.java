package dev.gradfn.python;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.DirectoryStream;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.graalvm.polyglot.io.FileSystem;

/// The files that a program may read: those below some folders. It may write none.
public final class Sandbox implements FileSystem {
  private final FileSystem files = FileSystem.newDefaultFileSystem();
  private final List<Path> roots;

  /// @param roots folders or files; none: nothing may be read
  public Sandbox(List<Path> roots) {
    this.roots = roots.stream().map(Sandbox::real).toList();
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath().normalize();
    }
  }

  /// @throws SecurityException if a program may not read `path`
  public Path requireReadable(Path path) {
    Path real = real(path);
    for (Path root : roots) {
      if (real.startsWith(root)) return path;
    }
    throw new SecurityException(
        path + ": outside of the folders that programs may read; allow it with --allow " + path);
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
    if (modes.contains(AccessMode.WRITE)) throw readOnly(path);
    files.checkAccess(requireReadable(path), modes, options);
  }

  @Override
  public void createDirectory(Path dir, FileAttribute<?>... attributes) {
    throw readOnly(dir);
  }

  @Override
  public void delete(Path path) {
    throw readOnly(path);
  }

  private static SecurityException readOnly(Path path) {
    return new SecurityException(path + ": programs may not write files");
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    for (OpenOption option : options) {
      if (option != StandardOpenOption.READ) throw readOnly(path);
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
