package dev.gradfn.autograd;

import dev.gradfn.op.Distribution;
import dev.gradfn.op.RandomFill;

/// Random numbers in place of what a tensor holds. Memory is filled in its own order, so a
/// transposed view takes the numbers column by column.
///
/// `generator` may be null for that of the process.
public sealed interface RandomFills permits Tensor {
  /// Draws every element anew.
  ///
  /// @throws TorchException in PyTorch's words for parameters or types that do not fit
  default Tensor random_(Distribution distribution, Generator generator) {
    RandomFill fill = new RandomFill(distribution, Generator.orGlobal(generator));
    return Operations.applyInPlace(fill, (Tensor) this);
  }

  default Tensor uniform_() {
    return uniform_(0, 1);
  }

  default Tensor uniform_(double from, double to) {
    return uniform_(from, to, null);
  }

  /// Even in `[from, to)`.
  default Tensor uniform_(double from, double to, Generator generator) {
    return random_(new Distribution.Uniform(from, to), generator);
  }

  default Tensor normal_() {
    return normal_(0, 1);
  }

  default Tensor normal_(double mean, double std) {
    return normal_(mean, std, null);
  }

  default Tensor normal_(double mean, double std, Generator generator) {
    return random_(new Distribution.Normal(mean, std), generator);
  }

  /// PyTorch's defaults: mean 1, standard deviation 2, of the logarithm.
  default Tensor logNormal_() {
    return logNormal_(1, 2, null);
  }

  default Tensor logNormal_(double mean, double std, Generator generator) {
    return random_(new Distribution.LogNormal(mean, std), generator);
  }

  default Tensor exponential_() {
    return exponential_(1, null);
  }

  default Tensor exponential_(double lambda, Generator generator) {
    return random_(new Distribution.Exponential(lambda), generator);
  }

  default Tensor cauchy_() {
    return cauchy_(0, 1, null);
  }

  default Tensor cauchy_(double median, double sigma, Generator generator) {
    return random_(new Distribution.Cauchy(median, sigma), generator);
  }

  /// The number of trials up to the first success.
  ///
  /// @param p chance of each, in `(0, 1)`
  default Tensor geometric_(double p, Generator generator) {
    return random_(new Distribution.Geometric(p), generator);
  }

  default Tensor bernoulli_() {
    return bernoulli_(0.5);
  }

  default Tensor bernoulli_(double p) {
    return bernoulli_(p, null);
  }

  /// 1 with chance `p`, else 0.
  default Tensor bernoulli_(double p, Generator generator) {
    return random_(new Distribution.Bernoulli(p), generator);
  }

  /// Whole numbers from 0 up, as far as the type holds every one.
  default Tensor random_() {
    return random_(new Distribution.AnyInteger(), null);
  }

  /// Whole numbers in `[0, to)`.
  default Tensor random_(long to) {
    return random_(null, to, null);
  }

  /// Whole numbers in `[from, to)`.
  ///
  /// @param from null: 0
  /// @param to null: as far as the type goes
  default Tensor random_(Long from, Long to, Generator generator) {
    return random_(new Distribution.Integers(from, to), generator);
  }
}
