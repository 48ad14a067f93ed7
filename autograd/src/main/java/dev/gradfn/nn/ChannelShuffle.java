package dev.gradfn.nn;

/// Takes channels from each group in turn.
public final class ChannelShuffle extends FunctionLayer {
  public ChannelShuffle(long groups) {
    super("nn.functional.channel_shuffle", new Attributes().with("groups", groups));
  }
}
