package dev.gradfn.signature;

import static dev.gradfn.signature.ModuleTable.row;

import dev.gradfn.nn.Attributes;
import dev.gradfn.nn.CosineSimilarity;
import dev.gradfn.nn.PairwiseDistance;

/// Distances between two inputs.
final class DistanceModules {
  private DistanceModules() {}

  static void register() {
    row(
        "PairwiseDistance(p=2.0, eps=1e-06, keepdim=False)",
        a ->
            new PairwiseDistance(
                new Attributes()
                    .with("norm", a.number("p"))
                    .with("eps", a.number("eps"))
                    .with("keepdim", a.bool("keepdim"))));
    row("CosineSimilarity(dim=1, eps=1e-08)", a -> new CosineSimilarity(a.attributes()));
  }
}
