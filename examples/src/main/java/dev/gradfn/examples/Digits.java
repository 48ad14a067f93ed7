package dev.gradfn.examples;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.data.Dataset;
import dev.gradfn.data.Sample;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Digits as if written by hand: pen strokes, each time placed, turned, slanted, stretched and
/// trembling anew, on noisy paper. Nothing is read or downloaded, and each machine draws the same.
///
/// A sample is an image `[1, 28, 28]`, from 0 (paper) to 1 (ink), and its digit `[]`.
///
/// @param seed of the whole set: sets of different seeds have no image in common
public record Digits(int size, long seed) implements Dataset {
  public static final int SIDE = 28;
  private static final double NOISE = 0.12;

  @Override
  public Sample get(int index) {
    RandomGenerator random = new SplittableRandom(seed * 1_000_003 + index);
    int digit = random.nextInt(10);
    Tensor image = Tensor.of(draw(digit, random), 1, SIDE, SIDE);
    return new Sample(image, Tensor.number((long) digit));
  }

  private static float[] draw(int digit, RandomGenerator random) {
    Hand hand = new Hand(random);
    double[][][] strokes = Strokes.of(digit);
    double[][][] lines = new double[strokes.length][][];
    for (int i = 0; i < strokes.length; i++) lines[i] = Strokes.smooth(hand.write(strokes[i]));
    float[] image = new float[SIDE * SIDE];
    for (int i = 0; i < image.length; i++) {
      double distance = Strokes.distance(lines, i % SIDE + 0.5, i / SIDE + 0.5);
      double ink = Math.clamp(hand.pen() - distance + 0.5, 0, 1);
      image[i] = (float) Math.clamp(ink + NOISE * random.nextGaussian(), 0, 1);
    }
    return image;
  }
}
