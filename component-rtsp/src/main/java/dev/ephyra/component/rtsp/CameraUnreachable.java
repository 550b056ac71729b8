package dev.ephyra.component.rtsp;

/** No connection to a camera now; later there may be one. The message is for people. */
final class CameraUnreachable extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    CameraUnreachable(String reason) {
        super(reason);
        this.reason = reason;
    }

    /** The message. */
    String reason() {
        return reason;
    }
}
