package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.Parameter;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.optim.Optimizer;
import dev.gradfn.optim.OptimizerTable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// LBFGS on a function of one parameter: losses, number of evaluations and values after each step.
final class LbfgsRun {
  private static final GoldenValue EXACTLY = new GoldenValue(new Tolerance(0, 0));

  private final GoldenFile file;
  private final JsonNode golden;
  private final GoldenTensors tensors;
  private int evaluations;

  LbfgsRun(GoldenFile file, JsonNode golden, GoldenTensors tensors) {
    this.file = file;
    this.golden = golden;
    this.tensors = tensors;
  }

  String problem() throws IOException {
    Tensor p = new Parameter(tensors.read(golden.path("params").path("p").asText()));
    Map<String, Object> kwargs = new GoldenArguments(List.of()).decodeAll(golden.path("kwargs"));
    Optimizer optimizer = OptimizerTable.find("LBFGS").make(List.of(List.of(p)), kwargs);
    String problem =
        EXACTLY.differenceOfOptions("defaults", golden.path("defaults"), optimizer.defaults());
    if (problem != null) return problem;
    if (!golden.path("repr").asText().equals(optimizer.toString())) {
      return "repr: expected " + golden.path("repr").asText() + ", got " + optimizer;
    }
    return steps(p, optimizer);
  }

  private String steps(Tensor p, Optimizer optimizer) throws IOException {
    JsonNode tolerances = file.json().path("tolerance");
    GoldenFloats floats =
        new GoldenFloats(tolerances, DType.ofTorchName(golden.path("dtype").asText()));
    UnaryOperator<Tensor> objective = objective(golden.path("objective").asText());
    Tensor after = tensors.read(golden.path("after").path("p").asText());
    for (int i = 0; i < golden.path("losses").size(); i++) {
      Tensor loss =
          optimizer.step(() -> {
            evaluations++;
            optimizer.zeroGrad();
            Tensor value = objective.apply(p);
            value.backward();
            return value;
          });
      double expected = golden.path("losses").get(i).asDouble();
      String problem = floats.difference("loss " + i, Tensor.of(new double[] {expected}), loss);
      int count = golden.path("evaluations").get(i).asInt();
      if (problem == null && count != evaluations) {
        problem = "evaluations " + i + ": expected " + count + ", got " + evaluations;
      }
      if (problem == null) problem = floats.difference("after " + i, after.select(0, i), p);
      if (problem != null) return problem;
    }
    return null;
  }

  private static UnaryOperator<Tensor> objective(String formula) {
    return switch (formula) {
      case "sum over i of 100 (p[i+1] - p[i]^2)^2 + (1 - p[i])^2" -> LbfgsRun::rosenbrock;
      case "0.5 sum over i of (i+1) (p[i] - 0.25 i)^2, i from 0" -> LbfgsRun::bowl;
      default -> throw new IllegalArgumentException("objective \"" + formula + "\"");
    };
  }

  private static Tensor rosenbrock(Tensor p) {
    long last = p.numel() - 1;
    Tensor head = p.narrow(0, 0, last);
    Tensor valley = p.narrow(0, 1, last).sub(head.pow(2)).pow(2).mul(100);
    return valley.add(head.neg().add(1).pow(2)).sum();
  }

  private static Tensor bowl(Tensor p) {
    int size = (int) p.numel();
    double[] weights = new double[size];
    double[] centers = new double[size];
    for (int i = 0; i < size; i++) {
      weights[i] = i + 1;
      centers[i] = 0.25 * i;
    }
    Tensor distance = p.sub(Tensor.of(centers, size));
    return distance.pow(2).mul(Tensor.of(weights, size)).sum().mul(0.5);
  }
}
