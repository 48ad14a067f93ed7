package dev.gradfn.examples;

import static dev.gradfn.optim.Option.lr;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.Torch;
import dev.gradfn.data.DataLoader;
import dev.gradfn.data.Sample;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.CrossEntropyLoss;
import dev.gradfn.optim.Adam;
import dev.gradfn.optim.Optimizer;
import dev.gradfn.trace.GradFnTrace;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Trains a [LeNet] to read digits, as PyTorch's tutorial does it, draws how the loss fell, and
/// shows which module made which `grad_fn`.
///
/// `./gradfn example lenet [FILE.svg]`
public final class TrainLeNet {
  private final PrintStream out;
  private final boolean live;
  private final LeNet model = new LeNet();
  private final CrossEntropyLoss lossFn = new CrossEntropyLoss();
  private final Optimizer optimizer = new Adam(model.parameters(), lr(2e-3));
  private final List<Double> losses = new ArrayList<>();

  /// @param live whether `out` is a terminal, on which a progress bar moves
  TrainLeNet(PrintStream out, boolean live) {
    this.out = out;
    this.live = live;
  }

  /// Trains for one epoch.
  void train(DataLoader batches) {
    model.train();
    ProgressBar progress = new ProgressBar(out, live, batches.size());
    int done = 0;
    for (Sample batch : batches) {
      Tensor prediction = model.call(batch.input());
      Tensor loss = lossFn.call(prediction, batch.target());

      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();

      losses.add(loss.item());
      progress.show(++done, loss.item());
    }
  }

  /// The share of digits that are read right.
  double test(DataLoader batches) {
    model.eval();
    double right = 0;
    try (var _ = Autograd.noGrad()) {
      for (Sample batch : batches) {
        Tensor digits = model.call(batch.input()).argmax(1, false);
        right += digits.eq(batch.target()).sum().item();
      }
    }
    return right / batches.dataset().size();
  }

  /// Which module made which `grad_fn`, for one image.
  GradFnTrace trace(Tensor image) {
    return GradFnTrace.run(model, GradFnTrace.PRUNABLE_TYPES, Args.of(image));
  }

  /// Of each step so far.
  List<Double> losses() {
    return losses;
  }

  public static void main(String[] args) throws IOException {
    PrintStream out = System.out;
    Path picture = Path.of(args.length > 0 ? args[0] : "lenet-loss.svg");
    Torch.manualSeed(0);
    DataLoader.Options options = DataLoader.Options.DEFAULT.withBatchSize(64).withNumWorkers(1);
    DataLoader training = new DataLoader(new Digits(8_000, 1), options.withShuffle(true));
    DataLoader unseen = new DataLoader(new Digits(2_000, 2), options);
    TrainLeNet run = new TrainLeNet(out, System.console() != null && System.console().isTerminal());
    out.println(run.model);
    for (int epoch = 1; epoch <= 3; epoch++) {
      out.println("Epoch " + epoch);
      run.train(training);
      out.printf(Locale.ROOT, "Test accuracy: %.1f %%%n", 100 * run.test(unseen));
    }
    new LossCurve(run.losses).write(picture);
    out.println("The loss of every step: " + picture);
    GradFnTrace trace = run.trace(unseen.iterator().next().input());
    trace
        .gradFnToModule()
        .forEach((node, module) -> out.println(trace.pathOf(module) + "  " + node + ": " + module));
  }
}
