package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The sum, mean or maximum of the vectors of each bag of indices. Called with indices `[n, k]`,
/// one bag in each row, or with indices `[n]` and the offsets at which bags begin; as third
/// argument, or under `per_sample_weights`, may follow by what each vector is multiplied.
public final class EmbeddingBag extends Module {
  private final Attributes attributes;
  private final Slot<Tensor> weight;

  /// Arguments with PyTorch's defaults.
  ///
  /// @param mode `sum`, `mean` or `max`
  /// @param includeLastOffset whether the last offset is the end of the last bag
  /// @param paddingIdx whose vector is 0 and counts in no bag; null: none
  public record Options(
      Double maxNorm,
      Number normType,
      boolean scaleGradByFreq,
      String mode,
      boolean sparse,
      boolean includeLastOffset,
      Integer paddingIdx) {
    public static final Options DEFAULT = new Options(null, 2.0, false, "mean", false, false, null);
  }

  public EmbeddingBag(int numEmbeddings, int embeddingDim) {
    this(numEmbeddings, embeddingDim, Options.DEFAULT);
  }

  @SuppressWarnings("this-escape")
  public EmbeddingBag(int numEmbeddings, int embeddingDim, Options options) {
    Integer padding =
        Embedding.paddingIndex(
            options.paddingIdx(), numEmbeddings, "padding_idx must be within num_embeddings");
    attributes =
        new Attributes()
            .with("num_embeddings", numEmbeddings)
            .with("embedding_dim", embeddingDim)
            .with("max_norm", options.maxNorm())
            .with("norm_type", options.normType())
            .with("scale_grad_by_freq", options.scaleGradByFreq())
            .with("padding_idx", padding);
    Tensor vectors = Embedding.newVectors(numEmbeddings, embeddingDim, padding);
    weight = registerParameter("weight", parameterOrNull(vectors));
    attributes
        .with("mode", options.mode())
        .with("sparse", options.sparse())
        .with("include_last_offset", options.includeLastOffset());
  }

  public Slot<Tensor> weight() {
    return weight;
  }

  @Override
  protected Object forward(Args args) {
    Map<String, Object> arguments = new HashMap<>(attributes.live());
    arguments.remove("num_embeddings");
    arguments.remove("embedding_dim");
    arguments.put("offsets", args.get(1, "offsets", null));
    arguments.put("per_sample_weights", args.get(2, "per_sample_weights", null));
    List<Object> tensors = List.of(args.get(0, Tensor.class, this), weight.get());
    return Functional.call("nn.functional.embedding_bag", tensors, arguments);
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
    if (attributes.get("max_norm") != null) out.append(", ").append(attributes.repr("max_norm"));
    if (attributes.number("norm_type").doubleValue() != 2) {
      out.append(", ").append(attributes.repr("norm_type"));
    }
    if (attributes.flag("scale_grad_by_freq")) out.append(", scale_grad_by_freq=True");
    out.append(", ").append(attributes.repr("mode"));
    if (attributes.get("padding_idx") != null) {
      out.append(", ").append(attributes.repr("padding_idx"));
    }
    return out.toString();
  }
}
