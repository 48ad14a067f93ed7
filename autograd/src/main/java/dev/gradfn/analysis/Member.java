package dev.gradfn.analysis;

import dev.gradfn.nn.Module;
import java.util.List;

/// Channels of one module that are removed together with others.
///
/// @param path of the module
/// @param channels their places, ascending
/// @param width how many channels that side of the module has
public record Member(String path, Module module, Side side, List<Integer> channels, int width) {}
