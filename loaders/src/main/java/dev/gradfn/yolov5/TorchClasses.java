package dev.gradfn.yolov5;

import java.util.LinkedHashMap;
import java.util.Map;

/// In which module of `torch.nn.modules` each class lives.
final class TorchClasses {
  private static final Map<String, String> NAMES = new LinkedHashMap<>();

  static {
    in(
        "activation",
        "Threshold ReLU RReLU Hardtanh ReLU6 Sigmoid Hardsigmoid Tanh SiLU Mish Hardswish ELU CELU"
            + " SELU GLU GELU Hardshrink LeakyReLU LogSigmoid Softplus Softshrink PReLU Softsign"
            + " Tanhshrink Softmin Softmax Softmax2d LogSoftmax MultiheadAttention");
    in("batchnorm", "BatchNorm1d BatchNorm2d BatchNorm3d SyncBatchNorm");
    in("channelshuffle", "ChannelShuffle");
    in("container", "Sequential ModuleList ModuleDict ParameterList ParameterDict");
    in("conv", "Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d");
    in("dropout", "Dropout Dropout1d Dropout2d Dropout3d AlphaDropout FeatureAlphaDropout");
    in("flatten", "Flatten Unflatten");
    in("fold", "Fold Unfold");
    in("instancenorm", "InstanceNorm1d InstanceNorm2d InstanceNorm3d");
    in("linear", "Identity Linear Bilinear NonDynamicallyQuantizableLinear");
    in(
        "loss",
        "L1Loss NLLLoss KLDivLoss MSELoss BCELoss BCEWithLogitsLoss SmoothL1Loss HuberLoss"
            + " CrossEntropyLoss CosineEmbeddingLoss MarginRankingLoss TripletMarginLoss"
            + " HingeEmbeddingLoss SoftMarginLoss MultiMarginLoss MultiLabelMarginLoss"
            + " MultiLabelSoftMarginLoss PoissonNLLLoss GaussianNLLLoss");
    in("distance", "PairwiseDistance CosineSimilarity");
    in("normalization", "LocalResponseNorm LayerNorm GroupNorm RMSNorm");
    in(
        "padding",
        "CircularPad1d CircularPad2d CircularPad3d ConstantPad1d ConstantPad2d ConstantPad3d"
            + " ReflectionPad1d ReflectionPad2d ReflectionPad3d ReplicationPad1d ReplicationPad2d"
            + " ReplicationPad3d ZeroPad1d ZeroPad2d ZeroPad3d");
    in("pixelshuffle", "PixelShuffle PixelUnshuffle");
    in(
        "pooling",
        "MaxPool1d MaxPool2d MaxPool3d MaxUnpool1d MaxUnpool2d MaxUnpool3d AvgPool1d AvgPool2d AvgPool3d LPPool1d LPPool2d"
            + " AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d AdaptiveAvgPool1d AdaptiveAvgPool2d"
            + " AdaptiveAvgPool3d");
    in("rnn", "RNN LSTM GRU RNNCell LSTMCell GRUCell");
    in("sparse", "Embedding EmbeddingBag");
    in(
        "transformer",
        "TransformerEncoderLayer TransformerDecoderLayer TransformerEncoder TransformerDecoder Transformer");
    in("upsampling", "Upsample UpsamplingNearest2d UpsamplingBilinear2d");
  }

  private TorchClasses() {}

  private static void in(String module, String classes) {
    for (String name : classes.split(" ")) {
      NAMES.put(name, "torch.nn.modules." + module + "." + name);
    }
  }

  /// Full names by class names.
  static Map<String, String> all() {
    return NAMES;
  }
}
