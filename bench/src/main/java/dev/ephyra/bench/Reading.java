package dev.ephyra.bench;

/** The value of a metric in one run. */
public record Reading(Metric metric, double value) {}
