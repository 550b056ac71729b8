package dev.ephyra.component.rtsp;

import java.util.OptionalInt;

/**
 * From which port a camera sends one stream of a session. It does not always say, and there may be a NAT before it. Once
 * something came from where it said, nothing else is of that stream: a session that was lost before may still be sending to
 * the port that both had. Owned by the component's thread.
 */
final class SenderPort {
    private final OptionalInt said;
    private boolean isSaidRight;

    /** @param said by the camera, 1 to 65,535 */
    SenderPort(OptionalInt said) {
        this.said = said;
    }

    /** Whether what came from this port is of the session. */
    boolean takes(int port) {
        boolean isSaid = said.isPresent() && said.getAsInt() == port;
        isSaidRight |= isSaid;
        return isSaid || !isSaidRight;
    }
}
