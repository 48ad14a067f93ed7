package dev.gradfn.nn.prune;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.RandomTensors;
import dev.gradfn.autograd.Subscript;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import dev.gradfn.op.Distribution;
import dev.gradfn.op.PickMany;
import dev.gradfn.op.PickOne;
import dev.gradfn.op.VectorNorm;
import java.util.List;

/// Chooses what to prune: PyTorch's `BasePruningMethod`, without the module that it acts on.
public interface PruningMethod {

  /// Which part of a tensor a method gets to see where others have pruned before.
  enum Scope {
    /// The elements that are left.
    UNSTRUCTURED,
    /// The channels in which something is left.
    STRUCTURED,
    /// Everything.
    GLOBAL
  }

  Scope scope();

  /// The dimension of the channels; only asked of structured methods.
  default int dim() {
    return 0;
  }

  /// @param scores the tensor to prune, or what tells how important its elements are
  /// @param before 1 where something is left, else 0; not to be changed
  /// @return the same with more zeros
  Tensor mask(Tensor scores, Tensor before);

  // ---- PyTorch's methods ---------------------------------------------------------------------

  /// Prunes nothing, but brings the parameter into the pruned form.
  record Identity() implements PruningMethod {
    @Override
    public Scope scope() {
      return Scope.UNSTRUCTURED;
    }

    @Override
    public Tensor mask(Tensor scores, Tensor before) {
      return before;
    }
  }

  /// @param amount a whole number: so many elements; a fraction: that share
  record RandomUnstructured(Number amount) implements PruningMethod {
    public RandomUnstructured {
      Amount.require(amount);
    }

    @Override
    public Scope scope() {
      return Scope.UNSTRUCTURED;
    }

    @Override
    public Tensor mask(Tensor scores, Tensor before) {
      int count = Amount.of(amount, scores.numel());
      if (count == 0) return before.cloned();
      Distribution even = new Distribution.Uniform(0, 1);
      Tensor draws = RandomTensors.like(scores, even, RandomTensors.Options.DEFAULT);
      return without(before, top(draws.view(-1), count, true));
    }
  }

  /// Those of smallest magnitude go.
  ///
  /// @param amount a whole number: so many elements; a fraction: that share
  record L1Unstructured(Number amount) implements PruningMethod {
    public L1Unstructured {
      Amount.require(amount);
    }

    @Override
    public Scope scope() {
      return Scope.UNSTRUCTURED;
    }

    @Override
    public Tensor mask(Tensor scores, Tensor before) {
      int count = Amount.of(amount, scores.numel());
      if (count == 0) return before.cloned();
      return without(before, top(scores.abs().reshape(-1), count, false));
    }
  }

  /// @param amount a whole number: so many channels; a fraction: that share
  record RandomStructured(Number amount, int dim) implements PruningMethod {
    public RandomStructured {
      Amount.require(amount);
    }

    @Override
    public Scope scope() {
      return Scope.STRUCTURED;
    }

    @Override
    public Tensor mask(Tensor scores, Tensor before) {
      long channels = Channels.count(scores, dim);
      int count = Amount.of(amount, channels);
      if (count == 0) return before;
      Tensor draws = Tensor.rand(channels);
      PickOne kth = new PickOne(PickOne.Kind.KTH, count, -1, false);
      return Channels.keep(scores, dim, draws.gt(Operations.applyAll(kth, draws)[0])).mul(before);
    }
  }

  /// Channels of smallest norm go.
  ///
  /// @param amount a whole number: so many channels; a fraction: that share
  /// @param n order of the norm
  record LnStructured(Number amount, Number n, int dim) implements PruningMethod {
    public LnStructured {
      Amount.require(amount);
    }

    @Override
    public Scope scope() {
      return Scope.STRUCTURED;
    }

    @Override
    public Tensor mask(Tensor scores, Tensor before) {
      long channels = Channels.count(scores, dim);
      int count = Amount.of(amount, channels);
      if (count == 0) return before;
      Dims others = Channels.others(scores, dim);
      Tensor norms = Operations.apply(new VectorNorm(n, others, false, null), scores);
      Tensor kept = top(norms, Math.toIntExact(channels) - count, true);
      return Channels.keep(scores, dim, kept).mul(before);
    }
  }

  /// Prunes where `mask` is 0.
  record CustomFromMask(Tensor mask) implements PruningMethod {
    @Override
    public Scope scope() {
      return Scope.GLOBAL;
    }

    @Override
    public Tensor mask(Tensor scores, Tensor before) {
      if (!before.shape().equals(mask.shape())) {
        throw new TorchException(TorchException.Kind.ASSERTION, "");
      }
      return before.mul(mask.to(before.dtype()));
    }
  }

  private static Tensor top(Tensor scores, int count, boolean largest) {
    return Operations.applyAll(new PickMany(PickMany.Kind.TOPK, count, -1, largest), scores)[1];
  }

  private static Tensor without(Tensor before, Tensor places) {
    Tensor mask = before.cloned();
    Subscript.set(mask.view(-1), List.of(places), Tensor.number(0));
    return mask;
  }
}
