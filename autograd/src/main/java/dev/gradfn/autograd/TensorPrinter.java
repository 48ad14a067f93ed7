package dev.gradfn.autograd;

import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// `repr(tensor)` as PyTorch prints it.
final class TensorPrinter {
  private static final String PREFIX = "tensor(";

  private final Tensor tensor;
  private final PrintOptions options;
  private final long[] shape;
  private final IntFunction<Number> values;
  private NumberFormat format;

  private TensorPrinter(Tensor tensor, PrintOptions options) {
    this.tensor = tensor;
    this.options = options;
    this.shape = tensor.shape().toArray();
    this.values = tensor.device() == Device.META ? null : valuesOf(tensor);
  }

  /// Integers as long: double would round large ones.
  private static IntFunction<Number> valuesOf(Tensor tensor) {
    if (tensor.dtype().isFloatingPoint()) {
      double[] values = tensor.toDoubleArray();
      return i -> values[i];
    }
    long[] values = tensor.toLongArray();
    return i -> values[i];
  }

  static String print(Tensor tensor, PrintOptions options) {
    return new TensorPrinter(tensor, options).print();
  }

  private String print() {
    String body = tensor.device() == Device.META ? "..." : body();
    StringBuilder text = new StringBuilder(PREFIX).append(body);
    List<String> suffixes = suffixes();
    // PyTorch counts two characters more than there are, until the first break.
    int lastLine = text.length() - (text.lastIndexOf("\n") + 1) + 2;
    for (String suffix : suffixes) {
      if (lastLine + suffix.length() + 2 > options.lineWidth()) {
        text.append(",\n").append(" ".repeat(PREFIX.length())).append(suffix);
        lastLine = PREFIX.length() + suffix.length();
      } else {
        text.append(", ").append(suffix);
        lastLine += suffix.length() + 2;
      }
    }
    return text.append(")").toString();
  }

  private List<String> suffixes() {
    List<String> suffixes = new ArrayList<>();
    if (tensor.device() != Device.CPU) {
      suffixes.add("device='" + tensor.device().torchName() + "'");
    }
    boolean meta = tensor.device() == Device.META;
    if (tensor.numel() == 0 && shape.length != 1 || meta) suffixes.add("size=" + sizeText());
    DType dtype = tensor.dtype();
    boolean usual =
        dtype == options.defaultDtype() || ((dtype == DType.INT64 || dtype == DType.BOOL) && !meta);
    if (!usual || (tensor.numel() == 0 && dtype != options.defaultDtype())) {
      suffixes.add("dtype=torch." + dtype.torchName());
    }
    String node = gradFnName();
    if (node != null) suffixes.add("grad_fn=<" + node + ">");
    else if (tensor.requiresGrad()) suffixes.add("requires_grad=True");
    return suffixes;
  }

  private String gradFnName() {
    try {
      Node node = tensor.gradFn();
      return node == null ? null : node.typeName();
    } catch (TorchException e) {
      return "Invalid";
    }
  }

  private String sizeText() {
    StringBuilder text = new StringBuilder("(");
    for (int i = 0; i < shape.length; i++) text.append(i == 0 ? "" : ", ").append(shape[i]);
    return text.append(shape.length == 1 ? ",)" : ")").toString();
  }

  private String body() {
    if (tensor.numel() == 0) return "[]";
    boolean summarised = tensor.numel() > options.threshold();
    List<Number> shown = new ArrayList<>();
    collect(0, 0, tensor.numel(), summarised, shown);
    format = NumberFormat.of(tensor.dtype(), shown, options);
    StringBuilder out = new StringBuilder();
    append(out, 0, 0, tensor.numel(), summarised, PREFIX.length());
    return out.toString();
  }

  /// The elements that will be printed decide the format.
  private void collect(int dim, int offset, long count, boolean summarised, List<Number> shown) {
    if (dim == shape.length) {
      shown.add(values.apply(offset));
      return;
    }
    int step = (int) (count / shape[dim]);
    for (int i = 0; i < shape[dim]; i++) {
      if (!isHidden(i, shape[dim], summarised)) {
        collect(dim + 1, offset + i * step, step, summarised, shown);
      }
    }
  }

  private boolean isHidden(int i, long size, boolean summarised) {
    int edge = options.edgeItems();
    return summarised && size > 2L * edge && i >= edge && i < size - edge;
  }

  private void append(
      StringBuilder out, int dim, int offset, long count, boolean summarised, int indent) {
    if (dim == shape.length) {
      out.append(format.text(values.apply(offset)));
    } else if (dim == shape.length - 1) {
      appendRow(out, offset, summarised, indent);
    } else {
      appendBlocks(out, dim, offset, count, summarised, indent);
    }
  }

  private void appendRow(StringBuilder out, int offset, boolean summarised, int indent) {
    long size = shape[shape.length - 1];
    int width = format.width() + 2;
    int perLine = Math.max(1, (options.lineWidth() - indent) / width);
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      boolean hidden = isHidden(i, size, summarised);
      if (!hidden) cells.add(format.text(values.apply(offset + i)));
      else if (i == options.edgeItems()) cells.add(" ...");
    }
    out.append('[');
    for (int i = 0; i < cells.size(); i++) {
      if (i > 0) {
        out.append(i % perLine == 0 ? ",\n" + " ".repeat(indent + 1) : ", ");
      }
      out.append(cells.get(i));
    }
    out.append(']');
  }

  private void appendBlocks(
      StringBuilder out, int dim, int offset, long count, boolean summarised, int indent) {
    String separator = "," + "\n".repeat(shape.length - dim - 1) + " ".repeat(indent + 1);
    int step = (int) (count / shape[dim]);
    out.append('[');
    for (int i = 0; i < shape[dim]; i++) {
      boolean hidden = isHidden(i, shape[dim], summarised);
      if (hidden && i != options.edgeItems()) continue;
      if (i > 0) out.append(separator);
      if (hidden) out.append("...");
      else append(out, dim + 1, offset + i * step, step, summarised, indent + 1);
    }
    out.append(']');
  }
}
