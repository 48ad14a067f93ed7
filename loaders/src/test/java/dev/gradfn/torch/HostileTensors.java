package dev.gradfn.torch;

import dev.gradfn.pickle.PickleBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Cases 21 to 31: what tensors and storages may claim.
final class HostileTensors {
  private final List<HostileCase> cases = new ArrayList<>();

  static List<HostileCase> all() {
    HostileTensors all = new HostileTensors();
    all.storages();
    all.views();
    all.kinds();
    all.byteOrders();
    return all.cases;
  }

  private static PickleBytes p() {
    return PickleBytes.start();
  }

  private void refused(int number, String name, PickleBytes pickle, String message) {
    cases.add(HostileCase.pickle(number, name, pickle, message));
  }

  private void legal(int number, String name, PickleBytes pickle) {
    cases.add(HostileCase.pickle(number, name, pickle, null));
  }

  private static PickleBytes storage(String type, String key, int numel) {
    return Checkpoints.storage(p(), type, key, numel);
  }

  private static PickleBytes storage(String location, long numel) {
    PickleBytes id = p().mark().str("storage").global("torch", "FloatStorage").str("0");
    return id.str(location).wide(numel).tuple().op("Q");
  }

  private static PickleBytes tensor(int offset, int[] sizes, int[] strides) {
    return Checkpoints.tensor(p(), offset, sizes, strides);
  }

  private void storages() {
    refused(
        21,
        "unknown key",
        storage("FloatStorage", "7", 4),
        "52: record data/7 is missing; the file is damaged");
    for (String key : new String[] {"../x", "/etc/passwd", "data/../data/0", ""}) {
      String message = ": storage key " + key + " is no plain record name; do not trust the file";
      int offset = 51 + key.length();
      refused(21, "key \"" + key + "\"", storage("FloatStorage", key, 4), offset + message);
    }
    refused(
        22,
        "minus one element",
        storage("cpu", -1),
        "60: storage 0 of -1 float32, got a record of 16 bytes; the file is damaged");
    refused(
        22,
        "nearly 2^63 elements",
        storage("cpu", Long.MAX_VALUE),
        "60: storage 0 of 9223372036854775807 float32, got a record of 16 bytes; the file is damaged");
    refused(
        22,
        "bytes that overflow to 16",
        storage("cpu", 0x4000000000000004L),
        "60: storage 0 of 4611686018427387908 float32, got a record of 16 bytes; the file is damaged");
    refused(
        23,
        "record too short",
        storage("FloatStorage", "0", 5),
        "52: storage 0 of 5 float32, got a record of 16 bytes; the file is damaged");
    refused(
        23,
        "record too long",
        storage("FloatStorage", "0", 3),
        "52: storage 0 of 3 float32, got a record of 16 bytes; the file is damaged");
    PickleBytes first = storage("FloatStorage", "0", 4);
    refused(
        24,
        "one key, two types",
        Checkpoints.storage(first, "IntStorage", "0", 4),
        "101: storage 0: 4 float32, now it is 4 int32; the file is damaged");
    legal(28, "storage of a gpu", storage("cuda:0", 4));
    legal(28, "storage of no device", storage("meta", 4));
    legal(28, "storage of garbage", storage("\u001b[2J", 4));
  }

  private void views() {
    int most = Integer.MAX_VALUE;
    refused(
        25,
        "negative size",
        tensor(0, new int[] {-1}, new int[] {1}),
        "129: torch._utils._rebuild_tensor_v2: size is -1, expected 0 or more");
    refused(
        25,
        "negative stride",
        tensor(3, new int[] {4}, new int[] {-1}),
        "129: torch._utils._rebuild_tensor_v2: stride is -1, expected 0 or more");
    refused(
        25,
        "negative offset",
        tensor(-1, new int[] {4}, new int[] {1}),
        "129: torch._utils._rebuild_tensor_v2: offset is -1, expected 0 or more");
    int[] ones = new int[100_000];
    Arrays.fill(ones, 1);
    refused(
        25,
        "rank 100000",
        tensor(0, ones, ones),
        "400122: torch._utils._rebuild_tensor_v2: size of 100000 dimensions, expected at most 64");
    int[] large = {most, most, most};
    refused(
        25,
        "too many elements",
        tensor(0, large, new int[] {0, 0, 0}),
        "143: tensor of size [2147483647, 2147483647, 2147483647], stride [0, 0, 0], offset 0 overflows 64 bits");
    refused(
        25,
        "span that overflows",
        tensor(0, new int[] {most, most, 4}, new int[] {most, most, most}),
        "149: tensor of size [2147483647, 2147483647, 4], stride [2147483647, 2147483647, 2147483647], offset 0 overflows 64 bits");
    refused(
        25,
        "span outside",
        tensor(1, new int[] {2, 2}, new int[] {2, 1}),
        "130: tensor of size [2, 2], stride [2, 1], offset 1 needs 5 elements, got 4 in storage 0; the file is damaged");
    refused(
        25,
        "size without stride",
        tensor(0, new int[] {4}, new int[] {}),
        "124: tensor has 1 sizes and 0 strides");
    legal(26, "few numbers shown as many", tensor(3, new int[] {most, 500}, new int[] {0, 0}));
    legal(27, "nothing in any dimension", tensor(4, new int[] {0, most}, new int[] {most, 1}));
  }

  private void kinds() {
    PickleBytes flag = p().global("torch._utils", "_rebuild_tensor_v2").mark();
    Checkpoints.storage(flag, "FloatStorage", "0", 4).num(0).num(4).raw(0x85).num(1).raw(0x85);
    refused(
        29,
        "gradient that is a number",
        flag.num(1).op("}").tuple().reduce(),
        "99: torch._utils._rebuild_tensor_v2: argument 4 is an int, expected a bool");
    PickleBytes whole = p().global("torch._utils", "_rebuild_parameter").mark();
    whole.global("torch._utils", "_rebuild_tensor_v2").mark();
    Checkpoints.storage(whole, "IntStorage", "0", 4).num(0).num(4).raw(0x85).num(1).raw(0x85);
    whole.raw(0x89).op("}").tuple().reduce().raw(0x88).op("}").tuple().reduce();
    refused(
        29,
        "parameter of integers",
        whole,
        "134: torch._utils._rebuild_parameter: tensor of dtype int32 requires a gradient, expected a float dtype");
    PickleBytes hooked = p().global("torch._utils", "_rebuild_tensor_v2").mark();
    Checkpoints.storage(hooked, "FloatStorage", "0", 4).num(0).num(4).raw(0x85).num(1).raw(0x85);
    hooked.raw(0x89).op("}").num(1).global("os", "system").op("s");
    refused(
        18,
        "hook of a tensor",
        hooked.tuple().reduce(),
        "112: torch._utils._rebuild_tensor_v2: backward hooks are a dict, expected none; remove the hooks before saving");
    refused(
        30,
        "quantized storage",
        storage("QInt8Storage", "0", 16),
        "52: storage class torch.QInt8Storage is not supported; convert the tensor to an ordinary dtype before saving");
    madeBy("_rebuild_qtensor", "quantized tensor");
    madeBy("_rebuild_sparse_tensor", "sparse tensor");
    madeBy("_rebuild_nested_tensor", "nested tensor");
    madeBy("_rebuild_anything", "tensor made by torch._utils._rebuild_anything");
    legal(30, "bfloat16", storage("BFloat16Storage", "0", 8));
    legal(30, "complex", storage("ComplexFloatStorage", "0", 2));
  }

  private void madeBy(String function, String kind) {
    String message = " is not supported; save it as an ordinary tensor";
    int offset = 18 + function.length();
    refused(30, kind, p().call("torch._utils", function), offset + ": " + kind + message);
  }

  private void byteOrders() {
    byte[] pickle = Checkpoints.parameterPickle();
    ZipBytes big = new ZipBytes().add("a/data.pkl", pickle).add("a/byteorder", "big");
    cases.add(HostileCase.zip(31, "big", big.add("a/data/0", new byte[16]), null));
    ZipBytes garbage = new ZipBytes().add("a/data.pkl", pickle).add("a/byteorder", "\u001b[2J");
    cases.add(
        HostileCase.zip(
            31,
            "garbage",
            garbage.add("a/data/0", new byte[16]),
            "byte order is \\u001b[2J, expected little or big; the file is damaged"));
    ZipBytes endless = new ZipBytes().add("a/data.pkl", pickle).add("a/byteorder", new byte[2000]);
    cases.add(
        HostileCase.zip(
            31,
            "endless",
            endless.add("a/data/0", new byte[16]),
            "record a/byteorder has 2000 bytes, limit is 1024"));
  }
}
