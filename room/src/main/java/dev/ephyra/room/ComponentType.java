package dev.ephyra.room;

/** The component types of Fishjam's API. */
public enum ComponentType {
    HLS,
    RTSP,
    FILE,
    SIP,
    RECORDING
}
