package dev.ephyra.signaling;

import java.util.Arrays;
import java.util.Optional;

/** A simulcast encoding of a video track, from the smallest to the largest. */
public enum Encoding {
    LOW("l"),
    MEDIUM("m"),
    HIGH("h");

    private final String rid;

    Encoding(String rid) {
        this.rid = rid;
    }

    /** The clients' short name, also in their offers (RFC 8851). */
    public String rid() {
        return rid;
    }

    /** The encoding of this short name, if there is one. */
    public static Optional<Encoding> ofRid(String rid) {
        return Arrays.stream(values())
                .filter(encoding -> encoding.rid.equals(rid))
                .findFirst();
    }
}
