package dev.gradfn.optim;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.op.Cat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// `torch.optim.LBFGS`: quasi-Newton steps, each perhaps with a line search. It evaluates the
/// closure several times in a step, so it needs one. One parameter group only.
public final class LBFGS extends Optimizer {
  static final Constructor CONSTRUCTOR =
      Constructor.of(
          "LBFGS(params, lr=1, max_iter=20, max_eval=None, tolerance_grad=1e-07,"
              + " tolerance_change=1e-09, history_size=100, line_search_fn=None)",
          "lr",
          "max_iter",
          "max_eval",
          "tolerance_grad",
          "tolerance_change",
          "history_size",
          "line_search_fn");

  private static final double LEAST_CURVATURE = 1e-10;

  /// Loss and gradient at a point.
  record Evaluation(double loss, Tensor gradient) {}

  /// @param params see [Optimizer]
  /// @throws TorchException for a value out of its range, and for several groups
  public LBFGS(Iterable<?> params, Option... options) {
    var given = CONSTRUCTOR.bind(params, options);
    Errors.requireNotNegative(given, "lr", "learning rate");
    Map<String, Object> defaults = CONSTRUCTOR.defaults(given);
    if (given.isNone("max_eval")) {
      defaults.put("max_eval", (long) Math.floorDiv(given.integer("max_iter") * 5, 4));
    }
    super(params, defaults);
    if (paramGroups().size() != 1) throw severalGroups();
  }

  @Override
  public void addParamGroup(ParamGroup group) {
    throw severalGroups();
  }

  private static TorchException severalGroups() {
    return TorchException.value("LBFGS doesn't support per-parameter options (parameter groups)");
  }

  private ParamGroup group() {
    return paramGroups().getFirst();
  }

  private List<Tensor> params() {
    return group().params();
  }

  @Override
  protected Tensor run(Supplier<Tensor> closure) {
    if (closure == null) {
      throw Errors.type("LBFGS.step() missing 1 required positional argument: 'closure'");
    }
    return new Run(closure).result();
  }

  /// One step: up to `max_iter` iterations.
  private final class Run {
    private final Supplier<Tensor> closure;
    private final Map<String, Object> state = stateOf(params().getFirst());
    private final double lr = group().number("lr");
    private final double toleranceGrad = group().number("tolerance_grad");
    private final double toleranceChange = group().number("tolerance_change");
    private final Object lineSearch = group().get("line_search_fn");
    private final List<Tensor> gradientChanges = history("old_dirs");
    private final List<Tensor> steps = history("old_stps");
    private final List<Double> curvatures = history("ro");
    private Tensor direction = InPlace.tensor(state, "d");
    private Tensor lastGradient = InPlace.tensor(state, "prev_flat_grad");
    private double stepLength = numberOr("t", 0);
    private double scale = numberOr("H_diag", 1);
    private Evaluation here;
    private long evaluations;

    Run(Supplier<Tensor> closure) {
      this.closure = closure;
    }

    private <T> List<T> history(String name) {
      @SuppressWarnings("unchecked")
      List<T> before = (List<T>) state.getOrDefault(name, List.of());
      return new ArrayList<>(before);
    }

    private double numberOr(String name, double initial) {
      return state.get(name) instanceof Number number ? number.doubleValue() : initial;
    }

    Tensor result() {
      state.putIfAbsent("func_evals", 0L);
      state.putIfAbsent("n_iter", 0L);
      Tensor first = withGrad(closure);
      here = new Evaluation(first.item(), flatGradient());
      evaluations = 1;
      addTo("func_evals", 1);
      if (!(largest(here.gradient) <= toleranceGrad)) iterate();
      return first;
    }

    private void addTo(String counter, long more) {
      state.put(counter, (Long) state.get(counter) + more);
    }

    private void iterate() {
      long maxIter = (long) group().number("max_iter");
      double lastLoss = here.loss;
      for (long i = 1; i <= maxIter; i++) {
        addTo("n_iter", 1);
        boolean first = (Long) state.get("n_iter") == 1;
        if (first) direction = here.gradient.neg();
        else turn();
        lastGradient = here.gradient.cloned();
        lastLoss = here.loss;
        stepLength = first ? Math.min(1, 1 / sumOfSizes(here.gradient)) * lr : lr;
        double slope = dot(here.gradient, direction);
        if (slope > -toleranceChange) break;
        move(slope, i < maxIter);
        boolean spent = i == maxIter || evaluations >= group().number("max_eval");
        boolean flat = largest(here.gradient) <= toleranceGrad;
        boolean still =
            largest(direction) * Math.abs(stepLength) <= toleranceChange
                || Math.abs(here.loss - lastLoss) < toleranceChange;
        if (spent || flat || still) break;
      }
      remember(lastLoss);
    }

    /// Takes the last step into the history, and the next direction from it.
    private void turn() {
      Tensor gradientChange = here.gradient.sub(lastGradient);
      Tensor step = direction.mul(stepLength);
      double curvature = dot(gradientChange, step);
      if (curvature > LEAST_CURVATURE) {
        if (gradientChanges.size() == (int) group().number("history_size")) {
          gradientChanges.removeFirst();
          steps.removeFirst();
          curvatures.removeFirst();
        }
        gradientChanges.add(gradientChange);
        steps.add(step);
        curvatures.add(1 / curvature);
        scale = curvature / dot(gradientChange, gradientChange);
      }
      direction = newtonDirection();
    }

    /// The two loops over the history: minus the inverse Hessian times the gradient.
    private Tensor newtonDirection() {
      int size = steps.size();
      double[] shares = new double[size];
      Tensor q = here.gradient.neg();
      for (int i = size - 1; i >= 0; i--) {
        shares[i] = dot(steps.get(i), q) * curvatures.get(i);
        InPlace.add_(q, gradientChanges.get(i), -shares[i]);
      }
      Tensor r = q.mul(scale);
      for (int i = 0; i < size; i++) {
        double back = dot(gradientChanges.get(i), r) * curvatures.get(i);
        InPlace.add_(r, steps.get(i), shares[i] - back);
      }
      return r;
    }

    private void move(double slope, boolean evaluateAgain) {
      long more = 0;
      if (lineSearch != null) {
        if (!lineSearch.equals("strong_wolfe")) {
          throw TorchException.runtime("only 'strong_wolfe' is supported");
        }
        List<Tensor> start = params().stream().map(Tensor::detach).map(Tensor::cloned).toList();
        StrongWolfe search =
            new StrongWolfe(t -> at(start, t), direction, here, slope, largest(direction));
        StrongWolfe.Point found = search.from(stepLength);
        here = found.value();
        stepLength = found.t();
        more = search.evaluations();
        advance(stepLength);
      } else {
        advance(stepLength);
        if (evaluateAgain) {
          here = evaluate();
          more = 1;
        }
      }
      evaluations += more;
      addTo("func_evals", more);
    }

    /// Evaluates a point on the line, and returns to its start.
    private Evaluation at(List<Tensor> start, double t) {
      advance(t);
      Evaluation value = evaluate();
      for (int i = 0; i < start.size(); i++) params().get(i).copy_(start.get(i));
      return value;
    }

    private Evaluation evaluate() {
      double loss = withGrad(closure).item();
      return new Evaluation(loss, flatGradient());
    }

    private void advance(double t) {
      long offset = 0;
      for (Tensor param : params()) {
        Tensor part = direction.narrow(0, offset, param.numel()).view(param.shape());
        InPlace.add_(param, part, t);
        offset += param.numel();
      }
    }

    private void remember(double lastLoss) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("d", direction);
      values.put("t", stepLength);
      values.put("old_dirs", gradientChanges);
      values.put("old_stps", steps);
      values.put("ro", curvatures);
      values.put("H_diag", scale);
      values.put("prev_flat_grad", lastGradient);
      values.put("prev_loss", lastLoss);
      state.putAll(values);
    }
  }

  /// The gradients of all parameters in one vector; zeros where there is none.
  private Tensor flatGradient() {
    List<Tensor> parts = new ArrayList<>();
    for (Tensor param : params()) {
      Tensor gradient = param.grad() == null ? InPlace.zerosLike(param) : param.grad();
      parts.add(gradient.detach().reshape(-1));
    }
    return Operations.apply(new Cat(0), parts.toArray(Tensor[]::new));
  }

  static double dot(Tensor a, Tensor b) {
    return a.mul(b).sum().item();
  }

  private static double sumOfSizes(Tensor vector) {
    return vector.abs().sum().item();
  }

  private static double largest(Tensor vector) {
    double largest = 0;
    for (double value : vector.toDoubleArray()) largest = Math.max(largest, Math.abs(value));
    return largest;
  }
}
