package dev.ephyra.sdk;

/** What a peer is added with. */
public sealed interface PeerOptions {
    /** A peer that connects as a browser does, with simulcast. */
    static WebRtc webRtc() {
        return new WebRtc(true);
    }

    /**
     * A peer that connects as a browser does.
     *
     * @param enableSimulcast whether it may send a video in several qualities at once
     */
    record WebRtc(boolean enableSimulcast) implements PeerOptions {
        /** The same with or without simulcast. */
        public WebRtc withEnableSimulcast(boolean enabled) {
            return new WebRtc(enabled);
        }
    }
}
