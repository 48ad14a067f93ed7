package dev.gradfn.signature;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// All public operations in PyTorch's notation. Names are PyTorch's without `torch.` and `Tensor.`;
/// whoever calls by name (the parity run, later the Python layer) binds arguments by this table.
///
/// The rows stand in one file per area.
public final class OperationTable {
  private static final Map<String, Operation> OPERATIONS = new TreeMap<>();

  static {
    PointwiseRows.register();
    ArithmeticRows.register();
    ComparisonRows.register();
    DtypeRows.register();
    ShapeRows.register();
    IndexingRows.register();
    LinalgRows.register();
    ReductionRows.register();
    LayerRows.register();
    PoolRows.register();
    NormRows.register();
    ResampleRows.register();
    ActivationRows.register();
    LossRows.register();
    InPlaceRows.register();
    RandomRows.register();
    WriteRows.register();
    Aliases.register();
  }

  private OperationTable() {}

  /// @param name `add`, `nn.functional.relu`
  /// @return null if there is no such operation
  public static Operation find(String name) {
    return OPERATIONS.get(name);
  }

  /// The names of all operations.
  public static Set<String> names() {
    return Collections.unmodifiableSet(OPERATIONS.keySet());
  }

  /// Another name for an operation that is in the table.
  static void alias(String alias, String name) {
    Operation before = OPERATIONS.put(alias, OPERATIONS.get(name));
    if (before != null) throw new AssertionError("two rows for " + alias);
  }

  /// Adds an operation; its signature is read by [Signature].
  static void row(String signature, Operation.Body body) {
    Signature parsed = Signature.parse(signature);
    Operation before = OPERATIONS.put(parsed.name(), new Operation(parsed, body));
    if (before != null) throw new AssertionError("two rows for " + parsed.name());
  }
}
