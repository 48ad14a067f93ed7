package dev.gradfn.analysis;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.ConvNd;
import dev.gradfn.nn.Linear;
import dev.gradfn.nn.Module;
import dev.gradfn.trace.GradFnTrace;
import dev.gradfn.trace.Outputs;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/// How the channels of a network's layers hang together: what must go when one goes, and why some
/// cannot.
///
/// Channels are followed through the autograd graph of one forward pass in eval mode, in which
/// every parameter requires grad; the network is as before afterwards. The groups are those of
/// Torch-Pruning's dependency graph.
///
/// ```java
/// ChannelGraph graph = ChannelGraph.of(model, Args.of(image));
/// PruningGroup group = graph.group(model.getSubmodule("model.0.conv"), List.of(0));
/// ```
public final class ChannelGraph {
  private final Module model;
  private final ChannelUse use;
  private final Map<String, Integer> visited;
  private final Map<Integer, List<Place>> places = new LinkedHashMap<>();

  /// A channel where it is used.
  private record Place(ChannelUse.Layer layer, Side side, int channel) {}

  private ChannelGraph(Module model, GradFnTrace trace) {
    this.model = model;
    this.visited = trace.visited();
    this.use = new ChannelUse(model, trace.gradFnToModule());
    ChannelFlow.follow(Outputs.flatten(trace.output()), use);
    for (ChannelUse.Layer layer : use.layers()) {
      for (Side side : Side.values()) note(layer, side);
    }
  }

  private void note(ChannelUse.Layer layer, Side side) {
    int[] channels = layer.channels(side);
    if (channels == null) return;
    for (int i = 0; i < channels.length; i++) {
      places
          .computeIfAbsent(use.find(channels[i]), _ -> new ArrayList<>())
          .add(new Place(layer, side, i));
    }
  }

  /// @param args of the forward pass; device `meta` is enough
  public static ChannelGraph of(Module model, Args args) {
    Map<Tensor, Boolean> flags = new IdentityHashMap<>();
    Map<Module, Boolean> modes = new IdentityHashMap<>();
    model.parameters().forEach(p -> flags.put(p, p.requiresGrad()));
    model.modules().forEach(m -> modes.put(m, m.isTraining()));
    try (var _ = Autograd.enableGrad()) {
      model.requiresGrad_(true).eval();
      return new ChannelGraph(model, GradFnTrace.run(model, GradFnTrace.PRUNABLE_TYPES, args));
    } finally {
      flags.forEach(Tensor::requiresGrad_);
      modes.forEach(Module::setTraining);
    }
  }

  /// The same from a pass that has been run already.
  ///
  /// @param trace of [GradFnTrace#PRUNABLE_TYPES] in eval mode, every parameter requiring grad
  public static ChannelGraph of(Module model, GradFnTrace trace) {
    return new ChannelGraph(model, trace);
  }

  /// What goes with some output channels of `root`.
  ///
  /// @throws IllegalArgumentException if the graph has no such channels
  public PruningGroup group(Module root, List<Integer> channels) {
    int[] own = channels(root);
    if (own == null) {
      throw new IllegalArgumentException(
          "group: expected a layer that the outputs depend on, got " + use.path(root));
    }
    Set<Integer> classes = new LinkedHashSet<>();
    for (int channel : channels) {
      if (channel < 0 || channel >= own.length) {
        throw new IllegalArgumentException(
            "group: expected channels below " + own.length + ", got " + channel);
      }
      classes.add(use.find(own[channel]));
    }
    Set<String> outputs = new LinkedHashSet<>();
    for (int one : classes) {
      for (ChannelUse.Obstacle obstacle : use.obstacles(one)) {
        if (obstacle.reason() == Reason.OUTPUT) outputs.add(obstacle.because());
      }
    }
    return new PruningGroup(use.path(root), own.length, List.copyOf(outputs), members(classes));
  }

  private int[] channels(Module module) {
    ChannelUse.Layer layer = use.layer(module);
    return layer == null ? null : layer.channels(Side.OUT);
  }

  /// What goes with all output channels of `root`.
  public PruningGroup group(Module root) {
    List<Integer> all = new ArrayList<>();
    int[] own = channels(root);
    for (int i = 0; own != null && i < own.length; i++) all.add(i);
    return group(root, all);
  }

  private List<Member> members(Set<Integer> classes) {
    Map<ChannelUse.Layer, Map<Side, Set<Integer>>> found = new LinkedHashMap<>();
    for (int one : classes) {
      for (Place place : places.get(one)) {
        found
            .computeIfAbsent(place.layer(), _ -> new EnumMap<>(Side.class))
            .computeIfAbsent(place.side(), _ -> new TreeSet<>())
            .add(place.channel());
      }
    }
    List<Member> members = new ArrayList<>();
    for (ChannelUse.Layer layer : use.layers()) {
      found
          .getOrDefault(layer, Map.of())
          .forEach((side, channels) ->
              members.add(
                  new Member(
                      use.path(layer.module()),
                      layer.module(),
                      side,
                      List.copyOf(channels),
                      layer.channels(side).length)));
    }
    return members;
  }

  /// The convolutions of a single group that the outputs depend on, in the order of the network.
  public List<ConvNd> ungroupedConvolutions() {
    List<ConvNd> convolutions = new ArrayList<>();
    for (Module module : model.modules()) {
      boolean ungrouped = module instanceof ConvNd conv && conv.options().groups() == 1;
      if (ungrouped && channels(module) != null) convolutions.add((ConvNd) module);
    }
    return convolutions;
  }

  /// Every group of all channels of a convolution or linear layer, once.
  ///
  /// @param ignored layers whose channels stay: groups that would take some are left out
  public List<PruningGroup> groups(Predicate<Module> ignored) {
    List<PruningGroup> groups = new ArrayList<>();
    Set<Module> seen = new HashSet<>();
    for (Module module : model.modules()) {
      if (!isRoot(module) || seen.contains(module) || channels(module) == null) continue;
      PruningGroup group = group(module);
      boolean stays = false;
      for (Member member : group.members()) {
        if (member.side() == Side.IN) continue;
        seen.add(member.module());
        stays |= ignored.test(member.module());
      }
      if (!stays) groups.add(group);
    }
    return groups;
  }

  /// A depthwise convolution passes on what it is given.
  private static boolean isRoot(Module module) {
    return module instanceof Linear
        || module instanceof ConvNd conv
            && (conv.options().groups() == 1 || conv.options().groups() != conv.outChannels());
  }

  /// Of every module of the types that can be pruned, in the order of the network.
  public List<Prunability> prunability() {
    Map<Module, Prunability> own = new LinkedHashMap<>();
    for (Module module : model.modules()) {
      if (GradFnTrace.PRUNABLE_TYPES.test(module)) own.put(module, prunability(module));
    }
    return own.values().stream().map(one -> withOthers(one, own)).toList();
  }

  private Prunability prunability(Module module) {
    String path = use.path(module);
    if (!visited.containsKey(path)) {
      return new Prunability(path, Reason.NOT_REACHED, List.of(), null);
    }
    int[] channels = channels(module);
    if (channels == null) {
      boolean known = use.layer(module) != null;
      Reason reason = known ? Reason.UNKNOWN_OPERATION : Reason.NOT_DIFFERENTIABLE;
      return new Prunability(path, reason, List.of(), null);
    }
    PruningGroup group = group(module);
    List<String> frozen = frozen(module);
    if (!frozen.isEmpty()) return new Prunability(path, Reason.FROZEN, frozen, group);
    Map<Reason, Set<String>> obstacles = new EnumMap<>(Reason.class);
    for (int channel : channels) {
      for (ChannelUse.Obstacle obstacle : use.obstacles(channel)) {
        obstacles
            .computeIfAbsent(obstacle.reason(), _ -> new LinkedHashSet<>())
            .add(obstacle.because());
      }
    }
    if (obstacles.isEmpty()) return new Prunability(path, null, List.of(), group);
    var first = obstacles.entrySet().iterator().next();
    return new Prunability(path, first.getKey(), List.copyOf(first.getValue()), group);
  }

  /// Names of the parameters that do not require grad.
  private List<String> frozen(Module module) {
    List<String> frozen = new ArrayList<>();
    module
        .namedParameters(use.path(module), true, true)
        .forEach((name, parameter) -> {
          if (!parameter.requiresGrad()) frozen.add(name);
        });
    return frozen;
  }

  /// What is prunable alone is not if others that would have to go are frozen.
  private static Prunability withOthers(Prunability one, Map<Module, Prunability> all) {
    if (!one.prunable()) return one;
    List<String> against =
        one.group().members().stream()
            .map(Member::module)
            .map(all::get)
            .filter(other -> other != null && other.reason() == Reason.FROZEN)
            .map(Prunability::module)
            .toList();
    return against.isEmpty()
        ? one
        : new Prunability(one.module(), Reason.COUPLED, against, one.group());
  }
}
