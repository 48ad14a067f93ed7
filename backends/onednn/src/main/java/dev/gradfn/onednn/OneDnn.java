package dev.gradfn.onednn;

import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Loader;

/// The library itself: loaded once, one CPU engine for all.
final class OneDnn {
  static {
    // JavaCPP would otherwise read the process's memory size at every allocation.
    System.setProperty("org.bytedeco.javacpp.maxphysicalbytes", "0");
    System.setProperty("org.bytedeco.javacpp.maxbytes", "0");
    OpenMpWaiting.beShort();
    Loader.load(org.bytedeco.dnnl.global.dnnl.class);
  }

  static final engine ENGINE = new engine(engine.kind.cpu, 0);

  private OneDnn() {}

  /// Loads the library.
  ///
  /// @throws LinkageError if there is none for this platform
  static void start() {
    if (ENGINE.isNull()) throw new IllegalStateException("oneDNN: no CPU engine");
  }

  static stream newStream() {
    return new stream(ENGINE);
  }

  /// Working memory is ours: the library's own belongs to the thread that made the primitive.
  static primitive_attr attributes() {
    primitive_attr attributes = new primitive_attr();
    attributes.set_scratchpad_mode(org.bytedeco.dnnl.global.dnnl.dnnl_scratchpad_mode_user);
    return attributes;
  }
}
