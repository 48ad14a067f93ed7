package dev.gradfn.analysis;

import dev.gradfn.autograd.Node;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Module;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// Which layers give and take which channels, and what forbids to remove some.
final class ChannelUse {
  /// Why a channel cannot be removed.
  record Obstacle(Reason reason, String because) {}

  /// @param parameter that stands in the way, if it is no part of a layer with these channels; else
  ///   null
  private record Found(int channel, Obstacle obstacle, Tensor parameter) {}

  /// The channels of one module, the same ones however often it is called.
  final class Layer {
    private final Module module;
    private int[] given;
    private int[] taken;

    private Layer(Module module) {
      this.module = module;
    }

    Module module() {
      return module;
    }

    int[] give(int channels) {
      if (given == null) given = classes.fresh(channels);
      return given;
    }

    int[] take(int channels) {
      if (taken == null) taken = classes.fresh(channels);
      return taken;
    }

    /// Null if that side has none of its own.
    int[] channels(Side side) {
      return side == Side.OUT ? given : taken;
    }
  }

  private final ChannelClasses classes = new ChannelClasses();
  private final Map<Node, Module> makers;
  private final List<Tensor> parameters = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final Map<Tensor, Integer> numbers = new IdentityHashMap<>();
  private final Map<Tensor, Module> owners = new IdentityHashMap<>();
  private final Map<Module, String> paths = new IdentityHashMap<>();
  private final Map<Module, Layer> layers = new LinkedHashMap<>();
  private final List<Found> found = new ArrayList<>();
  private Map<Integer, Set<Obstacle>> obstacles;

  /// @param makers which module made which node, as far as known
  ChannelUse(Module model, Map<Node, Module> makers) {
    this.makers = makers;
    model
        .namedParameters()
        .forEach((name, parameter) -> {
          numbers.put(parameter, parameters.size());
          parameters.add(parameter);
          names.add(name);
        });
    model
        .namedModules()
        .forEach((path, module) -> {
          paths.put(module, path);
          module.parameterSlots().values().forEach(slot -> owners.putIfAbsent(slot.get(), module));
        });
  }

  // ---- while the graph is walked -------------------------------------------------------------

  /// The labels of a leaf: its own negative number if it is a parameter with several elements.
  Labels leaf(Tensor variable) {
    Integer number = numbers.get(variable);
    boolean weight = number != null && variable.numel() > 1;
    return Labels.all(weight ? -1 - number : 0, variable.shape());
  }

  /// The layer whose operation `node` is.
  ///
  /// @param weight its labels, which tell its owner; null: it has none
  /// @return null if no module is behind it
  Layer layer(Node node, Labels weight) {
    Module module = makers.get(node);
    if (module == null && weight != null) {
      for (int value : weight.values()) {
        if (value < 0) module = owners.get(parameters.get(-1 - value));
      }
    }
    return module == null ? null : layers.computeIfAbsent(module, Layer::new);
  }

  void unite(int[] own, int[] labels) {
    for (int i = 0; i < own.length; i++) {
      if (labels[i] > 0) classes.unite(own[i], labels[i]);
      else if (labels[i] < 0) stop(own[i], labels[i]);
    }
  }

  /// Two labels meet in one element.
  int meet(int one, int other) {
    if (one > 0 && other > 0) classes.unite(one, other);
    if (one > 0 && other < 0) stop(one, other);
    if (one < 0 && other > 0) stop(other, one);
    return Math.max(one, other) > 0 ? Math.max(one, other) : Math.min(one, other);
  }

  /// A parameter that belongs to no layer would have to shrink too.
  private void stop(int channel, int parameter) {
    Obstacle obstacle = new Obstacle(Reason.UNKNOWN_OPERATION, names.get(-1 - parameter));
    found.add(new Found(channel, obstacle, parameters.get(-1 - parameter)));
  }

  void stops(Labels labels, Reason reason, String because) {
    Obstacle obstacle = new Obstacle(reason, because);
    Set<Integer> seen = new LinkedHashSet<>();
    for (int value : labels.values()) {
      if (value > 0 && seen.add(value)) found.add(new Found(value, obstacle, null));
    }
  }

  void shows(String output, Labels labels) {
    stops(labels, Reason.OUTPUT, output);
  }

  /// Of each group of the layer's channels as many must go.
  void inGroups(Layer layer) {
    Obstacle obstacle = new Obstacle(Reason.GROUP_CONSTRAINT, path(layer.module()));
    for (Side side : Side.values()) {
      if (layer.channels(side) == null) continue;
      for (int channel : layer.channels(side)) found.add(new Found(channel, obstacle, null));
    }
  }

  // ---- afterwards ----------------------------------------------------------------------------

  String path(Module module) {
    return paths.get(module);
  }

  /// In the order of the graph.
  Collection<Layer> layers() {
    return layers.values();
  }

  /// Null if the graph has no operation of it.
  Layer layer(Module module) {
    return layers.get(module);
  }

  int find(int channel) {
    return classes.find(channel);
  }

  /// A bias that is added apart from its layer shrinks with the layer.
  private boolean isOwn(Found one) {
    Layer layer = one.parameter() == null ? null : layers.get(owners.get(one.parameter()));
    if (layer == null || layer.given == null) return false;
    return IntStream.of(layer.given).anyMatch(given -> find(given) == find(one.channel()));
  }

  /// What stands against removing the class of `channel`.
  Set<Obstacle> obstacles(int channel) {
    if (obstacles == null) {
      obstacles = new LinkedHashMap<>();
      for (Found one : found) {
        if (isOwn(one)) continue;
        obstacles
            .computeIfAbsent(find(one.channel()), _ -> new LinkedHashSet<>())
            .add(one.obstacle());
      }
    }
    return obstacles.getOrDefault(find(channel), Set.of());
  }
}
