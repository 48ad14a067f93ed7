package dev.gradfn.yolov5;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.pickle.PickleBytes;
import dev.gradfn.torch.ZipBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `torch.save` for [Saved] modules: protocol 2, NEWOBJ and BUILD, storages as records of their
/// own, nothing compressed.
final class TorchSave {
  private static final Map<String, String> STORAGES =
      Map.of(
          "float16", "HalfStorage",
          "float32", "FloatStorage",
          "float64", "DoubleStorage",
          "int64", "LongStorage");

  private final PickleBytes out = PickleBytes.start();
  private final Map<Object, Integer> memo = new IdentityHashMap<>();
  private final List<byte[]> storages = new ArrayList<>();

  private TorchSave() {}

  /// Writes `{"epoch": -1, "model": model, "ema": None, "date": …}`.
  static Path checkpoint(Saved model, Path file) throws IOException {
    Map<String, Object> checkpoint = new LinkedHashMap<>();
    checkpoint.put("epoch", -1);
    checkpoint.put("model", model);
    checkpoint.put("ema", null);
    checkpoint.put("date", "2022-11-22T10:00:00");
    return save(checkpoint, file);
  }

  static Path save(Object root, Path file) throws IOException {
    TorchSave save = new TorchSave();
    save.write(root);
    ZipBytes zip = new ZipBytes().add("archive/data.pkl", save.out.stop());
    for (int i = 0; i < save.storages.size(); i++) {
      zip.add("archive/data/" + i, save.storages.get(i));
    }
    return Files.write(file, zip.add("archive/version", "3\n").bytes());
  }

  private void write(Object value) {
    switch (value) {
      case null -> out.op("N");
      case Boolean flag -> out.raw(flag ? 0x88 : 0x89);
      case Integer number -> out.num(number);
      case Long number -> out.num(Math.toIntExact(number));
      case Double number -> out.real(number);
      case String text -> out.str(text);
      case Saved.Tuple tuple -> {
        out.mark();
        tuple.items().forEach(this::write);
        out.tuple();
      }
      case List<?> list -> {
        out.op("](");
        list.forEach(this::write);
        out.op("e");
      }
      case Map<?, ?> map -> {
        out.op("}");
        entries(map);
      }
      case Saved module -> remembered(module, () -> object(module));
      case Saved.Data data -> remembered(data, () -> tensor(data));
      case Saved.Verbatim verbatim -> verbatim.write(out);
      default -> throw new AssertionError(value.getClass());
    }
  }

  private void entries(Map<?, ?> map) {
    out.mark();
    map.forEach((key, item) -> {
      write(key);
      write(item);
    });
    out.op("u");
  }

  private void remembered(Object value, Runnable first) {
    Integer index = memo.get(value);
    if (index == null) first.run();
    else out.op("j").four(index);
  }

  private void remember(Object value) {
    out.op("r").four(memo.size());
    memo.put(value, memo.size());
  }

  private void object(Saved module) {
    out.global(module.module, module.name).op(")").raw(0x81);
    remember(module);
    out.op("}(");
    attribute("training", module.attributes.get("training"));
    dict("_parameters", module.parameters);
    dict("_buffers", module.buffers);
    out.str("_non_persistent_buffers_set").global("__builtin__", "set").op("]").raw(0x85);
    out.reduce();
    for (String hooks : List.of("_backward_hooks", "_forward_hooks", "_forward_pre_hooks")) {
      if (!module.attributes.containsKey(hooks)) dict(hooks, Map.of());
    }
    dict("_modules", module.children);
    module.attributes.forEach(this::attribute);
    out.op("ub");
  }

  private void attribute(String name, Object value) {
    out.str(name);
    write(value);
  }

  private void dict(String name, Map<String, Object> content) {
    out.str(name).call("collections", "OrderedDict");
    entries(content);
  }

  private void tensor(Saved.Data data) {
    if (data.parameter()) out.global("torch._utils", "_rebuild_parameter").mark();
    out.global("torch._utils", "_rebuild_tensor_v2").mark();
    out.mark().str("storage").global("torch", STORAGES.get(data.dtype()));
    out.str(Integer.toString(storages.size())).str("cpu");
    out.num(Math.toIntExact(data.tensor().numel())).tuple().op("Q");
    storages.add(content(data));
    out.num(0);
    sizes(data.tensor().shape().toArray());
    sizes(data.tensor().shape().contiguousStrides().toArray());
    out.raw(data.requiresGrad() && !data.parameter() ? 0x88 : 0x89);
    out.call("collections", "OrderedDict").tuple().reduce();
    if (data.parameter()) {
      out.raw(data.requiresGrad() ? 0x88 : 0x89);
      out.call("collections", "OrderedDict").tuple().reduce();
    }
    remember(data);
  }

  private void sizes(long[] sizes) {
    out.mark();
    for (long size : sizes) out.num(Math.toIntExact(size));
    out.tuple();
  }

  private static byte[] content(Saved.Data data) {
    Tensor tensor = data.tensor();
    double[] values = tensor.toDoubleArray();
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      switch (data.dtype()) {
        case "float16" -> bytes.putShort(Float.floatToFloat16((float) value));
        case "float32" -> bytes.putFloat((float) value);
        case "float64" -> bytes.putDouble(value);
        case "int64" -> bytes.putLong((long) value);
        default -> throw new AssertionError(data.dtype());
      }
    }
    return java.util.Arrays.copyOf(bytes.array(), bytes.position());
  }
}
