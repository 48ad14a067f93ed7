package dev.gradfn.op;

import static dev.gradfn.op.GradCheckTest.constant;
import static dev.gradfn.op.GradCheckTest.random;
import static dev.gradfn.op.GradCheckTest.transposed;

import dev.gradfn.core.Dims;
import dev.gradfn.op.AddMatrixProduct.Kind;
import dev.gradfn.op.GradCheckTest.Case;
import java.util.List;

/// Cases of the products of matrices.
final class LinalgGradCases {
  private LinalgGradCases() {}

  static List<Case> cases() {
    return List.of(
        new Case(Product.MM, "dense", random(2, 3), random(3, 4)),
        new Case(Product.MM, "transposed", transposed(random(3, 2)), random(3, 2)),
        new Case(Product.MM, "nothing inside", random(2, 0), random(0, 3)),
        new Case(Product.BMM, "dense", random(2, 2, 3), random(2, 3, 2)),
        new Case(Product.MV, "dense", random(2, 3), random(3)),
        new Case(Product.DOT, "dense", random(3), random(3)),
        new Case(added(Kind.ADDMM), "row", random(2), random(2, 3), random(3, 2)),
        new Case(added(Kind.ADDMV), "dense", random(2), random(2, 3), random(3)),
        new Case(added(Kind.BADDBMM), "row", random(2), random(2, 2, 3), random(2, 3, 2)),
        new Case(added(Kind.ADDBMM), "row", random(2), random(2, 2, 3), random(2, 3, 2)),
        new Case(
            new AddMatrixProduct(Kind.ADDMM, 0, 1),
            "beta 0",
            random(2),
            random(2, 3),
            random(3, 2)),
        new Case(
            new Trilinear(Dims.of(1, 3), Dims.of(0), Dims.of(1, 2), Dims.of(2, 3)),
            "bilinear",
            random(2, 2),
            random(2, 2, 3),
            random(2, 3)),
        new Case(new Cross(-1), "row", random(2, 3), random(1, 3)),
        new Case(
            new FlashAttention(0, true, null),
            "causal",
            random(1, 2, 3, 2),
            random(1, 2, 4, 2),
            random(1, 2, 4, 2),
            null),
        new Case(
            new FlashAttention(0, false, 0.3),
            "mask",
            random(1, 1, 2, 3),
            random(1, 1, 4, 3),
            random(1, 1, 4, 3),
            constant(random(2, 4))),
        new Case(T.T, "matrix", random(2, 3)),
        new Case(T.T, "vector", random(3)),
        new Case(new Transpose(0, -1), "dense", random(2, 3, 2)));
  }

  private static AddMatrixProduct added(Kind kind) {
    return new AddMatrixProduct(kind, 0.5, 2);
  }
}
