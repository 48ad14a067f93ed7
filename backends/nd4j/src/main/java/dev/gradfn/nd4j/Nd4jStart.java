package dev.gradfn.nd4j;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/// Starts ND4J once, silently, with our settings. Settings that the user made are left alone.
final class Nd4jStart {
  private static volatile boolean started;
  private static boolean onGpu;

  private Nd4jStart() {}

  /// Returns when ND4J is ready. The first call takes a second or two.
  static void ensure() {
    if (!started) start();
  }

  private static synchronized void start() {
    if (started) return;
    // Read by the first Pointer class: the default limit counts every page of the process, mapped
    // files included, and fails with "Physical memory usage is too high".
    setDefault("org.bytedeco.javacpp.maxphysicalbytes", "0");
    setDefault("org.nd4j.log.initialization", "false");
    setDefault("org.nd4j.avx.ignore", "true");
    // Threads of OpenMP that spin after each call keep the cores from our own Java threads.
    NativeEnvironment.setDefault("OMP_WAIT_POLICY", "passive");
    String backend = Nd4j.getBackend().getClass().getName();
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads());
    onGpu = backend.contains("jcublas");
    started = true;
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) System.setProperty(property, value);
  }

  /// Whether ND4J keeps arrays on a GPU. Only after [#ensure].
  static boolean onGpu() {
    return onGpu;
  }

  /// `gradfn.threads`, else `OMP_NUM_THREADS`, else one per processor.
  static int threads() {
    int processors = Runtime.getRuntime().availableProcessors();
    int threads = Integer.getInteger("gradfn.threads", fromEnvironment(processors));
    return Math.max(1, threads);
  }

  private static int fromEnvironment(int otherwise) {
    String value = System.getenv("OMP_NUM_THREADS");
    try {
      return value == null ? otherwise : Integer.parseInt(value.strip());
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }
}
