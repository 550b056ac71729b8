package dev.ephyra.webrtc.sdp;

/** A codec that is forwarded. */
public enum Codec {
    /** RFC 7587. */
    OPUS(MediaKind.AUDIO, "opus", 48_000),
    /** RFC 7741. */
    VP8(MediaKind.VIDEO, "VP8", 90_000),
    /** RFC 6184, constrained baseline, packetization mode 1. */
    H264(MediaKind.VIDEO, "H264", 90_000);

    private final MediaKind kind;
    private final String encodingName;
    private final int clockRateHz;

    Codec(MediaKind kind, String encodingName, int clockRateHz) {
        this.kind = kind;
        this.encodingName = encodingName;
        this.clockRateHz = clockRateHz;
    }

    public MediaKind kind() {
        return kind;
    }

    /** The name in {@code a=rtpmap}, compared without regard to case. */
    public String encodingName() {
        return encodingName;
    }

    /** Ticks a second of RTP timestamps. */
    public int clockRateHz() {
        return clockRateHz;
    }
}
