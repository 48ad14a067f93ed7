package dev.gradfn.picture;

import dev.gradfn.analysis.Prunability;
import dev.gradfn.autograd.Drawing;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.Module;
import dev.gradfn.trace.AutogradGraph;
import dev.gradfn.trace.Outputs;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// An autograd graph, the module calls that recorded it, and the shapes, joined: what
/// [PicturePage], [PictureSvg], [PictureJson], [PictureDot] and [PictureText] show.
///
/// ```java
/// Picture.of("LeNet", model, Args.of(image)).save(Path.of("lenet.html"));
/// Picture.of(y).save(Path.of("y.svg"));
/// ```
///
/// It holds text and numbers only, so it keeps neither the graph nor its tensors alive.
///
/// @param title what is drawn
/// @param boxes calls of modules; box 0 is the program around them
/// @param nodes of the graph, in the order of [AutogradGraph]
/// @param flows ways of tensors that need no gradient, which no node knows of
/// @param outputs where the outputs hang
/// @param backward numbers of the nodes in the order in which the engine will run them
/// @param verdicts what is known about pruning modules, by path
public record Picture(
    String title,
    List<Box> boxes,
    List<PictureNode> nodes,
    List<Flow> flows,
    List<AutogradGraph.Output> outputs,
    List<Integer> backward,
    Map<String, Verdict> verdicts)
    implements Drawing {

  /// The graph behind a tensor, without modules: for small programs.
  public static Picture of(Tensor output) {
    return of("graph", Map.of("out", output), Map.of());
  }

  /// The graph behind some tensors, without modules.
  ///
  /// @param outputs by the names under which they are shown
  /// @param leaves names of leaf tensors; the others are shown as `?`
  public static Picture of(String title, Map<String, Tensor> outputs, Map<String, Tensor> leaves) {
    AutogradGraph graph = AutogradGraph.of(outputs, leaves);
    return new PictureMaker(title, graph, new Numbers()).make();
  }

  /// Runs a small program forward and backward and draws it with its numbers: the value of every
  /// result and the gradient that came back to it, where they have few elements.
  ///
  /// @param program gives the outputs by the names under which they are shown; backward starts
  ///   there with ones, and leaves every `.grad` alone
  /// @param leaves names of leaf tensors
  public static Picture run(
      String title, Supplier<Map<String, Tensor>> program, Map<String, Tensor> leaves) {
    Numbers numbers = new Numbers();
    Map<String, Tensor> outputs = numbers.watch(program);
    AutogradGraph graph = AutogradGraph.of(outputs, leaves);
    numbers.runBackward(outputs.values(), graph);
    return new PictureMaker(title, graph, numbers).make();
  }

  /// Runs a network once and draws what it recorded.
  ///
  /// @param args of the call, as `Args.of(image)`
  public static Picture of(String title, Module model, Args args) {
    return of(title, model, () -> model.callAll(args));
  }

  /// The same where the caller runs the network, to look at that pass with other eyes too.
  ///
  /// @param forward runs it once and gives its result
  public static Picture of(String title, Module model, Supplier<Object> forward) {
    ForwardRecorder run = ForwardRecorder.run(model, forward);
    Map<String, Tensor> parameters = model.namedParameters();
    AutogradGraph graph = AutogradGraph.of(Outputs.flatten(run.output()), parameters);
    return new PictureMaker(title, graph, new Numbers()).with(run, model).make();
  }

  /// The same with what is known about pruning its modules.
  ///
  /// @param layers of [dev.gradfn.analysis.ChannelGraph#prunability]
  public Picture withPrunability(List<Prunability> layers) {
    Map<String, Verdict> found = new LinkedHashMap<>();
    for (Prunability layer : layers) found.put(layer.module(), Verdict.of(layer));
    return new Picture(title, boxes, nodes, flows, outputs, backward, found);
  }

  /// A box that is not drawn has no arrows.
  Picture withoutFlowsOfPassedBoxes() {
    BoxFacts facts = new BoxFacts(this);
    List<Flow> drawn =
        flows.stream()
            .filter(flow -> isDrawn(flow.from(), facts))
            .filter(flow -> flow.to() != Flow.Target.BOX || isDrawn(flow.number(), facts))
            .toList();
    return new Picture(title, boxes, nodes, drawn, outputs, backward, verdicts);
  }

  private boolean isDrawn(int innermost, BoxFacts facts) {
    for (int box = innermost; box > 0; box = boxes.get(box).parent()) {
      if (facts.isPassed(boxes.get(box))) return false;
    }
    return true;
  }

  /// The nodes of each box itself, without those of boxes in it.
  List<List<PictureNode>> nodesByBox() {
    List<List<PictureNode>> found = new ArrayList<>();
    for (int i = 0; i < boxes.size(); i++) found.add(new ArrayList<>());
    for (PictureNode node : nodes) found.get(node.box()).add(node);
    return found;
  }

  /// Number of the nodes in and below each box.
  int[] nodesBelow() {
    int[] counts = new int[boxes.size()];
    for (PictureNode node : nodes) counts[node.box()]++;
    for (int i = counts.length - 1; i > 0; i--) counts[boxes.get(i).parent()] += counts[i];
    return counts;
  }

  /// Names of the parameters in and below each box that do not require grad.
  List<Set<String>> frozenBelow() {
    List<Set<String>> found = new ArrayList<>();
    for (Box box : boxes) {
      String before = box.path().isEmpty() ? "" : box.path() + ".";
      Set<String> names = new LinkedHashSet<>();
      for (String name : box.frozen()) names.add(before + name);
      found.add(names);
    }
    for (int i = boxes.size() - 1; i > 0; i--) {
      found.get(boxes.get(i).parent()).addAll(found.get(i));
    }
    return found;
  }

  /// The children of each box, in the order of their calls.
  List<List<Box>> childBoxes() {
    List<List<Box>> children = new ArrayList<>();
    for (Box box : boxes) {
      children.add(new ArrayList<>());
      if (box.parent() >= 0) children.get(box.parent()).add(box);
    }
    return children;
  }

  @Override
  public String text() {
    return written(PictureFormat.TXT);
  }

  @Override
  public String svg() {
    return written(PictureFormat.SVG);
  }

  private String written(PictureFormat format) {
    StringWriter out = new StringWriter();
    try {
      format.write(this, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  @Override
  public void save(Path file) {
    try {
      PictureFormat.of(file).write(this, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Path show() {
    return Browser.show(this);
  }

  /// The tree.
  @Override
  public String toString() {
    return text();
  }
}
