package dev.gradfn.signature;

import static dev.gradfn.signature.ModuleTable.row;

import dev.gradfn.nn.AlphaDropout;
import dev.gradfn.nn.CELU;
import dev.gradfn.nn.Dropout;
import dev.gradfn.nn.Dropout1d;
import dev.gradfn.nn.Dropout2d;
import dev.gradfn.nn.Dropout3d;
import dev.gradfn.nn.ELU;
import dev.gradfn.nn.FeatureAlphaDropout;
import dev.gradfn.nn.GELU;
import dev.gradfn.nn.GLU;
import dev.gradfn.nn.Hardshrink;
import dev.gradfn.nn.Hardsigmoid;
import dev.gradfn.nn.Hardswish;
import dev.gradfn.nn.Hardtanh;
import dev.gradfn.nn.LeakyReLU;
import dev.gradfn.nn.LogSigmoid;
import dev.gradfn.nn.LogSoftmax;
import dev.gradfn.nn.Mish;
import dev.gradfn.nn.PReLU;
import dev.gradfn.nn.RReLU;
import dev.gradfn.nn.ReLU;
import dev.gradfn.nn.ReLU6;
import dev.gradfn.nn.SELU;
import dev.gradfn.nn.SiLU;
import dev.gradfn.nn.Sigmoid;
import dev.gradfn.nn.Softmax;
import dev.gradfn.nn.Softmax2d;
import dev.gradfn.nn.Softmin;
import dev.gradfn.nn.Softplus;
import dev.gradfn.nn.Softshrink;
import dev.gradfn.nn.Softsign;
import dev.gradfn.nn.Tanh;
import dev.gradfn.nn.Tanhshrink;
import dev.gradfn.nn.Threshold;

/// Activations and dropouts.
final class ActivationModules {
  private ActivationModules() {}

  static void register() {
    row("ReLU(inplace=False)", a -> new ReLU(a.attributes()));
    row("ReLU6(inplace=False)", a -> new ReLU6(a.bool("inplace")));
    row("LeakyReLU(negative_slope=0.01, inplace=False)", a -> new LeakyReLU(a.attributes()));
    row(
        "RReLU(lower=0.125, upper=0.3333333333333333, inplace=False)",
        a -> new RReLU(a.attributes()));
    row(
        "PReLU(num_parameters=1, init=0.25, device=None, dtype=None)",
        a -> new PReLU(a.integer("num_parameters"), a.number("init")));
    row("ELU(alpha=1.0, inplace=False)", a -> new ELU(a.attributes()));
    row("SELU(inplace=False)", a -> new SELU(a.attributes()));
    row("CELU(alpha=1.0, inplace=False)", a -> new CELU(a.attributes()));
    row("GELU(approximate='none')", a -> new GELU(a.attributes()));
    row("SiLU(inplace=False)", a -> new SiLU(a.attributes()));
    row("Mish(inplace=False)", a -> new Mish(a.attributes()));
    row("Hardswish(inplace=False)", a -> new Hardswish(a.attributes()));
    row("Hardsigmoid(inplace=False)", a -> new Hardsigmoid(a.attributes()));
    row(
        "Hardtanh(min_val=-1.0, max_val=1.0, inplace=False, min_value=None, max_value=None)",
        a -> new Hardtanh(a.number("min_val"), a.number("max_val"), a.bool("inplace")));
    row("Threshold(threshold, value, inplace=False)", a -> new Threshold(a.attributes()));
    row("Softplus(beta=1.0, threshold=20.0)", a -> new Softplus(a.attributes()));
    row("Softshrink(lambd=0.5)", a -> new Softshrink(a.attributes()));
    row("Hardshrink(lambd=0.5)", a -> new Hardshrink(a.attributes()));
    row("Sigmoid()", a -> new Sigmoid(a.attributes()));
    row("LogSigmoid()", a -> new LogSigmoid(a.attributes()));
    row("Tanh()", a -> new Tanh(a.attributes()));
    row("Tanhshrink()", a -> new Tanhshrink(a.attributes()));
    row("Softsign()", a -> new Softsign(a.attributes()));
    row("GLU(dim=-1)", a -> new GLU(a.attributes()));
    row("Softmax(dim=None)", a -> new Softmax(a.attributes()));
    row("Softmin(dim=None)", a -> new Softmin(a.attributes()));
    row("LogSoftmax(dim=None)", a -> new LogSoftmax(a.attributes()));
    row("Softmax2d()", a -> new Softmax2d(a.attributes()));
    row("Dropout(p=0.5, inplace=False)", a -> new Dropout(a.attributes()));
    row("Dropout1d(p=0.5, inplace=False)", a -> new Dropout1d(a.attributes()));
    row("Dropout2d(p=0.5, inplace=False)", a -> new Dropout2d(a.attributes()));
    row("Dropout3d(p=0.5, inplace=False)", a -> new Dropout3d(a.attributes()));
    row("AlphaDropout(p=0.5, inplace=False)", a -> new AlphaDropout(a.attributes()));
    row("FeatureAlphaDropout(p=0.5, inplace=False)", a -> new FeatureAlphaDropout(a.attributes()));
  }
}
