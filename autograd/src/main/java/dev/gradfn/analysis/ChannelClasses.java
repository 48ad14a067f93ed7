package dev.gradfn.analysis;

import java.util.Arrays;

/// Numbers of channels, from 1, and which of them are one and the same to a network.
final class ChannelClasses {
  private int[] parents = new int[1024];
  private int count = 1;

  /// New channels, each for itself.
  int[] fresh(int channels) {
    int[] numbers = new int[channels];
    if (count + channels > parents.length) {
      parents = Arrays.copyOf(parents, 2 * (count + channels));
    }
    for (int i = 0; i < channels; i++) {
      parents[count] = count;
      numbers[i] = count++;
    }
    return numbers;
  }

  /// The number that stands for all that are the same as `channel`.
  int find(int channel) {
    while (parents[channel] != channel) {
      parents[channel] = parents[parents[channel]];
      channel = parents[channel];
    }
    return channel;
  }

  void unite(int one, int other) {
    parents[find(other)] = find(one);
  }
}
