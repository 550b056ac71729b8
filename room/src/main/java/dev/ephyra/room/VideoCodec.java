package dev.ephyra.room;

/** The video codec a room may enforce. */
public enum VideoCodec {
    H264,
    VP8
}
