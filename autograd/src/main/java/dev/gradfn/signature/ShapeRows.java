package dev.gradfn.signature;

import static dev.gradfn.signature.OperationTable.row;

import dev.gradfn.autograd.Shapes;

/// Views, copies and rearrangements.
final class ShapeRows {
  private ShapeRows() {}

  static void register() {
    row("clone(input)", a -> a.tensor("input").cloned());
    row("cat(tensors, dim=0)", a -> Shapes.cat(a.tensors("tensors"), a.integer("dim")));
    row("view(input, *shape)", a -> a.tensor("input").view(a.dims("shape")));
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
}
