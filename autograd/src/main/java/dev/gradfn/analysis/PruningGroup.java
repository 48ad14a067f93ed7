package dev.gradfn.analysis;

import java.util.List;

/// All that must go when some output channels of one module go.
///
/// @param root path of that module
/// @param width how many channels it has
/// @param outputs paths of the network's outputs that show these channels; none of them may go then
/// @param members in the order of the network, the root among them
public record PruningGroup(String root, int width, List<String> outputs, List<Member> members) {
  /// Whether every module keeps a channel.
  public boolean leavesChannels() {
    return members.stream().allMatch(member -> member.channels().size() < member.width());
  }
}
