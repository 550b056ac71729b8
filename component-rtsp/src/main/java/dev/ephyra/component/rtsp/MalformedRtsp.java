package dev.ephyra.component.rtsp;

/** Bytes that are not RTSP or SDP as cameras send them. The message is for people. */
final class MalformedRtsp extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedRtsp(String message) {
        super(message);
    }
}
