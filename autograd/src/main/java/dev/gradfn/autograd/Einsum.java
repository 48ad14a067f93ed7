package dev.gradfn.autograd;

import dev.gradfn.core.Dims;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Sums of products by Einstein's convention, decomposed as PyTorch decomposes them: every operand
/// gets one dimension per label (output labels first), then pairs are contracted from the left.
public final class Einsum {
  /// Takes the diagonal of two dimensions of a tensor; the result has it last.
  public interface Diagonal {
    Tensor of(Tensor x, int dim1, int dim2);
  }

  private static final String ELLIPSIS = "...";

  /// The label of the first dimension behind the ellipsis: no letter's.
  private static final int FIRST_HIDDEN = 128;

  private final List<Integer> order = new ArrayList<>();
  private int outputs;

  /// How many dimensions the ellipsis stands for, at most.
  private int ellipsis;

  private Einsum() {}

  public static Tensor of(String equation, List<Tensor> operands, Diagonal diagonal) {
    return new Einsum().run(equation.replace(" ", ""), operands, diagonal);
  }

  private Tensor run(String equation, List<Tensor> operands, Diagonal diagonal) {
    int arrow = equation.indexOf("->");
    String left = arrow < 0 ? equation : equation.substring(0, arrow);
    String[] subscripts = left.split(",", -1);
    TorchException.check(
        subscripts.length <= operands.size(),
        () -> "einsum(): fewer operands were provided than specified in the equation");
    TorchException.check(
        subscripts.length >= operands.size(),
        () -> "einsum(): more operands were provided than specified in the equation");
    for (int i = 0; i < subscripts.length; i++)
      requireDimensions(subscripts[i], operands.get(i), i);
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < subscripts.length; i++) {
      labels.add(expanded(subscripts[i], hidden(subscripts[i], operands.get(i))));
    }
    orderLabels(labels, arrow < 0 ? null : equation.substring(arrow + 2));
    requireSizes(labels, operands);
    List<Tensor> prepared = new ArrayList<>();
    for (int i = 0; i < subscripts.length; i++) {
      prepared.add(prepare(operands.get(i), labels.get(i), diagonal));
    }
    return contract(prepared);
  }

  /// How many dimensions the ellipsis of `subscript` stands for.
  private static int hidden(String subscript, Tensor x) {
    return subscript.contains(ELLIPSIS) ? x.dim() - (subscript.length() - ELLIPSIS.length()) : 0;
  }

  private void requireDimensions(String subscript, Tensor x, int operand) {
    boolean open = subscript.contains(ELLIPSIS);
    int named = subscript.length() - (open ? ELLIPSIS.length() : 0);
    ellipsis = Math.max(ellipsis, hidden(subscript, x));
    TorchException.check(
        open ? named <= x.dim() : named == x.dim(),
        () ->
            "einsum(): the number of subscripts in the equation ("
                + named
                + (open
                    ? ") is more than the number of dimensions ("
                    : ") does not match the number of dimensions (")
                + x.dim()
                + ") for operand "
                + operand
                + (open ? "" : " and no ellipsis was given"));
  }

  /// With labels of its own for the last `count` dimensions behind the ellipsis.
  private String expanded(String subscript, int count) {
    StringBuilder hidden = new StringBuilder();
    for (int i = ellipsis - count; i < ellipsis; i++) hidden.append((char) (FIRST_HIDDEN + i));
    return subscript.replace(ELLIPSIS, hidden);
  }

  private void orderLabels(List<String> operands, String output) {
    int[] counts = new int[FIRST_HIDDEN + ellipsis];
    for (String labels : operands) labels.chars().forEach(c -> counts[c]++);
    if (output == null) {
      for (int i = 0; i < ellipsis; i++) order.add(FIRST_HIDDEN + i);
      for (int c = 0; c < FIRST_HIDDEN; c++) if (counts[c] == 1) order.add(c);
    } else {
      for (int c : expanded(output, ellipsis).chars().toArray()) addOutput(c, counts);
    }
    outputs = order.size();
    for (int i = 0; i < ellipsis; i++) {
      if (!order.contains(FIRST_HIDDEN + i)) order.add(FIRST_HIDDEN + i);
    }
    for (int c = 0; c < FIRST_HIDDEN; c++) {
      if (counts[c] > 0 && !order.contains(c)) order.add(c);
    }
  }

  private void addOutput(int label, int[] counts) {
    TorchException.check(
        !order.contains(label),
        () ->
            "einsum(): output subscript " + (char) label + " appears more than once in the output");
    TorchException.check(
        counts[label] > 0,
        () ->
            "einsum(): output subscript "
                + (char) label
                + " does not appear in the equation for any input operand");
    order.add(label);
  }

  private void requireSizes(List<String> labels, List<Tensor> operands) {
    Map<Integer, Long> seen = new HashMap<>();
    for (int i = 0; i < operands.size(); i++) {
      for (int d = 0; d < operands.get(i).dim(); d++) {
        int operand = i;
        int label = labels.get(i).charAt(d);
        long size = operands.get(i).shape().get(d);
        long before = seen.getOrDefault(label, 1L);
        TorchException.check(
            size == before || size == 1 || before == 1,
            () ->
                "einsum(): subscript "
                    + (label < FIRST_HIDDEN ? String.valueOf((char) label) : ELLIPSIS)
                    + " has size "
                    + size
                    + " for operand "
                    + operand
                    + " which does not broadcast with previously seen size "
                    + before);
        if (size != 1) seen.put(label, size);
      }
    }
  }

  private Tensor prepare(Tensor x, String labels, Diagonal diagonal) {
    List<Integer> own = new ArrayList<>();
    for (int c : labels.chars().toArray()) {
      int before = own.indexOf(c);
      own.add(c);
      if (before < 0) continue;
      int dim = own.size() - 1;
      x = diagonal.of(x, before, dim);
      own.remove(dim);
      long[] back = new long[x.dim()];
      for (int i = 0; i < back.length; i++) {
        back[i] = i < before ? i : i == before ? back.length - 1 : i - 1;
      }
      x = x.permute(back);
    }
    int next = own.size();
    long[] permutation = new long[order.size()];
    for (int i = 0; i < permutation.length; i++) {
      int dim = own.indexOf(order.get(i));
      permutation[i] = dim >= 0 ? dim : next++;
    }
    for (int i = own.size(); i < permutation.length; i++) x = x.unsqueeze(i);
    return x.permute(permutation);
  }

  private Tensor contract(List<Tensor> operands) {
    Tensor result = operands.getFirst();
    int[] users = new int[order.size()];
    for (Tensor x : operands) {
      for (int d = 0; d < users.length; d++) if (x.shape().get(d) != 1) users[d]++;
    }
    for (int i = 1; i < operands.size(); i++) result = pair(result, operands.get(i), users);
    if (order.size() == outputs) return result;
    if (operands.size() > 1) return result.view(result.shape().slice(0, outputs));
    long[] summed = new long[order.size() - outputs];
    Arrays.setAll(summed, i -> outputs + i);
    return result.sum(Dims.of(summed), false);
  }

  private Tensor pair(Tensor a, Tensor b, int[] users) {
    List<Integer> both = new ArrayList<>();
    List<Integer> left = new ArrayList<>();
    List<Integer> right = new ArrayList<>();
    for (int d = outputs; d < users.length; d++) {
      boolean inLeft = a.shape().get(d) != 1;
      boolean inRight = b.shape().get(d) != 1;
      if (inLeft && inRight) {
        if (--users[d] != 1) continue;
        both.add(d);
      } else if (users[d] == 1 && (inLeft || inRight)) {
        (inLeft ? left : right).add(d);
      } else {
        continue;
      }
      users[d] = 0;
    }
    if (!left.isEmpty()) a = a.sum(dims(left), true);
    if (!right.isEmpty()) b = b.sum(dims(right), true);
    return both.isEmpty() ? a.mul(b) : product(a, b, both);
  }

  /// One batched product of matrices: dimensions of both are the batch, those of one are its rows
  /// or columns.
  private static Tensor product(Tensor a, Tensor b, List<Integer> summed) {
    List<Integer> batch = new ArrayList<>();
    List<Integer> rows = new ArrayList<>();
    List<Integer> columns = new ArrayList<>();
    for (int d = 0; d < a.dim(); d++) {
      if (summed.contains(d)) continue;
      boolean inLeft = a.shape().get(d) != 1;
      boolean inRight = b.shape().get(d) != 1;
      (inLeft && inRight ? batch : inLeft ? rows : columns).add(d);
    }
    Tensor x =
        a.permute(joined(batch, rows, summed, columns))
            .reshape(size(a, batch), size(a, rows), size(a, summed));
    Tensor y =
        b.permute(joined(batch, summed, columns, rows))
            .reshape(size(b, batch), size(b, summed), size(b, columns));
    long[] order = joined(batch, rows, summed, columns);
    long[] shape = new long[order.length];
    long[] inverse = new long[order.length];
    for (int i = 0; i < order.length; i++) {
      int d = (int) order[i];
      long own = a.shape().get(d);
      shape[i] = summed.contains(d) ? 1 : own == 1 ? b.shape().get(d) : own;
      inverse[d] = i;
    }
    return MatrixProducts.bmm(x, y).view(shape).permute(inverse);
  }

  private static long size(Tensor x, List<Integer> dims) {
    long size = 1;
    for (int d : dims) size *= x.shape().get(d);
    return size;
  }

  @SafeVarargs
  private static long[] joined(List<Integer>... parts) {
    List<Integer> all = new ArrayList<>();
    for (List<Integer> part : parts) all.addAll(part);
    return all.stream().mapToLong(Integer::longValue).toArray();
  }

  private static Dims dims(List<Integer> list) {
    return Dims.of(joined(list));
  }
}
