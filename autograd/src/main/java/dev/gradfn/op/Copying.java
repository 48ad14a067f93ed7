package dev.gradfn.op;

/// Operations that move elements without computing: copies, conversions, and parts set into zeros.
public sealed interface Copying extends Op
    permits Clone, ToCopy, Copy, ConstantPadNd, Embed, UnfoldBackward, DiagEmbed, Im2Col, Col2Im {}
