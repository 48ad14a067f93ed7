package dev.gradfn.pickle;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Writes pickles instruction by instruction, right ones and wrong ones.
public final class PickleBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /// A pickle of protocol 2.
  public static PickleBytes start() {
    return new PickleBytes().raw(0x80, 2);
  }

  /// Nothing yet, not even a protocol.
  public static PickleBytes empty() {
    return new PickleBytes();
  }

  public PickleBytes raw(int... bytes) {
    for (int b : bytes) {
      out.write(b);
    }
    return this;
  }

  /// Instructions that are written as letters: `op("N.")`.
  public PickleBytes op(String letters) {
    return ascii(letters);
  }

  private PickleBytes ascii(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  public PickleBytes four(long value) {
    return raw((int) value, (int) (value >> 8), (int) (value >> 16), (int) (value >> 24));
  }

  public PickleBytes str(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    op("X").four(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  public PickleBytes num(int value) {
    return value >= 0 && value < 256 ? op("K").raw(value) : op("J").four(value);
  }

  /// An integer of eight bytes.
  public PickleBytes wide(long value) {
    return raw(0x8a, 8).four(value).four(value >> 32);
  }

  public PickleBytes real(double value) {
    long bits = Double.doubleToRawLongBits(value);
    op("G");
    for (int shift = 56; shift >= 0; shift -= 8) {
      raw((int) (bits >> shift));
    }
    return this;
  }

  public PickleBytes global(String module, String name) {
    return ascii("c" + module + "\n" + name + "\n");
  }

  public PickleBytes mark() {
    return op("(");
  }

  public PickleBytes tuple() {
    return op("t");
  }

  public PickleBytes reduce() {
    return op("R");
  }

  /// `function()`.
  public PickleBytes call(String module, String name) {
    return global(module, name).op(")R");
  }

  public PickleBytes put(int index) {
    return op("q").raw(index);
  }

  public PickleBytes get(int index) {
    return op("h").raw(index);
  }

  /// The pickle so far.
  public byte[] bytes() {
    return out.toByteArray();
  }

  /// The pickle, ended.
  public byte[] stop() {
    return op(".").bytes();
  }
}
