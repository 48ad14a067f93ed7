package dev.gradfn.torch;

import dev.gradfn.pickle.PickleBytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Cases 32 to 42: what an archive may claim, and files that are something else.
final class HostileContainers {
  private static final byte[] NUMBER = PickleBytes.start().num(1).stop();

  private final List<HostileCase> cases = new ArrayList<>();

  static List<HostileCase> all() {
    HostileContainers all = new HostileContainers();
    all.headers();
    all.names();
    all.packing();
    all.directory();
    all.otherFiles();
    return all.cases;
  }

  private void zip(int number, String name, ZipBytes zip, String message) {
    cases.add(HostileCase.zip(number, name, zip, message));
  }

  private void file(int number, String name, byte[] content, String message) {
    cases.add(new HostileCase(number, name, content, message));
  }

  private static ZipBytes good() {
    return Checkpoints.zip(Checkpoints.parameterPickle());
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] patched(byte[] content, int at, int... bytes) {
    byte[] changed = content.clone();
    for (int i = 0; i < bytes.length; i++) {
      changed[at + i] = (byte) bytes[i];
    }
    return changed;
  }

  private static int find(byte[] content, String text) {
    return new String(content, StandardCharsets.ISO_8859_1).lastIndexOf(text);
  }

  /// Only the directory counts; so does PyTorch.
  private void headers() {
    zip(32, "sizes after the records only", good(), null);
    byte[] good = good().bytes();
    file(33, "other name in the local header", patched(good, 30, 'X'), null);
    file(33, "other sizes in the local header", patched(good, 18, 9, 9, 9, 9), null);
    int entry = find(good, "archive/data/0") - 46;
    file(
        35,
        "encrypted",
        patched(good, entry + 8, 1),
        "zip archive is encrypted, expected a plain one; unpack it and save it again");
    file(
        35,
        "method 99",
        patched(good, entry + 10, 99),
        "record archive/data/0 is packed by method 99, expected none or deflate");
    file(35, "wrong checksum", patched(good, entry + 16, 1, 2, 3, 4), null);
    file(
        33,
        "record outside the file",
        patched(good, entry + 42, 0xff, 0xff, 0xff, 0x7f),
        "record archive/data/0 of 16 bytes lies outside the file; the file is damaged");
    file(
        33,
        "record larger than the file",
        patched(good, entry + 20, 0, 0, 0, 1, 0, 0, 0, 1),
        "record archive/data/0 of 16777216 bytes lies outside the file; the file is damaged");
  }

  private void names() {
    zip(
        34,
        "record twice",
        good().add("archive/data/0", new byte[16]),
        "zip record archive/data/0 is there twice; do not trust it");
    zip(34, "two cases of one name", good().add("archive/DATA.PKL", NUMBER), null);
    zip(
        34,
        "backslash",
        new ZipBytes().add("archive\\data.pkl", NUMBER),
        "zip archive without a data.pkl, expected a PyTorch checkpoint saved by torch.save");
    zip(
        39,
        "no pickle",
        new ZipBytes().add("archive/data/0", "x"),
        "zip archive without a data.pkl, expected a PyTorch checkpoint saved by torch.save");
    zip(
        39,
        "two checkpoints",
        good().add("other/data.pkl", NUMBER),
        "zip holds two checkpoints, archive/data.pkl and other/data.pkl, expected one");
    zip(
        39,
        "torch script",
        good().add("archive/constants.pkl", NUMBER),
        "TorchScript archive (torch.jit.save) holds compiled code, expected a checkpoint; save the original model with torch.save");
    zip(42, "checkpoint in a record", good().add("archive/inner.pt", good().bytes()), null);
    zip(
        42,
        "checkpoint as the pickle",
        Checkpoints.zip(good().bytes()),
        "data.pkl at offset 0: pickle begins with PERSID (0x50), expected PROTO");
  }

  private void packing() {
    byte[] zeros = new byte[10_000_000];
    zip(
        36,
        "packed pickle that swells",
        new ZipBytes().addDeflated("a/data.pkl", zeros),
        "record a/data.pkl unpacks from 9732 to 10000000 bytes; a checkpoint does not shrink that much, do not trust it");
    PickleBytes floats = Checkpoints.storage(PickleBytes.start(), "FloatStorage", "0", 2_500_000);
    ZipBytes storage = new ZipBytes().add("a/data.pkl", floats.stop());
    zip(
        36,
        "packed storage that swells",
        storage.addDeflated("a/data/0", zeros),
        "record a/data/0 unpacks from 9732 to 10000000 bytes; a checkpoint does not shrink that much, do not trust it");
    PickleBytes pair = Checkpoints.storage(PickleBytes.start(), "ByteStorage", "0", 4000);
    for (int i = 1; i < 4; i++) {
      Checkpoints.storage(pair, "ByteStorage", "" + i, 4000).raw(0x86);
    }
    ZipBytes overlap =
        new ZipBytes().add("a/data.pkl", pair.stop()).add("a/data/0", new byte[4000]);
    for (int i = 1; i < 4; i++) {
      overlap.again("a/data/" + i, 4000);
    }
    zip(
        37,
        "records in one place",
        overlap,
        "zip records a/data/0 and a/data/1 overlap; do not trust the file");
  }

  private void directory() {
    byte[] good = good().bytes();
    int end = good.length - 22;
    file(
        38,
        "more records than there are",
        patched(good, end + 8, 0xff, 0x7f, 0xff, 0x7f),
        "zip archive is damaged (4 records, expected 32767); fetch or save the file again");
    file(
        38,
        "directory outside the file",
        patched(good, end + 16, 0xff, 0xff, 0xff, 0x7f),
        "zip archive is damaged (246 bytes of directory from 2147483647, expected them to end at 720); fetch or save the file again");
    file(
        38,
        "directory larger than the file",
        patched(good, end + 12, 0xff, 0xff, 0xff, 0x7f),
        "zip archive is damaged (2147483647 bytes of directory from 474, expected them to end at 720); fetch or save the file again");
    file(
        38,
        "sizes of 64 bits that are not there",
        patched(good, end + 8, 0xff, 0xff, 0xff, 0xff),
        "zip archive is damaged (4 records, expected 65535); fetch or save the file again");
    file(
        38,
        "something before",
        joined(latin("#!/bin/sh\n"), good),
        "not a PyTorch checkpoint: unknown format that begins with 23 21 2f 62, expected a zip archive");
    file(38, "something after", joined(good, new byte[100]), null);
    file(38, "comment", joined(patched(good, end + 20, 5), latin("hello")), null);
    file(
        38,
        "two ends",
        joined(good, Arrays.copyOfRange(good, end, good.length)),
        "zip archive is damaged (246 bytes of directory from 474, expected them to end at 742); fetch or save the file again");
    file(38, "a million records", million(), "zip directory of 61000000 bytes, limit is 16777216");
    file(
        41,
        "half",
        Arrays.copyOf(good, good.length / 2),
        "zip archive is cut short, expected a directory at its end; the download or copy did not finish, fetch the file again");
    file(41, "nothing", new byte[0], "file is empty; fetch or save it again");
  }

  /// A directory of a million entries that all name the first record.
  private static byte[] million() {
    byte[] good = good().bytes();
    int end = good.length - 22;
    int start = find(good, "PK\1\2");
    byte[] entry = Arrays.copyOfRange(good, start, end);
    ByteBuffer all = ByteBuffer.allocate(start + 1_000_000 * entry.length + 98);
    all.order(ByteOrder.LITTLE_ENDIAN).put(good, 0, start);
    for (int i = 0; i < 1_000_000; i++) {
      all.put(entry);
    }
    int size = all.position() - start;
    int wide = all.position();
    all.putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45).putInt(0);
    all.putInt(0).putLong(1_000_000).putLong(1_000_000).putLong(size).putLong(start);
    all.putInt(0x07064b50).putInt(0).putLong(wide).putInt(1);
    all.putInt(0x06054b50).putInt(0).putInt(-1).putInt(size).putInt(start).putShort((short) 0);
    return Arrays.copyOf(all.array(), all.position());
  }

  private void otherFiles() {
    file(
        40,
        "lfs",
        latin("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n"),
        "Git LFS pointer, not the file itself; run git lfs pull to fetch it");
    file(
        40,
        "html",
        latin("<!DOCTYPE html>\n<html></html>"),
        "HTML page, expected a PyTorch checkpoint; the download link led to a web page, fetch the file itself");
    file(
        40,
        "gzip",
        latin("\u001f\u008b\u0008\0\0\0"),
        "gzip file, expected a PyTorch checkpoint; unpack it with gunzip or tar first");
    file(
        40,
        "7z",
        latin("7z\u00bc\u00af\u0027\u001c\0\4"),
        "7z archive, expected a PyTorch checkpoint; unpack it first");
    file(
        40,
        "onnx",
        latin("\u0008\u0007\u0012\u0007pytorch"),
        "ONNX model, expected a PyTorch checkpoint saved by torch.save");
    byte[] tar = new byte[1024];
    System.arraycopy(latin("a.txt"), 0, tar, 0, 5);
    System.arraycopy(latin("ustar"), 0, tar, 257, 5);
    tar[124] = '0';
    file(
        40,
        "tar",
        tar,
        "tar archive without \"storages\", expected a PyTorch checkpoint; PyTorch before 0.1.11 wrote such archives, unpack any other");
    file(40, "safetensors", latin("\2\0\0\0\0\0\0\0{}"), null);
    file(
        40,
        "plain pickle",
        NUMBER,
        "plain pickle, expected a PyTorch checkpoint saved by torch.save");
  }
}
