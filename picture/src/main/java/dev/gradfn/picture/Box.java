package dev.gradfn.picture;

import java.util.List;

/// One call of a module, which the picture draws as a box around the nodes that it recorded.
///
/// A module that is called again has a box for each call: drawn as one, the shared SiLU of YOLOv5
/// would tie the whole network into a knot.
///
/// @param id its place in [Picture#boxes]; 0 is the program around all calls
/// @param parent the box of the call that called it; -1 for box 0
/// @param label its path in this call: one module that several share has another in each of them
/// @param path of the module in the network, the first if it has several
/// @param type class name
/// @param repr `repr(module)`, first line only where it has children
/// @param call 1 for the module's first call of the forward pass, 2 for the second, ...
/// @param calls how often the module was called
/// @param parameters elements of the module's own parameters, without those of its children
/// @param frozen names of the own parameters that do not require grad
/// @param begin order of recording of the first node that could be its own
/// @param requiresGrad whether a tensor of its result does
/// @param gradFn number of the node that a forward hook sees as `output.grad_fn`; null if there is
///   none, or the output is no single tensor
public record Box(
    int id,
    int parent,
    String label,
    String path,
    String type,
    String repr,
    int call,
    int calls,
    List<String> inputs,
    List<String> outputs,
    long parameters,
    List<String> frozen,
    long begin,
    boolean requiresGrad,
    Integer gradFn) {}
