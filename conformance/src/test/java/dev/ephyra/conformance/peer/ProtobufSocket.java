package dev.ephyra.conformance.peer;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.testkit.PeerSocketClient;
import dev.ephyra.testkit.RawWebSocket;
import dev.ephyra.testkit.SocketEnd;
import dev.ephyra.wire.PeerMessage;
import dev.ephyra.wire.media.Candidate;
import dev.ephyra.wire.media.peer.MediaEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/**
 * The peer socket of a client in the protobuf dialect. Sending is for one thread at a time; what is told comes on the thread
 * of the socket's reader.
 */
final class ProtobufSocket {
    private static final String VERSION = "web-0.25.1";

    /** What its client must know. Called on the thread of the socket's reader; must not block. */
    interface Listener {
        /** The room has let it in, under this id. */
        void connected(String endpointId);

        /** An offer is wanted, with at least so many lines that receive. */
        void offerWanted(int audio, int video);

        /** The answer to the last offer. */
        void answered(String sdp, Map<String, String> midToTrack);
    }

    private final String token;
    private final String metadata;
    private final Listener listener;
    private final RawWebSocket socket;

    private ProtobufSocket(int port, String token, String metadata, Listener listener) throws IOException {
        this.token = token;
        this.metadata = metadata;
        this.listener = listener;
        this.socket = RawWebSocket.connect(port, PeerSocketClient.PATH, this::told);
    }

    /** Connects, and says nothing: the listener is told nothing before {@link #join}. */
    static ProtobufSocket connect(int port, String token, String metadata, Listener listener) throws IOException {
        return new ProtobufSocket(port, token, metadata, listener);
    }

    /** Joins with the token and the metadata, which is JSON. */
    void join() {
        send(PeerMessage.newBuilder()
                .setAuthRequest(
                        PeerMessage.AuthRequest.newBuilder().setToken(token).setSdkVersion(VERSION))
                .build());
    }

    /** What is published has changed. */
    void renegotiate() {
        send(MediaEvent.newBuilder().setRenegotiateTracks(MediaEvent.RenegotiateTracks.getDefaultInstance()));
    }

    /** @param midToTrack of what the client publishes */
    void offer(String sdp, Map<String, String> midToTrack) {
        MediaEvent.SdpOffer.Builder offer =
                MediaEvent.SdpOffer.newBuilder().setSdp(sdp).putAllMidToTrackId(midToTrack);
        midToTrack.values().forEach(track -> offer.putTrackIdToMetadataJson(track, "null"));
        send(MediaEvent.newBuilder().setSdpOffer(offer));
    }

    void candidate(String candidate, int line, String mid) {
        send(MediaEvent.newBuilder()
                .setCandidate(Candidate.newBuilder()
                        .setCandidate(candidate)
                        .setSdpMLineIndex(line)
                        .setSdpMid(mid)));
    }

    /** How the server ended it; fails when it does not. */
    SocketEnd awaitEnd(Duration within) {
        return socket.awaitEnd(within);
    }

    boolean isOpen() {
        return socket.isOpen();
    }

    /** A close frame, and then the end. */
    void leave() throws IOException {
        socket.closePolitely();
        socket.close();
    }

    /** The end without a word. */
    void vanish() {
        socket.close();
    }

    private void told(byte[] message) {
        try {
            carryOut(PeerMessage.parseFrom(message));
        } catch (InvalidProtocolBufferException undecodable) {
            throw new AssertionError("the server sent no PeerMessage", undecodable);
        }
    }

    private void carryOut(PeerMessage told) {
        if (told.hasAuthenticated()) {
            send(MediaEvent.newBuilder()
                    .setConnect(MediaEvent.Connect.newBuilder().setMetadataJson(metadata)));
            return;
        }
        var event = told.getServerMediaEvent();
        switch (event.getContentCase()) {
            case CONNECTED -> listener.connected(event.getConnected().getEndpointId());
            case OFFER_DATA -> {
                var wanted = event.getOfferData().getTracksTypes();
                listener.offerWanted(wanted.getAudio(), wanted.getVideo());
            }
            case SDP_ANSWER ->
                listener.answered(
                        event.getSdpAnswer().getSdp(), event.getSdpAnswer().getMidToTrackIdMap());
            // What is there to receive, the answers say; the rest is for people.
            case ENDPOINT_UPDATED,
                    TRACK_UPDATED,
                    TRACKS_ADDED,
                    TRACKS_REMOVED,
                    ENDPOINT_ADDED,
                    ENDPOINT_REMOVED,
                    CANDIDATE,
                    VAD_NOTIFICATION,
                    TRACK_VARIANT_SWITCHED,
                    TRACK_VARIANT_DISABLED,
                    TRACK_VARIANT_ENABLED -> {}
            case ERROR, CONTENT_NOT_SET -> throw new AssertionError("told: " + told);
        }
    }

    private void send(MediaEvent.Builder event) {
        send(PeerMessage.newBuilder().setPeerMediaEvent(event).build());
    }

    private void send(PeerMessage message) {
        try {
            socket.sendBinary(message.toByteArray());
        } catch (IOException gone) {
            // Its reader notices too, and says how it ended to whoever asks.
            socket.close();
        }
    }
}
