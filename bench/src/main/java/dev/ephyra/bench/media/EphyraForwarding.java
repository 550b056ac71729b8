package dev.ephyra.bench.media;

import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.ServerUnderLoad;
import dev.ephyra.bench.load.HttpConnection;
import dev.ephyra.bench.load.LoadLoop;
import dev.ephyra.bench.load.PeerSocket;
import dev.ephyra.bench.load.RestRequests;
import dev.ephyra.webrtc.sdp.NegotiatedLine;
import dev.ephyra.webrtc.sdp.OfferDraft;
import dev.ephyra.webrtc.sdp.RemoteAnswer;
import dev.ephyra.webrtc.sdp.SdpException;
import dev.ephyra.webrtc.sdp.Source;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Ephyra: a room over REST, and each client over a peer socket as the current browser client does it. */
public final class EphyraForwarding implements ForwardingServer {
    private static final Duration JOINED_WITHIN = Duration.ofSeconds(30);
    private static final String ROOM = "media-load";

    /** At once: more handshakes than that only wait for each other, and their packets are sent again. */
    private static final int JOINING_AT_ONCE = 10;

    private final ServerUnderLoad server;
    private final ClientIdentity clients = new ClientIdentity();
    private final LoadLoop loop;
    private final HttpConnection rest;
    private String token = "";

    /** On a server that runs; whoever started it ends it. */
    public EphyraForwarding(ServerUnderLoad server) throws IOException {
        this.server = server;
        this.loop = new LoadLoop();
        this.rest = HttpConnection.open(loop, server.port());
    }

    @Override
    public long pid() {
        return server.pid();
    }

    @Override
    public Audience join(MediaLoad load) throws IOException, ScenarioFailure {
        Audience audience = new Audience(() -> loop.turn(0));
        rest.send(RestRequests.createRoom(ROOM), (on, answer, nowNanos) -> RestRequests.expect(201, answer));
        audience.runUntil("making a room", JOINED_WITHIN, rest::isIdle);
        publish(audience, load);
        for (int index = 1; index <= load.subscribers(); index++) {
            subscribe(audience, load);
            if (index % JOINING_AT_ONCE == 0 || index == load.subscribers()) {
                audience.runUntil("connecting subscribers", JOINED_WITHIN, audience::areEstablished);
            }
        }
        return audience;
    }

    private void publish(Audience audience, MediaLoad load) throws IOException, ScenarioFailure {
        int ssrc = ClientIdentity.random();
        OfferDraft draft =
                draft(new OfferDraft.Line.Send(load.codec(), Source.of(ssrc, ssrc + 1), "stream", "track", "cname"));
        PeerSocket peer = PeerSocket.publish(loop, server.port(), newToken(audience), draft.format());
        ClientSocket socket = ClientSocket.open();
        OfferingLink link = new OfferingLink(clients.settings(), socket);
        RemoteAnswer answer = connect(audience, peer, draft, socket, link);
        NegotiatedLine line = answer.lines().getFirst();
        PublishedStream stream = new PublishedStream(link, line, ssrc, load.packetBytes(), System.nanoTime());
        audience.publisher(new MediaClient(socket, link, stream), stream);
        audience.runUntil("connecting the publisher", JOINED_WITHIN, audience::areEstablished);
    }

    private void subscribe(Audience audience, MediaLoad load) throws IOException, ScenarioFailure {
        OfferDraft draft = draft(new OfferDraft.Line.Receive(List.of(load.codec())));
        PeerSocket peer = PeerSocket.subscribe(loop, server.port(), newToken(audience), draft.format());
        ClientSocket socket = ClientSocket.open();
        OfferingLink link = new OfferingLink(clients.settings(), socket);
        connect(audience, peer, draft, socket, link);
        audience.subscriber(new MediaClient(socket, link, null));
    }

    private OfferDraft draft(OfferDraft.Line line) {
        return new OfferDraft(ClientIdentity.credentials(), clients.fingerprint(), 1, 1, List.of(line));
    }

    private String newToken(Audience audience) throws IOException, ScenarioFailure {
        rest.send(RestRequests.addPeer(ROOM), (on, answer, nowNanos) -> {
            RestRequests.expect(201, answer);
            token = RestRequests.token(answer);
        });
        audience.runUntil("adding a peer", JOINED_WITHIN, rest::isIdle);
        return token;
    }

    private static RemoteAnswer connect(
            Audience audience, PeerSocket peer, OfferDraft draft, ClientSocket socket, OfferingLink link)
            throws IOException, ScenarioFailure {
        audience.runUntil("negotiating", JOINED_WITHIN, () -> peer.answer() != null);
        try {
            RemoteAnswer answer = RemoteAnswer.parse(String.valueOf(peer.answer()));
            ScenarioFailure.unless(!answer.lines().isEmpty(), "the server wants no media: " + peer.answer());
            socket.connect(HostCandidates.first(answer.candidates()));
            link.answered(answer, draft.ice(), System.nanoTime());
            return answer;
        } catch (SdpException unreadable) {
            throw new ScenarioFailure("an answer that cannot be read: " + unreadable.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        loop.close();
    }
}
