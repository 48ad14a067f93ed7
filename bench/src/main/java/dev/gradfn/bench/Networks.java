package dev.gradfn.bench;

import dev.gradfn.analysis.Profile;
import dev.gradfn.analysis.Work;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.bench.network.Network;
import dev.gradfn.bench.network.NetworkRecorder;
import dev.gradfn.bench.network.NetworkWriter;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.nn.Args;
import dev.gradfn.yolov5.DetectionModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// The files from which peers run our networks, written when somebody first asks.
final class Networks {
  /// As whom a peer runs it.
  enum Form {
    EVAL,
    /// Batch norms folded into the convolutions.
    FUSED,
    TRAINING
  }

  private record Key(Subject subject, Form form) {}

  private final Path folder;
  private final Map<Key, Path> files = new HashMap<>();

  Networks(Path folder) {
    this.folder = folder;
  }

  /// Beside the file lies, but for training, the same as an ONNX model.
  Path file(Subject subject, Form form) throws IOException {
    Key key = new Key(subject, form);
    if (!files.containsKey(key)) files.put(key, write(subject, form));
    return files.get(key);
  }

  private Path write(Subject subject, Form form) throws IOException {
    DetectionModel model = subject.network();
    model.train(form == Form.TRAINING);
    if (form == Form.FUSED) model.fuse();
    Network network = NetworkRecorder.record(model, subject.image());
    Path file = folder.resolve(subject.name() + "-" + form.name().toLowerCase(Locale.ROOT));
    Path written = file.resolveSibling(file.getFileName() + ".network");
    NetworkWriter.write(network, written);
    if (form == Form.EVAL) {
      NetworkWriter.writeOnnx(network, file.resolveSibling(file.getFileName() + ".onnx"));
    }
    return written;
  }

  /// What a forward pass must do at least, or a training step.
  static Work work(Subject subject, boolean training) {
    DetectionModel model = subject.network();
    model.train(training);
    Tensor image = Tensor.ones(DType.FLOAT32, Device.META, subject.image().shape());
    Profile.Options once = new Profile.Options(training, 0, 1);
    return Profile.of(model, Args.of(image), once).rows().stream()
        .map(Profile.Row::work)
        .reduce(Work.NONE, Work::plus);
  }
}
