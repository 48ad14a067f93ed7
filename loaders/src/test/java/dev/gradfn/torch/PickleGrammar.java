package dev.gradfn.torch;

import dev.gradfn.pickle.PickleBytes;
import java.util.random.RandomGenerator;

/// Makes pickles that are well formed and make no sense: any value in any place.
final class PickleGrammar {
  private static final String[] GLOBALS = {
    "collections OrderedDict",
    "collections Counter",
    "collections defaultdict",
    "builtins set",
    "builtins frozenset",
    "builtins bytes",
    "builtins bytearray",
    "builtins complex",
    "builtins range",
    "builtins slice",
    "builtins getattr",
    "_codecs encode",
    "torch Size",
    "torch device",
    "torch float32",
    "torch FloatStorage",
    "torch LongStorage",
    "torch.storage UntypedStorage",
    "torch._utils _rebuild_tensor",
    "torch._utils _rebuild_tensor_v2",
    "torch._utils _rebuild_tensor_v3",
    "torch._utils _rebuild_parameter",
    "torch._utils _rebuild_parameter_with_state",
    "torch._tensor _rebuild_from_type_v2",
    "torch Tensor",
    "numpy.core.multiarray scalar",
    "numpy dtype",
    "datetime date",
    "pathlib PosixPath",
    "os system",
    "models.yolo Model",
    "models.common Conv",
    "torch.nn.modules.conv Conv2d",
    "torch.nn.modules.container Sequential",
  };

  private static final String[] TEXTS = {
    "storage",
    "0",
    "1",
    "cpu",
    "latin1",
    "utf-8",
    "model",
    "ema",
    "training",
    "_parameters",
    "_buffers",
    "_modules",
    "weight",
    "neg",
    "",
    "\u00e9\ud83d\ude00",
    "../0",
  };

  private static final int[] NUMBERS = {0, 1, 2, 3, 4, 5, -1, 64, 255, 65536, Integer.MAX_VALUE};

  private final RandomGenerator random;
  private final PickleBytes out = PickleBytes.start();
  private int values;
  private int stored;

  private PickleGrammar(RandomGenerator random) {
    this.random = random;
  }

  static byte[] pickle(RandomGenerator random) {
    PickleGrammar grammar = new PickleGrammar(random);
    grammar.value(5);
    return grammar.out.stop();
  }

  private String oneOf(String[] choices) {
    return choices[random.nextInt(choices.length)];
  }

  private void value(int depth) {
    boolean leaf = depth == 0 || ++values > 300;
    switch (random.nextInt(leaf ? 6 : 16)) {
      case 0 -> out.op("N");
      case 1 -> out.raw(random.nextBoolean() ? 0x88 : 0x89);
      case 2 -> out.num(NUMBERS[random.nextInt(NUMBERS.length)]);
      case 3 -> out.str(oneOf(TEXTS));
      case 4 -> global();
      case 5 -> known();
      case 6 -> {
        out.op("](");
        values(depth, random.nextInt(4));
        out.op("e");
      }
      case 7 -> dict(depth);
      case 8, 9 -> tuple(depth);
      case 10, 11 -> {
        global();
        tuple(depth);
        out.op("R");
      }
      case 12 -> {
        global();
        tuple(depth);
        out.raw(0x81);
        dict(depth);
        out.op("b");
      }
      case 13 -> tensor();
      case 14 -> {
        value(depth - 1);
        out.op("Q");
      }
      default -> {
        value(depth - 1);
        if (stored < 256) out.put(stored++);
      }
    }
  }

  private void values(int depth, int count) {
    for (int i = 0; i < count; i++) value(depth - 1);
  }

  private void tuple(int depth) {
    out.mark();
    values(depth, random.nextInt(5));
    out.tuple();
  }

  private void dict(int depth) {
    out.op("}(");
    int entries = random.nextInt(4);
    for (int i = 0; i < entries; i++) {
      out.str(oneOf(TEXTS));
      value(depth - 1);
    }
    out.op("u");
  }

  private void global() {
    String[] parts = oneOf(GLOBALS).split(" ");
    out.global(parts[0], parts[1]);
  }

  private void known() {
    if (stored == 0) out.real(random.nextGaussian());
    else out.get(random.nextInt(stored));
  }

  private void tensor() {
    int size = NUMBERS[random.nextInt(NUMBERS.length)];
    int stride = NUMBERS[random.nextInt(NUMBERS.length)];
    Checkpoints.tensor(out, random.nextInt(3), new int[] {size, 2}, new int[] {stride, 1});
  }
}
