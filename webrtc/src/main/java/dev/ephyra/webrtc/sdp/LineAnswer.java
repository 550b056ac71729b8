package dev.ephyra.webrtc.sdp;

/** What is answered to one media section of an offer. */
public sealed interface LineAnswer {
    /** We receive their track: their line is {@code sendonly}. */
    record Receive(Codec codec) implements LineAnswer {}

    /**
     * We send a track: their line is {@code recvonly}.
     *
     * @param streamId the MediaStream's id in {@code a=msid}; never {@code -}
     * @param trackId the MediaStreamTrack's id in {@code a=msid}; the pair is different in each line
     * @param source stays the same in all answers of a connection
     * @param cname the same in all lines whose media are to be synchronized
     */
    record Send(Codec codec, String streamId, String trackId, Source source, String cname) implements LineAnswer {}

    /** Nobody sends for now; the line stays. */
    record Inactive() implements LineAnswer {}

    /** The line is of no use here, or was rejected in the offer: port 0. */
    record Reject() implements LineAnswer {}
}
