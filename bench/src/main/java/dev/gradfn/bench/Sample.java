package dev.gradfn.bench;

/// What one process measured.
///
/// Unlike a mean, median and best hardly change where other processes take the processor away now
/// and then, and the best least.
///
/// @param median milliseconds per call, of the batch in the middle
/// @param best of the best batch
/// @param megabytes the process's largest resident memory, 10⁶ bytes; nan if it is not known
record Sample(double median, double best, double megabytes) {}
