package dev.ephyra.room;

/** One authenticated peer socket of this process; never reused while the process lives. */
public record ConnectionId(long value) {}
