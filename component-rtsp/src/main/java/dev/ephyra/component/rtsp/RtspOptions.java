package dev.ephyra.component.rtsp;

import java.time.Duration;

/**
 * What a camera's component is to do.
 *
 * @param sourceUri where the camera is, with its credentials
 * @param rtpPort of UDP, 1 to 65,535; 0 for one that is free
 * @param reconnectDelay between a session's end and the next
 * @param keepAliveInterval between signs of life that are asked for; a second at least
 * @param pierceNat whether an empty datagram opens the way for the camera's
 */
public record RtspOptions(
        String sourceUri, int rtpPort, Duration reconnectDelay, Duration keepAliveInterval, boolean pierceNat) {
    @Override
    public String toString() {
        // The URI may hold a password.
        return "RtspOptions[rtpPort=" + rtpPort + ", reconnectDelay=" + reconnectDelay + "]";
    }
}
