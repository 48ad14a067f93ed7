package dev.gradfn.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.gradfn.bench.peers.NetworkFile.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/// A model that the bench wrote, in ONNX Runtime, with its input in native memory.
final class OnnxSession {
  private final OrtSession session;
  private final Map<String, OnnxTensor> input;

  /// @param network a network file; the model lies beside it, with the ending `.onnx`
  OnnxSession(String network) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(Libtorch.threads());
    options.setInterOpNumThreads(1);
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    session = environment.createSession(network.replaceFirst("\\.network$", ".onnx"), options);
    Array x = NetworkFile.read(network).arrays.get("x");
    FloatBuffer data =
        ByteBuffer.allocateDirect(4 * x.elements().limit())
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    data.put(0, x.elements(), 0, data.limit());
    input = Map.of("x", OnnxTensor.createTensor(environment, data, x.shape()));
  }

  OrtSession.Result run() throws OrtException {
    return session.run(input);
  }
}
