package dev.ephyra.signaling;

import dev.ephyra.room.ComponentType;
import java.util.Locale;

/** What stands behind an endpoint. Browser clients show {@code webrtc} as peers and the others as components. */
public enum EndpointType {
    WEBRTC,
    HLS,
    RTSP,
    FILE,
    SIP,
    RECORDING;

    /** The name on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The endpoint type of a component. */
    public static EndpointType of(ComponentType component) {
        return switch (component) {
            case HLS -> HLS;
            case RTSP -> RTSP;
            case FILE -> FILE;
            case SIP -> SIP;
            case RECORDING -> RECORDING;
        };
    }
}
