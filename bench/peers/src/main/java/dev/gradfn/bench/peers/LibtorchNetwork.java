package dev.gradfn.bench.peers;

import dev.gradfn.bench.peers.NetworkFile.Array;
import dev.gradfn.bench.peers.NetworkFile.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongArrayRef;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// A network of libtorch's eager calls, the same that ours made. A result is let go after its last
/// use, as Python's variables do: only what backward needs stays.
final class LibtorchNetwork {
  /// One call on the values by number.
  private interface Call {
    void run(Tensor[] values);
  }

  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<String, Tensor> parameters = new LinkedHashMap<>();
  private final List<Call> calls = new ArrayList<>();
  private final List<int[]> lastUses = new ArrayList<>();
  private final List<String> outputNames;
  private final int[] outputs;
  private final Tensor[] values;
  private final boolean[] made;

  /// What native calls refer to for good.
  private final List<Object> kept = new ArrayList<>();

  /// @param grad whether parameters require grad
  LibtorchNetwork(NetworkFile file, boolean grad) {
    for (String name : file.arrays.keySet()) number(name);
    for (Step step : file.steps) step.outputs().forEach(this::number);
    values = new Tensor[numbers.size()];
    made = new boolean[numbers.size()];
    file.arrays.forEach((name, array) -> {
      Tensor tensor = tensor(array);
      if (array.parameter()) parameters.put(name, tensor.set_requires_grad(grad));
      values[number(name)] = tensor;
    });
    for (Step step : file.steps) {
      calls.add(call(step));
      for (String output : step.outputs()) made[number(output)] = true;
    }
    outputNames = file.outputs;
    outputs = file.outputs.stream().mapToInt(this::number).toArray();
    findLastUses(file.steps);
  }

  private int number(String name) {
    return numbers.computeIfAbsent(name, _ -> numbers.size());
  }

  private static Tensor tensor(Array array) {
    Tensor tensor = torch.empty(array.shape());
    int count = array.elements().limit();
    try (FloatPointer elements = new FloatPointer(tensor.data_ptr())) {
      float[] copy = new float[count];
      array.elements().get(0, copy);
      elements.put(copy, 0, count);
    }
    return tensor;
  }

  private void findLastUses(List<Step> steps) {
    boolean[] needed = new boolean[values.length];
    for (int output : outputs) needed[output] = true;
    for (int i = steps.size() - 1; i >= 0; i--) {
      List<Integer> last = new ArrayList<>();
      List<String> all = new ArrayList<>(steps.get(i).inputs());
      all.addAll(steps.get(i).outputs());
      for (String name : all) {
        if (name.equals("-")) continue;
        int number = number(name);
        if (made[number] && !needed[number]) {
          needed[number] = true;
          last.add(number);
        }
      }
      lastUses.addFirst(last.stream().mapToInt(n -> n).toArray());
    }
  }

  /// What the network returns; the caller closes it.
  List<Tensor> forward() {
    for (int i = 0; i < calls.size(); i++) {
      calls.get(i).run(values);
      for (int done : lastUses.get(i)) {
        // Moved on, where a call was in place.
        if (values[done] != null) values[done].close();
        values[done] = null;
      }
    }
    List<Tensor> result = new ArrayList<>();
    for (int output : outputs) {
      result.add(values[output]);
      values[output] = null;
    }
    return result;
  }

  List<String> outputNames() {
    return outputNames;
  }

  /// The sum of all that a forward pass returned, whose tensors are closed.
  static Tensor loss(List<Tensor> outputs) {
    Tensor loss = outputs.getFirst().sum();
    for (Tensor one : outputs.subList(1, outputs.size())) {
      try (Tensor before = loss;
          Tensor sum = one.sum()) {
        loss = before.add(sum);
      }
    }
    outputs.forEach(Tensor::close);
    return loss;
  }

  Map<String, Tensor> parameters() {
    return parameters;
  }

  /// `zero_grad(set_to_none=True)`.
  void zeroGrad() {
    for (Tensor parameter : parameters.values()) {
      try (Tensor gradient = parameter.mutable_grad()) {
        gradient.reset();
      }
    }
  }

  // ---- calls ---------------------------------------------------------------------------------

  private Call call(Step step) {
    int out = number(step.outputs().getFirst());
    int[] in =
        step.inputs().stream().mapToInt(name -> name.equals("-") ? -1 : number(name)).toArray();
    return switch (step.operator()) {
      case "conv2d" -> convolution(step, in, out);
      case "batch_norm" -> batchNorm(step, in, out);
      case "silu" -> v -> v[out] = torch.silu(v[in[0]]);
      case "silu_" ->
          v -> {
            torch.silu_(v[in[0]]);
            v[out] = v[in[0]];
            v[in[0]] = null;
          };
      case "sigmoid" -> v -> v[out] = torch.sigmoid(v[in[0]]);
      case "add" -> v -> v[out] = v[in[0]].add(v[in[1]]);
      case "mul" -> v -> v[out] = v[in[0]].mul(v[in[1]]);
      case "mul_number" -> {
        Scalar number = kept(new Scalar(step.number("value")));
        yield v -> v[out] = v[in[0]].mul(number);
      }
      case "pow" -> {
        Scalar number = kept(new Scalar(step.number("value")));
        yield v -> v[out] = v[in[0]].pow(number);
      }
      case "max_pool2d" -> pool(step, in, out);
      case "upsample_nearest2d" -> {
        LongArrayRef size = ref(step.numbers("size"));
        DoubleOptional none = kept(new DoubleOptional());
        yield v -> v[out] = torch.upsample_nearest2d(v[in[0]], size, none, none);
      }
      case "cat" -> {
        long dim = step.numbers("dim")[0];
        yield v -> v[out] = cat(v, in, dim);
      }
      case "split" -> split(step, in);
      case "view" -> {
        LongArrayRef shape = ref(step.numbers("shape"));
        yield v -> v[out] = v[in[0]].view(shape);
      }
      case "permute" -> {
        LongArrayRef dims = ref(step.numbers("dims"));
        yield v -> v[out] = v[in[0]].permute(dims);
      }
      case "contiguous" -> v -> v[out] = v[in[0]].contiguous();
      default -> throw new IllegalArgumentException("libtorch: no call for " + step.operator());
    };
  }

  private Call convolution(Step step, int[] in, int out) {
    LongArrayRef stride = ref(step.numbers("stride"));
    LongArrayRef padding = ref(step.numbers("padding"));
    LongArrayRef dilation = ref(step.numbers("dilation"));
    long groups = step.numbers("groups")[0];
    TensorOptional bias = optional(in[2]);
    return v -> v[out] = torch.conv2d(v[in[0]], v[in[1]], bias, stride, padding, dilation, groups);
  }

  private Call batchNorm(Step step, int[] in, int out) {
    TensorOptional weight = optional(in[1]);
    TensorOptional bias = optional(in[2]);
    TensorOptional mean = optional(in[3]);
    TensorOptional variance = optional(in[4]);
    boolean training = step.numbers("training")[0] != 0;
    double momentum = step.number("momentum");
    double eps = step.number("eps");
    return v ->
        v[out] =
            torch.batch_norm(v[in[0]], weight, bias, mean, variance, training, momentum, eps, true);
  }

  private Call pool(Step step, int[] in, int out) {
    LongArrayRef kernel = ref(step.numbers("kernel"));
    LongArrayRef stride = ref(step.numbers("stride"));
    LongArrayRef padding = ref(step.numbers("padding"));
    LongArrayRef dilation = ref(new long[] {1, 1});
    return v -> v[out] = torch.max_pool2d(v[in[0]], kernel, stride, padding, dilation, false);
  }

  private static Tensor cat(Tensor[] values, int[] in, long dim) {
    try (TensorVector parts = new TensorVector()) {
      for (int one : in) parts.push_back(values[one]);
      return torch.cat(parts, dim);
    }
  }

  private Call split(Step step, int[] in) {
    LongArrayRef sizes = ref(step.numbers("sizes"));
    long dim = step.numbers("dim")[0];
    int[] out = step.outputs().stream().mapToInt(this::number).toArray();
    return v -> {
      try (TensorVector parts = v[in[0]].split_with_sizes(sizes, dim)) {
        for (int i = 0; i < out.length; i++) v[out[i]] = new Tensor(parts.get(i));
      }
    };
  }

  private TensorOptional optional(int number) {
    return kept(number < 0 ? new TensorOptional() : new TensorOptional(values[number]));
  }

  private LongArrayRef ref(long[] numbers) {
    // It only refers to the numbers, which a Java array would not keep in place.
    return kept(new LongArrayRef(kept(new LongPointer(numbers)), numbers.length));
  }

  private <T> T kept(T object) {
    kept.add(object);
    return object;
  }
}
