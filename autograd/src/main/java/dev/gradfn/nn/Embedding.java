package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A vector for each index.
public final class Embedding extends Layer {
  private final Attributes attributes;
  private final Slot<Tensor> weight;

  /// Arguments with PyTorch's defaults.
  ///
  /// @param paddingIdx whose vector is 0 and gets no gradient; null: none
  /// @param maxNorm to which longer vectors are cut when they are looked up; null: none
  public record Options(
      Integer paddingIdx,
      Double maxNorm,
      Number normType,
      boolean scaleGradByFreq,
      boolean sparse) {
    public static final Options DEFAULT = new Options(null, null, 2.0, false, false);
  }

  public Embedding(int numEmbeddings, int embeddingDim) {
    this(numEmbeddings, embeddingDim, Options.DEFAULT);
  }

  public Embedding(int numEmbeddings, int embeddingDim, Options options) {
    this(numEmbeddings, embeddingDim, options, null);
  }

  /// With vectors that were learned elsewhere.
  ///
  /// @param vectors one in each row
  /// @param freeze whether they stay as they are
  public static Embedding fromPretrained(Tensor vectors, boolean freeze, Options options) {
    if (vectors.dim() != 2) {
      throw new TorchException(
          TorchException.Kind.ASSERTION, "Embeddings parameter is expected to be 2-dimensional");
    }
    int count = Math.toIntExact(vectors.shape().get(0));
    int size = Math.toIntExact(vectors.shape().get(1));
    Embedding embedding = new Embedding(count, size, options, vectors);
    embedding.weight.get().requiresGrad_(!freeze);
    return embedding;
  }

  /// @param given null: new ones, with zeros for the padding
  @SuppressWarnings("this-escape")
  private Embedding(int numEmbeddings, int embeddingDim, Options options, Tensor given) {
    Integer padding =
        paddingIndex(
            options.paddingIdx(), numEmbeddings, "Padding_idx must be within num_embeddings");
    attributes =
        new Attributes()
            .with("num_embeddings", numEmbeddings)
            .with("embedding_dim", embeddingDim)
            .with("padding_idx", padding)
            .with("max_norm", options.maxNorm())
            .with("norm_type", options.normType())
            .with("scale_grad_by_freq", options.scaleGradByFreq());
    Tensor vectors = given == null ? newVectors(numEmbeddings, embeddingDim, padding) : given;
    weight = registerParameter("weight", parameterOrNull(vectors));
    attributes.with("sparse", options.sparse());
  }

  static Tensor newVectors(int count, int size, Integer padding) {
    Tensor vectors = Weights.normal(count, size);
    if (padding != null) vectors.select(0, padding).copy_(Weights.zeros(size));
    return vectors;
  }

  /// @param refusal what is said of an index that is not inside
  static Integer paddingIndex(Integer given, int count, String refusal) {
    if (given == null) return null;
    if (given >= count || given < -count) throw TorchException.assertion(refusal);
    return given < 0 ? given + count : given;
  }

  public Slot<Tensor> weight() {
    return weight;
  }

  @Override
  protected Tensor forward(Tensor indices) {
    Map<String, Object> arguments = new HashMap<>(attributes.live());
    arguments.remove("num_embeddings");
    arguments.remove("embedding_dim");
    return (Tensor)
        Functional.call("nn.functional.embedding", List.of(indices, weight.get()), arguments);
  }

  @Override
  public Map<String, Object> attributes() {
    return attributes.live();
  }

  @Override
  protected String extraRepr() {
    StringBuilder out = new StringBuilder();
    out.append(attributes.get("num_embeddings")).append(", ");
    out.append(attributes.get("embedding_dim"));
    if (attributes.get("padding_idx") != null) {
      out.append(", ").append(attributes.repr("padding_idx"));
    }
    if (attributes.get("max_norm") != null) out.append(", ").append(attributes.repr("max_norm"));
    if (attributes.number("norm_type").doubleValue() != 2) {
      out.append(", ").append(attributes.repr("norm_type"));
    }
    if (attributes.flag("scale_grad_by_freq")) out.append(", scale_grad_by_freq=True");
    if (attributes.flag("sparse")) out.append(", sparse=True");
    return out.toString();
  }
}
