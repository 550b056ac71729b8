package dev.ephyra.bench.media;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.webrtc.dtls.Fingerprint;
import dev.ephyra.webrtc.ice.IceCandidate;
import dev.ephyra.webrtc.ice.IceCredentials;
import dev.ephyra.webrtc.ice.Path;
import dev.ephyra.webrtc.sdp.AnswerTransport;
import dev.ephyra.webrtc.sdp.LineAnswer;
import dev.ephyra.webrtc.sdp.NegotiatedLine;
import dev.ephyra.webrtc.sdp.Offer;
import dev.ephyra.webrtc.sdp.OfferDraft;
import dev.ephyra.webrtc.sdp.RemoteAnswer;
import dev.ephyra.webrtc.sdp.SdpException;
import dev.ephyra.webrtc.sdp.Source;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Janus with a room of its videoroom plugin: one publisher, and a subscriber for each of the others. */
public final class JanusForwarding implements ForwardingServer {
    private static final Duration JOINED_WITHIN = Duration.ofSeconds(30);
    private static final int ROOM = 7;
    /** A client has one address. */
    private static final int HIGHEST_PREFERENCE = 65_535;

    private final JanusProcess process;
    private final ClientIdentity clients = new ClientIdentity();
    private final HttpClient http = HttpClient.newHttpClient();

    private JanusForwarding(JanusProcess process) {
        this.process = process;
    }

    /** @param folder for its configuration; goes with it */
    public static JanusForwarding start(java.nio.file.Path folder) throws IOException, ScenarioFailure {
        return new JanusForwarding(JanusProcess.start(folder));
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public Audience join(MediaLoad load) throws IOException, ScenarioFailure {
        Audience audience = new Audience(() -> {});
        try {
            long feed = publish(audience, load);
            for (int index = 0; index < load.subscribers(); index++) {
                subscribe(audience, load, feed);
                audience.runUntil("connecting a subscriber", JOINED_WITHIN, audience::areEstablished);
            }
        } catch (SdpException unreadable) {
            throw new ScenarioFailure("a description that cannot be read: " + unreadable.getMessage());
        }
        return audience;
    }

    private long publish(Audience audience, MediaLoad load) throws IOException, ScenarioFailure, SdpException {
        JanusApi api = JanusApi.open(http, process.base());
        api.ask(JanusApi.body("create")
                .put("room", ROOM)
                .put("publishers", 1)
                .put("videocodec", "vp8")
                .put("audiocodec", "opus"));
        ObjectNode join = JanusApi.body("join").put("ptype", "publisher").put("room", ROOM);
        long feed = api.tell(join, null, null).data().path("id").asLong();
        int ssrc = ClientIdentity.random();
        ClientSocket socket = ClientSocket.open(process.address());
        OfferDraft draft = new OfferDraft(
                ClientIdentity.credentials(),
                clients.fingerprint(),
                1,
                1,
                List.of(new OfferDraft.Line.Send(load.codec(), Source.of(ssrc, ssrc + 1), "stream", "track", "cname")));
        String sdp = sdp(api.tell(JanusApi.body("publish"), "offer", waiting(draft.format(), socket.address())));
        // It opens the handshake, which our reader of answers does not expect.
        RemoteAnswer answer = RemoteAnswer.parse(sdp.replace("a=setup:active", "a=setup:passive"));
        SecureLink link = link(socket, sdp, draft.ice(), answer.fingerprint());
        NegotiatedLine line = answer.lines().getFirst();
        PublishedStream stream = new PublishedStream(link, line, ssrc, load.packetBytes(), System.nanoTime());
        audience.publisher(new MediaClient(socket, link, stream), stream);
        audience.runUntil("connecting the publisher", JOINED_WITHIN, audience::areEstablished);
        return feed;
    }

    /** The offer of a side that is ICE-lite and waits for the handshake. */
    private static String waiting(String offer, InetSocketAddress own) {
        return offer.replace("\r\nm=", "\r\na=ice-lite\r\nm=")
                .replace("a=setup:actpass\r\n", "a=setup:passive\r\na=candidate:" + candidate(own) + "\r\n");
    }

    private static String candidate(InetSocketAddress own) {
        return new IceCandidate("1", HIGHEST_PREFERENCE, own).value();
    }

    private void subscribe(Audience audience, MediaLoad load, long feed)
            throws IOException, ScenarioFailure, SdpException {
        JanusApi api = JanusApi.open(http, process.base());
        ObjectNode join = JanusApi.body("join").put("ptype", "subscriber").put("room", ROOM);
        join.set(
                "streams",
                JsonNodeFactory.instance
                        .arrayNode()
                        .add(JsonNodeFactory.instance.objectNode().put("feed", feed)));
        String sdp = sdp(api.tell(join, null, null));
        Offer offer = Offer.parse(sdp);
        ClientSocket socket = ClientSocket.open(process.address());
        IceCredentials own = ClientIdentity.credentials();
        AnswerTransport transport =
                new AnswerTransport(own, clients.fingerprint(), List.of(candidate(socket.address())));
        List<LineAnswer> lines = new ArrayList<>();
        offer.lines().forEach(line -> lines.add(new LineAnswer.Receive(load.codec())));
        api.tell(
                JanusApi.body("start"), "answer", offer.answer(lines, transport).sdp());
        audience.subscriber(new MediaClient(socket, link(socket, sdp, own, offer.fingerprint()), null));
    }

    private static String sdp(JanusApi.Event event) throws ScenarioFailure {
        @Nullable String sdp = event.sdp();
        if (sdp == null) {
            throw new ScenarioFailure("Janus sent no description: " + event.data());
        }
        return sdp;
    }

    private SecureLink link(ClientSocket socket, String sdp, IceCredentials own, Fingerprint remote)
            throws IOException, ScenarioFailure {
        InetSocketAddress server = HostCandidates.first(sdp.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("a=candidate:"))
                .toList());
        socket.connect(server);
        Path path = () -> server;
        return new LiteLink(clients.settings(), socket, path, own, remote, System.nanoTime());
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
