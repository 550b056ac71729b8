package dev.ephyra.conformance.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCBundlePolicy;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.RTCRtpTransceiverDirection;
import dev.onvoid.webrtc.RTCRtpTransceiverInit;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.RTCStats;
import dev.onvoid.webrtc.RTCStatsReport;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.MediaStreamTrack;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A peer on libwebrtc: the program behind {@link StackPeer#libwebrtc()}, which answers the same requests as {@code
 * aiortc_peer.py}. Negotiates on one thread; what the stack calls back on threads of its own is handed over.
 */
final class LibwebrtcPeer implements ProtobufSocket.Listener, PeerConnectionObserver {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long ANSWER_SECONDS = 20;

    private final CompletableFuture<String> id = new CompletableFuture<>();
    private final ExecutorService negotiating = Executors.newSingleThreadExecutor();
    private final LibwebrtcMedia media;
    private final PeerConnectionFactory factory;
    private final Map<RTCRtpTransceiver, String> own = new LinkedHashMap<>();
    private final List<MediaStreamTrack> waiting = new ArrayList<>();
    private int audioReceivers;
    private int videoReceivers;
    private volatile Map<String, String> midToTrack = Map.of();
    private volatile @Nullable RTCPeerConnection connection;
    private volatile @Nullable ProtobufSocket socket;

    private LibwebrtcPeer(boolean plays) {
        media = new LibwebrtcMedia(plays);
        factory = media.factory();
    }

    /** Answers what standard input asks, until its end; with an argument it plays what it hears, and sends no sound. */
    public static void main(String[] arguments) throws Exception {
        LibwebrtcPeer peer = new LibwebrtcPeer(arguments.length > 0);
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            JsonNode request = JSON.readTree(line);
            ObjectNode answer =
                    JSON.createObjectNode().put("id", request.path("id").asInt());
            answer.set("value", peer.call(request.path("call").asText(), request.path("with")));
            System.out.println(answer);
        }
        // Threads of the stack would keep the process.
        Runtime.getRuntime().halt(0);
    }

    private JsonNode call(String name, JsonNode with) throws Exception {
        return switch (name) {
            case "join" ->
                join(
                        URI.create(with.path("url").asText()).getPort(),
                        with.path("token").asText());
            case "publish" -> publish();
            case "stats" -> stats();
            case "leave" -> leave();
            default -> throw new IllegalArgumentException("no call " + name);
        };
    }

    private JsonNode join(int port, String token) throws Exception {
        ProtobufSocket joining = ProtobufSocket.connect(port, token, "{\"stack\":\"libwebrtc\"}", this);
        socket = joining;
        joining.join();
        return JSON.getNodeFactory().textNode(id.get(ANSWER_SECONDS, TimeUnit.SECONDS));
    }

    private ProtobufSocket socket() {
        ProtobufSocket joined = socket;
        if (joined == null) {
            throw new IllegalStateException("not joined");
        }
        return joined;
    }

    private JsonNode publish() throws Exception {
        negotiating.submit(() -> waiting.addAll(media.publish())).get();
        socket().renegotiate();
        return JSON.nullNode();
    }

    private JsonNode leave() throws IOException {
        RTCPeerConnection known = connection;
        if (known != null) {
            known.close();
        }
        media.stop();
        socket().leave();
        return JSON.nullNode();
    }

    @Override
    public void connected(String endpointId) {
        id.complete(endpointId);
    }

    @Override
    public void offerWanted(int audio, int video) {
        negotiating.execute(() -> offer(audio, video));
    }

    @Override
    public void answered(String sdp, Map<String, String> newMidToTrack) {
        negotiating.execute(() -> {
            midToTrack = Map.copyOf(newMidToTrack);
            set(observer ->
                    connection().setRemoteDescription(new RTCSessionDescription(RTCSdpType.ANSWER, sdp), observer));
        });
    }

    @Override
    public void onIceCandidate(RTCIceCandidate candidate) {
        negotiating.execute(() -> socket().candidate(candidate.sdp, candidate.sdpMLineIndex, candidate.sdpMid));
    }

    private RTCPeerConnection connection() {
        RTCPeerConnection known = connection;
        if (known == null) {
            RTCConfiguration configuration = new RTCConfiguration();
            configuration.bundlePolicy = RTCBundlePolicy.MAX_BUNDLE;
            known = factory.createPeerConnection(configuration, this);
            connection = known;
        }
        return known;
    }

    private void offer(int audio, int video) {
        for (MediaStreamTrack track : waiting) {
            own.put(add(track, RTCRtpTransceiverDirection.SEND_ONLY), id.join() + ":" + UUID.randomUUID());
        }
        waiting.clear();
        // The binding makes no line without a track; in one that only receives nothing of it is sent.
        for (; audioReceivers < audio; audioReceivers++) {
            add(media.silence(), RTCRtpTransceiverDirection.RECV_ONLY);
        }
        for (; videoReceivers < video; videoReceivers++) {
            add(media.darkness(), RTCRtpTransceiverDirection.RECV_ONLY);
        }
        CompletableFuture<RTCSessionDescription> created = new CompletableFuture<>();
        connection().createOffer(new RTCOfferOptions(), new CreateSessionDescriptionObserver() {
            @Override
            public void onSuccess(RTCSessionDescription description) {
                created.complete(description);
            }

            @Override
            public void onFailure(String reason) {
                created.completeExceptionally(new IllegalStateException(reason));
            }
        });
        RTCSessionDescription offer = created.join();
        set(observer -> connection().setLocalDescription(offer, observer));
        Map<String, String> mids = new LinkedHashMap<>();
        own.forEach((transceiver, track) -> mids.put(transceiver.getMid(), track));
        socket().offer(offer.sdp, mids);
    }

    private RTCRtpTransceiver add(MediaStreamTrack track, RTCRtpTransceiverDirection direction) {
        RTCRtpTransceiverInit init = new RTCRtpTransceiverInit();
        init.direction = direction;
        init.streamIds = List.of("stream");
        return connection().addTransceiver(track, init);
    }

    private static void set(Consumer<SetSessionDescriptionObserver> setting) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        setting.accept(new SetSessionDescriptionObserver() {
            @Override
            public void onSuccess() {
                done.complete(true);
            }

            @Override
            public void onFailure(String reason) {
                done.completeExceptionally(new IllegalStateException(reason));
            }
        });
        done.join();
    }

    private JsonNode stats() throws Exception {
        ObjectNode stats = JSON.createObjectNode().put("state", "new");
        ObjectNode received = stats.putObject("received");
        ObjectNode sent = stats.putObject("sent");
        RTCPeerConnection known = connection;
        if (known == null) {
            return stats;
        }
        stats.put("state", known.getConnectionState().name().toLowerCase(Locale.ROOT));
        CompletableFuture<RTCStatsReport> delivered = new CompletableFuture<>();
        known.getStats(delivered::complete);
        Map<String, RTCStats> report =
                delivered.get(ANSWER_SECONDS, TimeUnit.SECONDS).getStats();
        report.values().forEach(one -> describe(one, report, stats, received, sent));
        return stats;
    }

    private void describe(
            RTCStats one, Map<String, RTCStats> report, ObjectNode stats, ObjectNode received, ObjectNode sent) {
        Map<String, Object> values = one.getAttributes();
        switch (one.getType()) {
            case INBOUND_RTP ->
                received.putObject(trackOf(values))
                        .put("kind", text(values, "kind"))
                        .put("packets", number(values, "packetsReceived"))
                        .put("frames", number(values, "framesDecoded"))
                        .put("energy", number(values, "totalAudioEnergy"))
                        .put("hasReport", report.containsKey(text(values, "remoteId")));
            case OUTBOUND_RTP -> {
                RTCStats heard = report.get(text(values, "remoteId"));
                sent.putObject(trackOf(values))
                        .put("packets", number(values, "packetsSent"))
                        .put("hasReport", heard != null);
            }
            case TRANSPORT ->
                stats.put("role", text(values, "dtlsRole"))
                        .put("cipher", text(values, "dtlsCipher"))
                        .put("srtp", text(values, "srtpCipher"))
                        .put("tls", text(values, "tlsVersion"));
            // $CASES-OMITTED$
            default -> {}
        }
    }

    private String trackOf(Map<String, Object> values) {
        return midToTrack.getOrDefault(text(values, "mid"), "");
    }

    private static String text(Map<String, Object> values, String name) {
        return String.valueOf(values.get(name));
    }

    private static double number(Map<String, Object> values, String name) {
        return values.get(name) instanceof Number number ? number.doubleValue() : 0;
    }
}
