package dev.ephyra.signaling;

/** A simulcast encoding of a video track, from the smallest to the largest. */
public enum Encoding {
    LOW,
    MEDIUM,
    HIGH
}
