package dev.gradfn.nd4j;

import dev.gradfn.core.BackendUnavailableException;
import dev.gradfn.core.Device;
import dev.gradfn.core.KernelProvider;
import dev.gradfn.core.Kernels;

/// Makes the backend `nd4j` known. No class of ND4J is initialised before [#open].
///
/// System properties: `gradfn.threads`, the number of threads; `gradfn.nd4j.take=all`, to let ND4J
/// compute on the CPU too what the Java loops do as fast (see [Nd4jKernels]).
public final class Nd4jKernelProvider implements KernelProvider {
  private static final String CPU_BACKEND = "org.nd4j.linalg.cpu.nativecpu.CpuBackend";
  private static final String CUDA_BACKEND = "org.nd4j.linalg.jcublas.JCublasBackend";

  @Override
  public String name() {
    return "nd4j";
  }

  @Override
  public Kernels open(Device device) {
    return device == Device.CUDA ? openCuda() : openCpu();
  }

  private static Kernels openCpu() {
    if (!isPresent(CPU_BACKEND)) {
      throw unavailable("there is no nd4j-native on the class path; build without -Pcuda", null);
    }
    start("build with the native libraries of this platform, or use --backend java");
    if (Nd4jStart.onGpu()) {
      throw unavailable(
          "ND4J chose its CUDA backend; build without -Pcuda, or use --device cuda", null);
    }
    boolean all = System.getProperty("gradfn.nd4j.take", "fast").equals("all");
    Nd4jKernels.Taking taking = all ? Nd4jKernels.Taking.ALL : Nd4jKernels.Taking.FAST;
    return new Nd4jKernels(taking, new GemmConvolutions());
  }

  private static Kernels openCuda() {
    if (!isPresent(CUDA_BACKEND)) {
      String found = isPresent(CPU_BACKEND) ? "only nd4j-native is" : "no ND4J backend is";
      throw unavailable(
          "cuda: " + found + " on the class path; build with -Pcuda, or use --device cpu", null);
    }
    String problem = CudaCheck.problem();
    if (problem != null) {
      throw unavailable("cuda: nd4j-cuda is present, but " + problem + "; use --device cpu", null);
    }
    start("use --device cpu");
    if (!Nd4jStart.onGpu()) {
      throw unavailable(
          "cuda: ND4J chose its CPU backend; build with -Pcuda, or use --device cpu", null);
    }
    return new Nd4jKernels(Nd4jKernels.Taking.ALL, new OperationConvolutions());
  }

  /// Without initialising the class.
  private static boolean isPresent(String className) {
    try {
      Class.forName(className, false, Nd4jKernelProvider.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  private static void start(String remedy) {
    try {
      Nd4jStart.ensure();
    } catch (RuntimeException | LinkageError e) {
      throw unavailable(
          "ND4J does not start (" + BackendUnavailableException.rootCause(e) + "); " + remedy, e);
    }
  }

  private static BackendUnavailableException unavailable(String what, Throwable cause) {
    return new BackendUnavailableException("backend \"nd4j\": " + what, cause);
  }
}
