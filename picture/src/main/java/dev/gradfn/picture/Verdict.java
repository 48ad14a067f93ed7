package dev.gradfn.picture;

/// What is known about a module beyond the graph, by whoever draws: may it be pruned?
///
/// @param prunable whether it may
/// @param text the reason, a sentence
public record Verdict(boolean prunable, String text) {}
