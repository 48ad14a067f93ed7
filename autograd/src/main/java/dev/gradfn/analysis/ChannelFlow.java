package dev.gradfn.analysis;

import dev.gradfn.autograd.AccumulateGrad;
import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Edge;
import dev.gradfn.autograd.Node;
import dev.gradfn.autograd.OpNode;
import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Linear;
import dev.gradfn.op.AdaptiveAvgPool;
import dev.gradfn.op.AdaptiveMaxPool;
import dev.gradfn.op.AddMatrixProduct;
import dev.gradfn.op.AsStrided;
import dev.gradfn.op.AvgPool;
import dev.gradfn.op.Cat;
import dev.gradfn.op.Clone;
import dev.gradfn.op.Concat;
import dev.gradfn.op.ConstantPadNd;
import dev.gradfn.op.Convolution;
import dev.gradfn.op.Convolutional;
import dev.gradfn.op.Copy;
import dev.gradfn.op.Copying;
import dev.gradfn.op.DiagonalCopy;
import dev.gradfn.op.Extreme;
import dev.gradfn.op.Fill;
import dev.gradfn.op.Flip;
import dev.gradfn.op.Gated;
import dev.gradfn.op.Glu;
import dev.gradfn.op.Indexed;
import dev.gradfn.op.Linalg;
import dev.gradfn.op.Loss;
import dev.gradfn.op.MaskedFill;
import dev.gradfn.op.MaxPool2dWithIndices;
import dev.gradfn.op.MaxPool3dWithIndices;
import dev.gradfn.op.MaxUnpool;
import dev.gradfn.op.Mean;
import dev.gradfn.op.NativeBatchNorm;
import dev.gradfn.op.NativeGroupNorm;
import dev.gradfn.op.NativeLayerNorm;
import dev.gradfn.op.Norm;
import dev.gradfn.op.Op;
import dev.gradfn.op.PadNd;
import dev.gradfn.op.Picking;
import dev.gradfn.op.Pointwise;
import dev.gradfn.op.Pool;
import dev.gradfn.op.PreluKernel;
import dev.gradfn.op.Product;
import dev.gradfn.op.Reduction;
import dev.gradfn.op.Repeat;
import dev.gradfn.op.Resample;
import dev.gradfn.op.ReshapeAlias;
import dev.gradfn.op.Roll;
import dev.gradfn.op.Rot90;
import dev.gradfn.op.Shuffle;
import dev.gradfn.op.Softmax;
import dev.gradfn.op.Sum;
import dev.gradfn.op.SumAll;
import dev.gradfn.op.ToCopy;
import dev.gradfn.op.Triangle;
import dev.gradfn.op.UnsafeView;
import dev.gradfn.op.Upsample;
import dev.gradfn.op.UpsampleNearest2d;
import dev.gradfn.op.View;
import dev.gradfn.op.ViewOp;
import dev.gradfn.op.Where;
import dev.gradfn.trace.AutogradGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/// Follows the channels of every layer through a graph, from the leaves to the outputs: the switch
/// below says of each operation which channels of its result are which of its inputs'.
final class ChannelFlow {
  private final ChannelUse use;
  private final Map<Node, Labels[]> results = new IdentityHashMap<>();

  private ChannelFlow(ChannelUse use) {
    this.use = use;
  }

  /// @param outputs of the network, by path
  static void follow(Map<String, Tensor> outputs, ChannelUse use) {
    ChannelFlow flow = new ChannelFlow(use);
    try (var _ = Autograd.noGrad()) {
      // Nodes are numbered as forward makes them, so inputs come before what uses them.
      AutogradGraph.of(outputs, Map.of()).nodes().stream()
          .map(AutogradGraph.Entry::node)
          .filter(node -> !(node instanceof AccumulateGrad))
          .sorted(Comparator.comparingLong(Node::sequenceNr))
          .forEach(node -> flow.results.put(node, flow.through(node)));
      outputs.forEach((path, tensor) -> {
        Labels labels = flow.at(tensor.gradientEdge());
        if (labels != null) use.shows(path, labels);
      });
    }
  }

  /// Null where no gradient flows.
  private Labels at(Edge edge) {
    if (!edge.isDefined()) return null;
    if (edge.node() instanceof AccumulateGrad leaf) return use.leaf(leaf.variable());
    return results.get(edge.node())[edge.inputNr()];
  }

  private Labels[] through(Node node) {
    List<Labels> inputs = new ArrayList<>();
    for (Edge edge : node.nextFunctions()) inputs.add(at(edge));
    Labels[] found =
        switch (node) {
          case OpNode one -> through(one, withConstants(one, inputs));
          // A function of the user's, or a write through a view.
          default -> unknown(node, inputs);
        };
    Labels[] all = Arrays.copyOf(found, node.inputMetadata().size());
    for (int i = 0; i < all.length; i++) {
      if (all[i] == null) all[i] = Labels.none(node.inputMetadata().get(i).shape());
    }
    return all;
  }

  private static List<Labels> withConstants(OpNode node, List<Labels> known) {
    List<Labels> inputs = new ArrayList<>();
    for (int i = 0; i < node.inputCount(); i++) {
      Labels labels = i < known.size() ? known.get(i) : null;
      if (labels == null && node.spec(i) != null) labels = Labels.none(node.spec(i).shape());
      inputs.add(labels);
    }
    return inputs;
  }

  /// Results left out, or null, belong to no channel.
  private Labels[] through(OpNode node, List<Labels> in) {
    Dims shape = node.inputMetadata().get(0).shape();
    return switch (node.op()) {
      case Pointwise op ->
          op instanceof PreluKernel ? vector(node, in, 1) : merged(node, in, shape);
      case Indexed op ->
          op instanceof Where || op instanceof MaskedFill || op instanceof Fill
              ? merged(node, in, shape)
              : unknown(node, in);
      case Picking op ->
          switch (op) {
            case Flip _, Roll _, Rot90 _, Repeat _, Triangle _, DiagonalCopy _, Shuffle _ ->
                moved(op, in);
            case PadNd _ -> perPlane(node, in, shape);
            default -> unknown(node, in);
          };
      case ViewOp op ->
          switch (op) {
            case View _, UnsafeView _, ReshapeAlias _ -> reshaped(node, in.get(0), shape);
            case AsStrided _ -> unknown(node, in);
            default -> moved(op, in);
          };
      case Copying op ->
          switch (op) {
            case Clone _, ToCopy _ -> one(in.get(0));
            case Copy _ -> one(in.get(1).expand(shape));
            case ConstantPadNd pad -> padded(node, pad, in, shape);
            default -> unknown(node, in);
          };
      case Reduction op ->
          switch (op) {
            case SumAll _ -> new Labels[0];
            case Sum sum -> reduced(sum.dim(), in.get(0), shape);
            case Mean mean -> reduced(mean.dim(), in.get(0), shape);
            case Extreme extreme -> reduced(extreme.dim(), in.get(0), shape);
            default -> unknown(node, in);
          };
      case Concat op ->
          op instanceof Cat cat ? one(Labels.cat(in, cat.dim(), shape)) : moved(op, in);
      case Convolutional op ->
          op instanceof Convolution convolution
              ? convolution(node, convolution, in, shape)
              : unknown(node, in);
      case Linalg op ->
          op == Product.MM
              ? linear(node, in, 0, shape)
              : op instanceof AddMatrixProduct sum && sum.kind() == AddMatrixProduct.Kind.ADDMM
                  ? linear(node, in, 1, shape)
                  : unknown(node, in);
      case Norm op ->
          switch (op) {
            case NativeBatchNorm _ -> vector(node, in, 1);
            case NativeLayerNorm norm when norm.normalizedShape().rank() == 1 ->
                vector(node, in, shape.rank() - 1);
            case NativeGroupNorm _ -> vector(node, in, 1);
            default -> unknown(node, in);
          };
      case Pool op ->
          switch (op) {
            case MaxPool2dWithIndices _,
                MaxPool3dWithIndices _,
                MaxUnpool _,
                AdaptiveMaxPool _,
                AvgPool _,
                AdaptiveAvgPool _ ->
                perPlane(node, in, shape);
            default -> unknown(node, in);
          };
      case Resample op ->
          op instanceof UpsampleNearest2d || op instanceof Upsample
              ? perPlane(node, in, shape)
              : unknown(node, in);
      case Gated op ->
          switch (op) {
            case Softmax _ -> one(in.get(0));
            case Glu glu -> halves(in.get(0), glu.dim());
          };
      case Loss _ -> unknown(node, in);
    };
  }

  private static Labels[] one(Labels labels) {
    return new Labels[] {labels};
  }

  private Labels[] unknown(Node node, List<Labels> in) {
    return unknown(in, node.typeName());
  }

  private Labels[] unknown(List<Labels> in, String because) {
    for (Labels labels : in) {
      if (labels != null) use.stops(labels, Reason.UNKNOWN_OPERATION, because);
    }
    return new Labels[0];
  }

  private Labels[] merged(OpNode node, List<Labels> in, Dims shape) {
    List<Labels> given = in.stream().filter(Objects::nonNull).toList();
    Labels merged =
        given.stream()
            .map(labels -> labels.expand(shape))
            .reduce((a, b) -> a.merge(b, use::meet))
            .orElse(Labels.none(shape));
    for (Labels labels : given) requireShrinks(node, labels, merged);
    return one(merged);
  }

  /// The image, a constant, or a result that is not followed: where it is as wide as the channels
  /// that it meets, it stays so, and they must.
  private void requireShrinks(OpNode node, Labels labels, Labels merged) {
    int before = merged.shape().rank() - labels.shape().rank();
    boolean wide =
        IntStream.range(0, labels.shape().rank())
            .anyMatch(d -> labels.shape().get(d) > 1 && merged.varies(before + d));
    if (!wide) return;
    Labels left = merged.merge(labels.expand(merged.shape()), (one, own) -> own == 0 ? one : 0);
    use.stops(left, Reason.UNKNOWN_OPERATION, node.typeName());
  }

  /// What only moves elements moves their labels too.
  private static Labels[] moved(Op op, List<Labels> in) {
    Tensor[] numbers = in.stream().map(Labels::numbers).toArray(Tensor[]::new);
    return Arrays.stream(Operations.applyAll(op, numbers)).map(Labels::new).toArray(Labels[]::new);
  }

  /// Each channel of one half is multiplied with one of the other.
  private Labels[] halves(Labels in, int dim) {
    long half = in.shape().get(dim) / 2;
    Labels values = new Labels(in.numbers().narrow(dim, 0, half));
    Labels gates = new Labels(in.numbers().narrow(dim, half, half));
    return one(values.merge(gates, use::meet));
  }

  /// Channels that are told apart by two dimensions lie in groups of equal size.
  private Labels[] reshaped(OpNode node, Labels in, Dims shape) {
    Labels result = in.reshape(shape);
    long before = IntStream.range(0, in.shape().rank()).filter(in::varies).count();
    long after = IntStream.range(0, shape.rank()).filter(result::varies).count();
    if (after > Math.max(1, before)) {
      use.stops(result, Reason.GROUP_CONSTRAINT, node.typeName());
    }
    return one(result);
  }

  private Labels[] padded(OpNode node, ConstantPadNd pad, List<Labels> in, Dims shape) {
    boolean inPlanes = pad.pad().rank() / 2 <= shape.rank() - 2;
    return inPlanes ? perPlane(node, in, shape) : moved(new ConstantPadNd(pad.pad(), 0), in);
  }

  /// Planes `[n, c]` go through one by one, whatever happens inside; channels that share a plane
  /// hang together.
  private Labels[] perPlane(OpNode node, List<Labels> in, Dims shape) {
    Dims from = in.get(0).shape();
    boolean keepsPlanes =
        from.rank() > 2 && shape.rank() > 2 && from.slice(0, 2).equals(shape.slice(0, 2));
    if (!keepsPlanes) return unknown(node, in);
    return one(in.get(0).planes(2, use::meet).expand(shape));
  }

  /// Summed channels end here; what is summed within channels goes on.
  private static Labels[] reduced(Dims dims, Labels in, Dims shape) {
    Labels rest = in;
    for (int i = 0; i < in.shape().rank(); i++) {
      if (!isAmong(i, dims, in.shape().rank())) continue;
      if (rest.varies(i)) return new Labels[0];
      rest = new Labels(rest.numbers().narrow(i, 0, 1));
    }
    return one(rest.reshape(shape));
  }

  private static boolean isAmong(int dim, Dims dims, int rank) {
    if (dims == null || dims.rank() == 0) return true;
    for (int i = 0; i < dims.rank(); i++) {
      if (Math.floorMod(dims.get(i), rank) == dim) return true;
    }
    return false;
  }

  /// A weight for each channel along `dim`: it takes and gives the same ones.
  private Labels[] vector(OpNode node, List<Labels> in, int dim) {
    boolean byChannel = !(node.op() instanceof NativeLayerNorm);
    int[] channels = byChannel ? in.get(0).along(dim, use::meet) : in.get(0).alongAlone(dim);
    if (channels == null) return unknown(node, in);
    ChannelUse.Layer layer = use.layer(node, in.get(1));
    if (layer != null) {
      use.unite(layer.give(channels.length), channels);
      if (node.op() instanceof NativeGroupNorm norm && norm.groups() > 1) use.inGroups(layer);
    }
    return one(in.get(0));
  }

  private Labels[] convolution(OpNode node, Convolution op, List<Labels> in, Dims shape) {
    int[] taken = in.get(0).along(1, use::meet);
    ChannelUse.Layer layer = use.layer(node, in.get(1));
    if (layer == null) return unknown(node, in);
    int[] given = layer.give(Math.toIntExact(shape.get(1)));
    boolean depthwise =
        op.groups() > 1 && op.groups() == given.length && op.groups() == taken.length;
    use.unite(depthwise ? given : layer.take(taken.length), taken);
    if (op.groups() > 1 && !depthwise) use.inGroups(layer);
    return one(Labels.along(1, given, shape));
  }

  /// A matrix `[rows, taken]` times a weight.
  private Labels[] linear(OpNode node, List<Labels> in, int first, Dims shape) {
    int[] taken = in.get(first).alongAlone(1);
    ChannelUse.Layer layer = use.layer(node, in.get(first + 1));
    boolean known = taken != null && layer != null && layer.module() instanceof Linear;
    // Attention and recurrent layers multiply with their weights too, and tie their widths.
    if (!known) return unknown(in, layer == null ? node.typeName() : use.path(layer.module()));
    use.unite(layer.take(taken.length), taken);
    return one(Labels.along(1, layer.give(Math.toIntExact(shape.get(1))), shape));
  }
}
