package dev.ephyra.bench.load;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.wire.PeerMessage;
import dev.ephyra.wire.media.peer.MediaEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A peer socket in the protobuf dialect that negotiates once, with the events of the current browser client. Owned by the
 * thread of its loop.
 */
public final class PeerSocket implements LoadChannel, FrameReader.Sink {
    private static final String PATH = "/socket/peer/websocket";
    private static final String SDK_VERSION = "web-0.25.1";
    private static final int MAX_MESSAGE_BYTES = 64 * 1024;
    private static final String MID = "0";

    private final SocketChannel channel;
    private final FrameReader frames = new FrameReader(this, MAX_MESSAGE_BYTES);
    private final boolean isPublisher;
    private final String offer;
    private String self = "";
    private @Nullable String answer;
    private boolean hasOffered;
    private @Nullable IOException broken;

    private PeerSocket(SocketChannel channel, boolean isPublisher, String offer) {
        this.channel = channel;
        this.isPublisher = isPublisher;
        this.offer = offer;
    }

    /** Joins and offers the one track in {@code offer}. */
    public static PeerSocket publish(LoadLoop loop, int port, String token, String offer)
            throws IOException, ScenarioFailure {
        return open(loop, port, token, true, offer);
    }

    /** Joins, and when there is a track, offers to receive it. */
    public static PeerSocket subscribe(LoadLoop loop, int port, String token, String offer)
            throws IOException, ScenarioFailure {
        return open(loop, port, token, false, offer);
    }

    private static PeerSocket open(LoadLoop loop, int port, String token, boolean isPublisher, String offer)
            throws IOException, ScenarioFailure {
        Handshake handshake = Handshake.upgrade(port, PATH);
        PeerSocket socket = new PeerSocket(handshake.channel(), isPublisher, offer);
        socket.send(PeerMessage.newBuilder()
                .setAuthRequest(
                        PeerMessage.AuthRequest.newBuilder().setToken(token).setSdkVersion(SDK_VERSION)));
        loop.watch(handshake.channel(), SelectionKey.OP_READ, socket);
        return socket;
    }

    /** The server's answer to the offer; null until it has come. */
    public @Nullable String answer() {
        return answer;
    }

    @Override
    public void ready(SelectionKey key, ByteBuffer scratch) throws IOException, ScenarioFailure {
        frames.prepare(scratch);
        ScenarioFailure.unless(channel.read(scratch) >= 0, "the server ended a peer's socket");
        frames.read(scratch.flip());
        if (broken != null) {
            throw broken;
        }
    }

    @Override
    public void message(ByteBuffer bytes, int offset, int length) throws ScenarioFailure {
        try {
            hear(PeerMessage.parseFrom(bytes.slice(offset, length)));
        } catch (InvalidProtocolBufferException undecodable) {
            throw new ScenarioFailure("no PeerMessage: " + undecodable.getMessage());
        } catch (IOException failed) {
            broken = failed;
        }
    }

    private void hear(PeerMessage message) throws IOException, ScenarioFailure {
        if (message.hasAuthenticated()) {
            tell(MediaEvent.newBuilder()
                    .setConnect(MediaEvent.Connect.newBuilder().setMetadataJson("{}")));
        } else if (message.hasServerMediaEvent()) {
            var event = message.getServerMediaEvent();
            // Who else is there, and what they do, is not listened to.
            if (event.hasConnected()) {
                connected(event.getConnected().getEndpointId());
            } else if (event.hasOfferData()) {
                offer();
            } else if (event.hasSdpAnswer()) {
                answer = event.getSdpAnswer().getSdp();
            } else if (event.hasError()) {
                throw new ScenarioFailure(event.getError().getMessage());
            }
        }
    }

    private void connected(String endpoint) throws IOException {
        self = endpoint;
        if (isPublisher) {
            tell(MediaEvent.newBuilder().setRenegotiateTracks(MediaEvent.RenegotiateTracks.getDefaultInstance()));
        }
    }

    private void offer() throws IOException, ScenarioFailure {
        ScenarioFailure.unless(!hasOffered, "asked for a second offer, with one track in the room");
        hasOffered = true;
        MediaEvent.SdpOffer.Builder sdpOffer = MediaEvent.SdpOffer.newBuilder().setSdp(offer);
        if (isPublisher) {
            String track = self + ":load";
            sdpOffer.putAllTrackIdToMetadataJson(Map.of(track, "{}")).putAllMidToTrackId(Map.of(MID, track));
        }
        tell(MediaEvent.newBuilder().setSdpOffer(sdpOffer));
    }

    private void tell(MediaEvent.Builder event) throws IOException {
        send(PeerMessage.newBuilder().setPeerMediaEvent(event));
    }

    private void send(PeerMessage.Builder message) throws IOException {
        ByteBuffer frame = Handshake.maskedBinary(message.build());
        channel.write(frame);
        if (frame.hasRemaining()) {
            throw new IOException("the server does not read what a peer says");
        }
    }

    @Override
    public void ping() {
        try {
            // An empty masked pong: RFC 6455 section 5.5.3.
            channel.write(ByteBuffer.wrap(new byte[] {(byte) 0x8A, (byte) 0x80, 0, 0, 0, 0}));
        } catch (IOException gone) {
            broken = gone;
        }
    }
}
