package dev.gradfn.nn;

import dev.gradfn.autograd.MatrixProducts;
import dev.gradfn.autograd.Tensor;

/// The weights of one recurrent cell; biases and `hr` may be null.
///
/// @param ih `[gates · hidden, input]`
/// @param hh `[gates · hidden, output]`
/// @param hr `[output, hidden]`, from the hidden state of an LSTM to a smaller output
record CellWeights(Tensor ih, Tensor hh, Tensor biasIh, Tensor biasHh, Tensor hr) {
  Tensor ofInput(Tensor x) {
    return MatrixProducts.linear(x, ih, biasIh);
  }

  Tensor ofHidden(Tensor h) {
    return MatrixProducts.linear(h, hh, biasHh);
  }

  Tensor projected(Tensor h) {
    return hr == null ? h : MatrixProducts.linear(h, hr, null);
  }
}
