package dev.gradfn.autograd;

/// Where a gradient goes: input `inputNr` of `node`, which stands for output `inputNr` of the
/// operation that made `node`.
///
/// @param node null where no gradient is needed; PyTorch shows that as `(None, 0)`
public record Edge(Node node, int inputNr) {
  public static final Edge NONE = new Edge(null, 0);

  public boolean isDefined() {
    return node != null;
  }
}
