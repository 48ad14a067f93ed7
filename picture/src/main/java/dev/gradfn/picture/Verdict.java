package dev.gradfn.picture;

/// What is known about a module beyond the graph, by whoever draws: may it be pruned?
///
/// @param prunable whether it may
/// @param text what goes with it, or why it stays
public record Verdict(boolean prunable, String text) {}
