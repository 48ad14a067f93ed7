package dev.gradfn.picture;

import dev.gradfn.trace.AutogradGraph;
import java.util.List;
import java.util.Map;

/// A node of the autograd graph, as the picture shows it.
///
/// @param id its place in [Picture#nodes], the number that [AutogradGraph] gives it
/// @param name PyTorch's, as `ConvolutionBackward0`
/// @param box the innermost module call that recorded it; for a leaf, that of its first user
/// @param order sequence number within the picture; -1 for AccumulateGrad, which has none
/// @param next `next_functions`
/// @param shapes of the recorded operation's outputs: of the gradients that it will receive
/// @param saved `_saved_` fields by name, as text
/// @param variable the parameter of an AccumulateGrad, `?` for one without a name; else null
/// @param multiplyAdds of the recorded operation, 0 where it has none to speak of
/// @param value of the operation's result, or of the leaf, if it is small and was seen; else null
/// @param gradient that reached the node, if it is small and backward was run; else null
public record PictureNode(
    int id,
    String name,
    int box,
    long order,
    List<AutogradGraph.Link> next,
    List<String> shapes,
    Map<String, String> saved,
    String variable,
    long multiplyAdds,
    String value,
    String gradient) {}
