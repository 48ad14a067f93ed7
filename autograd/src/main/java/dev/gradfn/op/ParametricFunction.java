package dev.gradfn.op;

/// A function of one number with constant parameters.
@FunctionalInterface
interface ParametricFunction {
  double at(double x, double[] parameters);
}
