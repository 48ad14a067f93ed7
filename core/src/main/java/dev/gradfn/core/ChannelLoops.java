package dev.gradfn.core;

/// The passes of batch normalisation: sums and affine maps per channel of arrays `[n, c, …]`.
final class ChannelLoops {
  private static final long WORTH_SHARING = 1 << 15;

  private final Lanes lanes;
  private final DType type;
  private final int images;
  private final int channels;

  /// Elements of one channel of one image.
  private final int plane;

  private ChannelLoops(NdArray x) {
    type = Dense.computing(x.dtype());
    lanes = Lanes.of(type);
    images = x.shape().at(0);
    channels = x.shape().at(1);
    plane = Math.toIntExact(x.shape().slice(2, x.rank()).product());
  }

  private interface ChannelTask {
    /// @param start index of each image's part of the channel is `start + image * step`
    void run(int channel, int start, int step);
  }

  private void forChannels(ChannelTask task) {
    Workers.parallelFor(
        channels,
        (long) images * channels * plane,
        WORTH_SHARING,
        c -> task.run(c, c * plane, channels * plane));
  }

  private interface PlaneTask {
    void run(int channel, int from, int to);
  }

  private void forPlanes(PlaneTask task) {
    Workers.parallelFor(
        channels,
        (long) images * channels * plane,
        WORTH_SHARING,
        c -> {
          for (int i = 0; i < images; i++) {
            int from = (i * channels + c) * plane;
            task.run(c, from, from + plane);
          }
        });
  }

  /// See [Kernels#channelStatistics].
  static void statistics(NdArray x, NdArray mean, NdArray variance) {
    ChannelLoops loops = new ChannelLoops(x);
    try (Dense source = Dense.read(x, loops.type);
        Dense means = Dense.write(mean, loops.type);
        Dense variances = Dense.write(variance, loops.type)) {
      loops.statistics(source, means, variances);
    }
  }

  private void statistics(Dense x, Dense means, Dense variances) {
    double count = (double) images * plane;
    forChannels((channel, start, step) -> {
      double sum = 0;
      for (int i = 0; i < images; i++) {
        sum += Reductions.sum(lanes, x.array(), x.offset() + start + i * step, plane);
      }
      double mean = sum / count;
      double squares = 0;
      for (int i = 0; i < images; i++) {
        squares += Reductions.squares(lanes, x.array(), x.offset() + start + i * step, plane, mean);
      }
      lanes.set(means.array(), means.offset() + channel, mean);
      lanes.set(variances.array(), variances.offset() + channel, squares / count);
    });
  }

  /// See [Kernels#channelGradientSums].
  static void gradientSums(
      NdArray gradOutput, NdArray x, NdArray mean, NdArray gradSum, NdArray gradDot) {
    ChannelLoops loops = new ChannelLoops(x);
    try (Dense g = Dense.read(gradOutput, loops.type);
        Dense source = Dense.read(x, loops.type);
        Dense means = Dense.read(mean, loops.type);
        Dense sums = Dense.write(gradSum, loops.type);
        Dense dots = Dense.write(gradDot, loops.type)) {
      loops.gradientSums(g, source, means, sums, dots);
    }
  }

  private void gradientSums(Dense g, Dense x, Dense means, Dense sums, Dense dots) {
    forChannels((channel, start, step) -> {
      double mean = lanes.get(means.array(), means.offset() + channel);
      double sum = 0;
      double dot = 0;
      for (int i = 0; i < images; i++) {
        int from = start + i * step;
        sum += Reductions.sum(lanes, g.array(), g.offset() + from, plane);
        dot +=
            Reductions.products(
                lanes, g.array(), g.offset() + from, x.array(), x.offset() + from, plane, mean);
      }
      lanes.set(sums.array(), sums.offset() + channel, sum);
      lanes.set(dots.array(), dots.offset() + channel, dot);
    });
  }

  /// See [Kernels#channelAffine].
  static void affine(NdArray x, NdArray scale, NdArray shift, NdArray out) {
    ChannelLoops loops = new ChannelLoops(x);
    Lanes lanes = loops.lanes;
    try (Dense source = Dense.readFromZero(x, loops.type);
        Dense scales = Dense.read(scale, loops.type);
        Dense shifts = Dense.read(shift, loops.type);
        Dense target = Dense.writeFromZero(out, loops.type)) {
      loops.forPlanes((channel, from, to) -> {
        double a = lanes.get(scales.array(), scales.offset() + channel);
        double b = lanes.get(shifts.array(), shifts.offset() + channel);
        lanes.affine(source.array(), a, b, target.array(), from, to);
      });
    }
  }

  /// See [Kernels#channelCombine].
  static void combine(NdArray gradOutput, NdArray x, NdArray a, NdArray b, NdArray c, NdArray out) {
    ChannelLoops loops = new ChannelLoops(x);
    Lanes lanes = loops.lanes;
    try (Dense g = Dense.readFromZero(gradOutput, loops.type);
        Dense source = Dense.readFromZero(x, loops.type);
        Dense as = Dense.read(a, loops.type);
        Dense bs = Dense.read(b, loops.type);
        Dense cs = Dense.read(c, loops.type);
        Dense target = Dense.writeFromZero(out, loops.type)) {
      loops.forPlanes((channel, from, to) ->
          lanes.combine(
              g.array(),
              lanes.get(as.array(), as.offset() + channel),
              source.array(),
              lanes.get(bs.array(), bs.offset() + channel),
              lanes.get(cs.array(), cs.offset() + channel),
              target.array(),
              from,
              to));
    }
  }
}
