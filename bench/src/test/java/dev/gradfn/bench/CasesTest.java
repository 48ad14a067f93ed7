package dev.gradfn.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.bench.Case.Goal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CasesTest {
  private static final List<Case> ALL = Cases.all(List.of("onednn", "java"), "yolov5n.pt");

  private static Case named(String name) {
    return ALL.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void namesAreUnique() {
    Set<String> names = new HashSet<>();
    for (Case one : ALL) assertTrue(names.add(one.name()), one.name());
  }

  @Test
  void quickKeepsEveryGoalOfTheTable() {
    Set<String> quick = new HashSet<>();
    ALL.stream().filter(Cases::isQuick).forEach(one -> quick.add(one.name()));
    assertEquals(
        Set.of(
            "yolov5s-640-b1-grad",
            "yolov5s-640-b1-nograd",
            "yolov5s-640-b1-nograd-t1",
            "yolov5n-640-b1-grad",
            "yolov5s-640-b1-training",
            "chain-1000",
            "load-first",
            "load-repeated",
            "trace"),
        quick);
  }

  @Test
  void goalsAreThoseOfTheTable() {
    Case noGrad = named("yolov5s-640-b1-nograd");
    assertEquals(1.2, noGrad.goal("java", "libtorch", false).ratio());
    assertEquals(
        new Goal(null, "onnxruntime", 1.0, false), noGrad.goal("onednn", "onnxruntime", false));
    assertEquals(0.6, noGrad.goal("onednn", "libtorch", false).ratio());
    assertNull(noGrad.goal("onednn", "libtorch-fused", false));
    assertEquals(0.4, named("yolov5n-640-b1-grad").goal("onednn", "libtorch", false).ratio());
    assertEquals(0.8, named("yolov5s-640-b1-training").goal("java", "libtorch", true).ratio());
    Case training = named("yolov5s-640-b1-training");
    assertEquals(1.15, training.goal("onednn", "onednn-primitives", false).ratio());
    assertNull(training.goal("java", "onednn-primitives", false));
    assertEquals(0.65, named("trace").goal("java", "python", true).ratio());
    assertNull(named("yolov5s-320-b1-grad").goal("java", "libtorch", false));
  }

  @Test
  void everyBackendRunsEveryNetworkBesideItsPeers() {
    Case noGrad = named("yolov5n-320-b8-nograd");
    assertEquals(Set.of("onednn", "java"), noGrad.ours().keySet());
    assertEquals(Set.of("libtorch", "libtorch-fused", "onnxruntime"), noGrad.peers().keySet());
    Run.Jmh run = (Run.Jmh) noGrad.ours().get("onednn");
    assertEquals(
        List.of(
            "[.]Forward[.]noGrad$",
            "-p",
            "model=yolov5n",
            "-p",
            "size=320",
            "-p",
            "batch=8",
            "-p",
            "backend=onednn",
            "-wi",
            "6",
            "-wbs",
            "1",
            "-i",
            "3",
            "-bs",
            "1"),
        run.arguments(""));
    Run.Jmh peer = (Run.Jmh) noGrad.peers().get("libtorch-fused");
    assertEquals(
        List.of("[.]LibtorchForward[.]noGrad$", "-p", "network=file"),
        peer.arguments("file").subList(0, 3));
  }

  @Test
  void aPartOrAPieceOfANameChooses() {
    assertTrue(named("load-first").matches("load"));
    assertTrue(named("yolov5s-320-b1-grad").matches("forward"));
    assertTrue(named("op-silu-64-160").matches("silu"));
    Set<String> scaling = new HashSet<>();
    ALL.stream().filter(Scaling::needs).forEach(one -> scaling.add(one.name()));
    assertEquals(
        Set.of(
            "yolov5n-320-b1-nograd",
            "yolov5n-640-b1-nograd",
            "yolov5n-320-b8-nograd",
            "yolov5s-320-b1-nograd",
            "yolov5n-deep-320-b1-nograd"),
        scaling);
  }
}
