package dev.gradfn.optim;

import dev.gradfn.signature.Arguments;
import dev.gradfn.signature.Signature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// All optimisers by PyTorch's names, with their constructors in PyTorch's notation: whoever makes
/// them by name (the parity run, the Python layer) binds arguments by this table.
public final class OptimizerTable {

  /// A constructor: its signature and what it makes.
  public static final class Row {
    private interface Builder {
      Optimizer build(Iterable<?> params, Option... options);
    }

    private final Signature signature;
    private final Builder builder;

    private Row(Constructor constructor, Builder builder) {
      this.signature = constructor.signature();
      this.builder = builder;
    }

    public Signature signature() {
      return signature;
    }

    /// Calls the constructor as Python does.
    public Optimizer make(List<?> args, Map<String, ?> kwargs) {
      Arguments bound = signature.bind(args, kwargs);
      Object params = bound.get("params");
      if (!(params instanceof Iterable<?> items)) throw notIterable(params);
      return builder.build(items, Option.ofAll(bound, "params"));
    }
  }

  private static final Map<String, Row> ROWS = new LinkedHashMap<>();

  static {
    row(new Row(SGD.CONSTRUCTOR, SGD::new));
    row(new Row(Adam.CONSTRUCTOR, Adam::new));
    row(new Row(AdamW.CONSTRUCTOR, AdamW::new));
    row(new Row(Adamax.CONSTRUCTOR, Adamax::new));
    row(new Row(NAdam.CONSTRUCTOR, NAdam::new));
    row(new Row(RAdam.CONSTRUCTOR, RAdam::new));
    row(new Row(RMSprop.CONSTRUCTOR, RMSprop::new));
    row(new Row(Adagrad.CONSTRUCTOR, Adagrad::new));
    row(new Row(Adadelta.CONSTRUCTOR, Adadelta::new));
    row(new Row(Adafactor.CONSTRUCTOR, Adafactor::new));
    row(new Row(ASGD.CONSTRUCTOR, ASGD::new));
    row(new Row(Rprop.CONSTRUCTOR, Rprop::new));
    row(new Row(LBFGS.CONSTRUCTOR, LBFGS::new));
  }

  private OptimizerTable() {}

  private static void row(Row row) {
    ROWS.put(row.signature().name(), row);
  }

  public static Set<String> names() {
    return ROWS.keySet();
  }

  /// @param name `SGD`
  /// @return null if there is no such optimiser
  public static Row find(String name) {
    return ROWS.get(name);
  }

  private static RuntimeException notIterable(Object params) {
    return Errors.type(
        "params argument given to the optimizer should be an iterable of Tensors or dicts, but got "
            + PythonText.typeName(params));
  }
}
