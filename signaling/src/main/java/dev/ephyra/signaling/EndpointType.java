package dev.ephyra.signaling;

import dev.ephyra.room.ComponentType;

/** What stands behind an endpoint. Browser clients show {@code webrtc} as peers and the others as components. */
public enum EndpointType {
    WEBRTC("webrtc"),
    HLS(ComponentType.HLS.apiName()),
    RTSP(ComponentType.RTSP.apiName()),
    FILE(ComponentType.FILE.apiName()),
    SIP(ComponentType.SIP.apiName()),
    RECORDING(ComponentType.RECORDING.apiName());

    private final String wireName;

    EndpointType(String wireName) {
        this.wireName = wireName;
    }

    /** The name on the wire. */
    public String wireName() {
        return wireName;
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
