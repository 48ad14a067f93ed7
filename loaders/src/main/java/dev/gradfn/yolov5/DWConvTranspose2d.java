package dev.gradfn.yolov5;

import dev.gradfn.nn.ConvTranspose2d;

/// A transposed convolution with as many groups as its channels allow.
public final class DWConvTranspose2d extends ConvTranspose2d {
  public DWConvTranspose2d(int inChannels, int outChannels, Options options) {
    super(inChannels, outChannels, options);
  }
}
