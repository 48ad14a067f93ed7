package dev.gradfn.signature;

import static dev.gradfn.signature.OperationTable.row;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Shapes;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.F;
import dev.gradfn.op.Shuffle;
import java.util.ArrayList;
import java.util.List;

/// Views, copies and rearrangements.
final class ShapeRows {
  private ShapeRows() {}

  static void register() {
    shapes();
    pieces();
    rearrangements();
    shuffles();
    diagonals();
    joins();
    row("clone(input)", a -> a.tensor("input").cloned());
    row("cat(tensors, dim=0)", a -> Shapes.cat(a.tensors("tensors"), a.integer("dim")));
    row("view(input, *size)", a -> a.tensor("input").view(a.dims("size")));
    row("reshape(input, shape)", a -> a.tensor("input").reshape(a.dims("shape")));
    row("permute(input, dims)", a -> a.tensor("input").permute(a.dims("dims").toArray()));
    row("unsqueeze(input, dim)", a -> a.tensor("input").unsqueeze(a.integer("dim")));
    row("expand(input, *size)", a -> a.tensor("input").expand(a.dims("size")));
    row("contiguous(input)", a -> a.tensor("input").contiguous());
    row(
        "select(input, dim, index)",
        a -> a.tensor("input").select(a.integer("dim"), a.integer("index")));
    row(
        "split_with_sizes(input, split_sizes, dim=0)",
        a -> a.tensor("input").split(a.dims("split_sizes"), a.integer("dim")));
  }

  private static void shapes() {
    row("expand_as(input, other)", a -> a.tensor("input").expand(a.tensor("other").shape()));
    row("view_as(input, other)", a -> a.tensor("input").view(a.tensor("other").shape()));
    row("broadcast_to(input, size)", a -> a.tensor("input").expand(a.dims("size")));
    row("detach(input)", a -> a.tensor("input").detach());
    row(
        "flatten(input, start_dim=0, end_dim=-1)",
        a -> a.tensor("input").flatten(a.integer("start_dim"), a.integer("end_dim")));
    row("ravel(input)", a -> a.tensor("input").contiguous().view(-1));
    row(
        "unflatten(input, dim, sizes)",
        a -> a.tensor("input").unflatten(a.integer("dim"), a.dims("sizes")));
    row("squeeze(input, dim=None)", ShapeRows::squeeze);
    row("t(input)", a -> a.tensor("input").t());
    for (String name : List.of("transpose(input, dim0, dim1)", "swapdims(input, dim0, dim1)")) {
      row(name, a -> a.tensor("input").transpose(a.integer("dim0"), a.integer("dim1")));
    }
    row(
        "swapaxes(input, axis0, axis1)",
        a -> a.tensor("input").transpose(a.integer("axis0"), a.integer("axis1")));
    for (String name : List.of("movedim", "moveaxis")) {
      row(
          name + "(input, source, destination)",
          a -> a.tensor("input").movedim(a.dims("source"), a.dims("destination")));
    }
    row(
        "unfold(input, dimension, size, step)",
        a ->
            a.tensor("input").unfold(a.integer("dimension"), a.integer("size"), a.integer("step")));
  }

  private static Tensor squeeze(Arguments a) {
    if (a.isNone("dim")) return a.tensor("input").squeeze();
    if (a.get("dim") instanceof Long) return a.tensor("input").squeeze(a.integer("dim"));
    return a.tensor("input").squeeze(a.dims("dim"));
  }

  private static void pieces() {
    row("split(input, split_size_or_sections, dim=0)", ShapeRows::split);
    row(
        "chunk(input, chunks, dim=0)",
        a -> a.tensor("input").chunk(a.integer("chunks"), a.integer("dim")));
    row("unbind(input, dim=0)", a -> a.tensor("input").unbind(a.integer("dim")));
    for (String name : List.of("hsplit", "vsplit", "dsplit")) {
      row(name + "(input, indices_or_sections)", a -> splitAlong(a, name));
    }
    row("tensor_split(input, indices_or_sections, dim=0)", ShapeRows::tensorSplit);
  }

  private static Object split(Arguments a) {
    String sizes = "split_size_or_sections";
    return a.get(sizes) instanceof Long
        ? a.tensor("input").split(a.integer(sizes), a.integer("dim"))
        : a.tensor("input").split(a.dims(sizes), a.integer("dim"));
  }

  private static List<Tensor> splitAlong(Arguments a, String name) {
    Tensor x = a.tensor("input");
    boolean number = a.get("indices_or_sections") instanceof Long;
    Object pieces = number ? a.get("indices_or_sections") : a.dims("indices_or_sections");
    return switch (name) {
      case "hsplit" -> x.hsplit(pieces);
      case "vsplit" -> x.vsplit(pieces);
      default -> x.dsplit(pieces);
    };
  }

  private static Object tensorSplit(Arguments a) {
    String sections = "indices_or_sections";
    if (a.get(sections) instanceof Tensor tensor) {
      TorchException.check(
          tensor.dtype() == DType.INT64,
          () ->
              "tensor_split expected tensor_indices_or_sections to have dtype of long, but got "
                  + tensor.dtype().scalarType());
    }
    return switch (a.get(sections)) {
      case Long count -> a.tensor("input").tensorSplit(count, a.integer("dim"));
      case Tensor tensor when tensor.dim() == 0 ->
          a.tensor("input").tensorSplit(tensor.toLongArray()[0], a.integer("dim"));
      case Tensor tensor ->
          a.tensor("input").tensorSplit(Dims.of(tensor.toLongArray()), a.integer("dim"));
      default -> a.tensor("input").tensorSplit(a.dims(sections), a.integer("dim"));
    };
  }

  private static void rearrangements() {
    row("flip(input, dims)", a -> a.tensor("input").flip(a.dims("dims")));
    row(
        "roll(input, shifts, dims=None)",
        a ->
            a.tensor("input")
                .roll(a.dims("shifts"), a.isNone("dims") ? Dims.of() : a.dims("dims")));
    row(
        "rot90(input, k=1, dims=None)",
        a ->
            a.tensor("input")
                .rot90(a.integer("k"), a.isNone("dims") ? Dims.of(0, 1) : a.dims("dims")));
    row("repeat(input, *repeats)", a -> a.tensor("input").repeat(a.dims("repeats")));
    row("tile(input, dims)", a -> a.tensor("input").tile(a.dims("dims")));
    row(
        "nn.functional.pad(input, pad, mode='constant', value=None)",
        a ->
            F.pad(
                a.tensor("input"),
                a.dims("pad"),
                a.text("mode"),
                a.isNone("value") ? 0 : a.number("value").doubleValue()));
  }

  private static void shuffles() {
    shuffle("nn.functional.pixel_shuffle(input, upscale_factor)", Shuffle.Kind.PIXEL);
    shuffle("nn.functional.pixel_unshuffle(input, downscale_factor)", Shuffle.Kind.PIXEL_UNDONE);
    shuffle("nn.functional.channel_shuffle(input, groups)", Shuffle.Kind.CHANNEL);
  }

  private static void shuffle(String signature, Shuffle.Kind kind) {
    String factor = signature.substring(signature.indexOf(", ") + 2, signature.length() - 1);
    row(signature, a -> Operations.apply(new Shuffle(kind, a.integer(factor)), a.tensor("input")));
  }

  private static void diagonals() {
    row("tril(input, diagonal=0)", a -> a.tensor("input").tril(a.integer("diagonal")));
    row("triu(input, diagonal=0)", a -> a.tensor("input").triu(a.integer("diagonal")));
    row("diag(input, diagonal=0)", a -> a.tensor("input").diag(a.integer("diagonal")));
    row(
        "diagonal(input, offset=0, dim1=0, dim2=1)",
        a -> a.tensor("input").diagonal(a.integer("offset"), a.integer("dim1"), a.integer("dim2")));
  }

  private static void joins() {
    row(
        "as_strided(input, size, stride, storage_offset=None)",
        a ->
            a.tensor("input")
                .asStrided(a.dims("size"), a.dims("stride"), (Long) a.get("storage_offset")));
    row(
        "diff(input, n=1, dim=-1, prepend=None, append=None)",
        a ->
            a.tensor("input")
                .diff(
                    a.integer("n"),
                    a.integer("dim"),
                    a.tensorOrNull("prepend"),
                    a.tensorOrNull("append")));
    row(
        "repeat_interleave(input, repeats, dim=None, *, output_size=None)",
        ShapeRows::repeatInterleave);
    row("meshgrid(*tensors, *, indexing='ij')", ShapeRows::meshgrid);
    row("stack(tensors, dim=0)", a -> Shapes.stack(a.tensors("tensors"), a.integer("dim")));
    row("hstack(tensors)", a -> hstack(a.tensors("tensors")));
    row("vstack(tensors)", a -> vstack(a.tensors("tensors")));
  }

  private static Tensor hstack(List<Tensor> tensors) {
    List<Tensor> lines = new ArrayList<>();
    for (Tensor tensor : tensors) lines.add(tensor.dim() == 0 ? tensor.view(1) : tensor);
    return Shapes.cat(lines, lines.get(0).dim() == 1 ? 0 : 1);
  }

  private static Tensor vstack(List<Tensor> tensors) {
    List<Tensor> rows = new ArrayList<>();
    for (Tensor tensor : tensors) {
      rows.add(
          switch (tensor.dim()) {
            case 0 -> tensor.view(1, 1);
            case 1 -> tensor.unsqueeze(0);
            default -> tensor;
          });
    }
    return Shapes.cat(rows, 0);
  }

  private static Tensor repeatInterleave(Arguments a) {
    Tensor x = a.tensor("input");
    if (a.isNone("dim")) x = x.flatten(0, -1);
    int dim = a.isNone("dim") ? 0 : a.integer("dim");
    return a.get("repeats") instanceof Tensor repeats
        ? x.repeatInterleave(repeats, dim)
        : x.repeatInterleave(a.integer("repeats"), dim);
  }

  private static Object meshgrid(Arguments a) {
    List<Tensor> axes = new ArrayList<>();
    for (Object item : (List<?>) a.get("tensors")) {
      if (item instanceof List<?> list) list.forEach(axis -> axes.add((Tensor) axis));
      else axes.add((Tensor) item);
    }
    String indexing = a.text("indexing");
    TorchException.check(
        indexing.equals("xy") || indexing.equals("ij"),
        () ->
            "torch.meshgrid: indexing must be one of \"xy\" or \"ij\", but received: " + indexing);
    return Shapes.meshgrid(axes, indexing.equals("xy"));
  }
}
