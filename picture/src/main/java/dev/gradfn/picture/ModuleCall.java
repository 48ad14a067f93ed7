package dev.gradfn.picture;

import dev.gradfn.nn.Module;
import java.util.List;

/// A call of a module, as seen by hooks around it.
///
/// @param parent the call in whose course it happened, or null
/// @param begin sequence number of the first node that may belong to it
/// @param inputs shapes of its tensors
record ModuleCall(Module module, ModuleCall parent, long begin, List<String> inputs) {}
