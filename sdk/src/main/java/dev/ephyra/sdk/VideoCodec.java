package dev.ephyra.sdk;

/** The one video codec of a room. */
public enum VideoCodec {
    /** {@code h264}; HLS, RTSP and recording need it. */
    H264,
    /** {@code vp8}. */
    VP8,
    /** One that this version of the SDK does not know. The server may answer it; it cannot be asked for. */
    UNKNOWN;

    static VideoCodec of(String wire) {
        return Wire.constant(VideoCodec.values(), wire, UNKNOWN);
    }
}
