package dev.ephyra.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.room.Metadata;
import dev.ephyra.room.TrackId;
import dev.ephyra.webrtc.ice.IceCredentials;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.sdp.Direction;
import dev.ephyra.webrtc.sdp.MediaKind;
import dev.ephyra.webrtc.sdp.OfferDraft;
import dev.ephyra.webrtc.sdp.OfferDraft.Line;
import dev.ephyra.webrtc.sdp.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The media side of a client of either dialect. What a real client chokes on fails here. */
final class TestBrowser {
    private static final class Transceiver {
        final String mid;
        final MediaKind kind;
        Direction direction;
        /** Its own track, or the one it receives. */
        TrackId track;

        boolean isReceiving;
        /** Given up for good; its section is offered as rejected. */
        boolean isStopped;

        Transceiver(String mid, MediaKind kind, Direction direction, TrackId track) {
            this.mid = mid;
            this.kind = kind;
            this.direction = direction;
            this.track = track;
        }
    }

    private static final TrackId NONE = new TrackId("none");

    final String self;
    final Dialect dialect;
    /** What the client may reach us by, as its dialect tells it. */
    List<TurnServer> turnServers = List.of();

    final Map<TrackId, String> known = new TreeMap<>();
    final Map<TrackId, Metadata> metadata = new HashMap<>();
    List<Codec> video = List.of(Codec.VP8, Codec.H264);
    List<String> rids = List.of();
    String ufrag = "ufrag0";
    Map<String, TrackId> midToTrack = Map.of();
    /** Asked for an offer. */
    boolean asked;
    /** Waits for an answer. */
    boolean offered;
    /** The client's queue waits for an answer. */
    boolean blocked;

    int answers;
    private int restarts;
    private int version;
    private int audioWanted;
    private int videoWanted;
    private int lastTrack;
    private final List<Transceiver> transceivers = new ArrayList<>();
    private List<String> offeredMids = List.of();
    private final Set<String> ssrcs = new HashSet<>();

    TestBrowser(String self, Dialect dialect) {
        this.self = self;
        this.dialect = dialect;
    }

    TrackId publish(MediaKind kind, String json) {
        TrackId track = new TrackId(self + ":" + ++lastTrack);
        add(kind, Direction.SENDONLY, track);
        metadata.put(track, new Metadata(json));
        return track;
    }

    TestBrowser publishing() {
        publish(MediaKind.AUDIO, "1");
        return this;
    }

    void publish(TrackId track, MediaKind kind) {
        add(kind, Direction.SENDONLY, track);
    }

    void unpublish(TrackId track) {
        for (Transceiver one : transceivers) {
            if (one.track.equals(track) && one.direction == Direction.SENDONLY) {
                one.direction = Direction.INACTIVE;
                one.track = NONE;
            }
        }
        metadata.remove(track);
    }

    /** Unpublishes by stopping the transceiver. */
    void stop(TrackId track) {
        transceivers.stream().filter(one -> one.track.equals(track)).forEach(one -> one.isStopped = true);
        unpublish(track);
    }

    List<TrackId> published() {
        return transceivers.stream()
                .filter(one -> one.direction == Direction.SENDONLY)
                .map(one -> one.track)
                .toList();
    }

    Set<TrackId> received() {
        Set<TrackId> received = new TreeSet<>();
        transceivers.stream()
                .filter(one -> one.direction == Direction.RECVONLY && one.isReceiving)
                .forEach(one -> received.add(one.track));
        return received;
    }

    private void add(MediaKind kind, Direction direction, TrackId track) {
        transceivers.add(new Transceiver(Integer.toString(transceivers.size()), kind, direction, track));
    }

    private long receivers(MediaKind kind) {
        return transceivers.stream()
                .filter(one -> one.kind == kind && one.direction == Direction.RECVONLY)
                .count();
    }

    /** The client answers an offerData. */
    PeerCommand.SdpOffer offer() {
        assertThat(asked).isTrue();
        asked = false;
        return unaskedOffer();
    }

    PeerCommand.SdpOffer unaskedOffer() {
        assertThat(offered).as("stuck in have-local-offer").isFalse();
        offered = true;
        if (dialect == Dialect.JSON) {
            ufrag = "ufrag" + ++restarts;
        }
        while (receivers(MediaKind.AUDIO) < audioWanted) {
            add(MediaKind.AUDIO, Direction.RECVONLY, NONE);
        }
        while (receivers(MediaKind.VIDEO) < videoWanted) {
            add(MediaKind.VIDEO, Direction.RECVONLY, NONE);
        }
        List<Line> lines = new ArrayList<>();
        Map<String, TrackId> own = new LinkedHashMap<>();
        for (Transceiver one : transceivers) {
            lines.add(line(one));
            if (one.direction == Direction.SENDONLY) {
                own.put(one.mid, one.track);
            }
        }
        offeredMids = transceivers.stream().map(one -> one.mid).toList();
        IceCredentials ice = new IceCredentials(ufrag, "p".repeat(24));
        String sdp = new OfferDraft(ice, TestSdp.FINGERPRINT, 7, ++version, lines).format();
        return new PeerCommand.SdpOffer(sdp, metadata, own);
    }

    private Line line(Transceiver one) {
        List<Codec> codecs = one.kind == MediaKind.AUDIO ? List.of(Codec.OPUS) : video;
        if (one.isStopped) {
            return new Line.Rejected(codecs.getFirst());
        }
        return switch (one.direction) {
            case SENDONLY -> {
                Source source = Source.of(5000 + Integer.parseInt(one.mid));
                yield one.kind == MediaKind.VIDEO && !rids.isEmpty()
                        ? new Line.Simulcast(codecs.getFirst(), rids)
                        : new Line.Send(codecs.getFirst(), source, "stream", "track" + one.mid, "cname");
            }
            case RECVONLY -> new Line.Receive(codecs);
            case INACTIVE -> new Line.Inactive(codecs.getFirst());
            case SENDRECV -> new Line.DataChannel();
        };
    }

    void addDataChannel() {
        add(MediaKind.APPLICATION, Direction.SENDRECV, NONE);
    }

    boolean hasDataChannel() {
        return transceivers.stream().anyMatch(one -> one.kind == MediaKind.APPLICATION);
    }

    void hear(PeerEvent event, Set<String> endpoints) {
        switch (event) {
            case PeerEvent.Connected(var me, var others, var turn) -> {
                turnServers = turn;
                known.clear();
                others.forEach(other -> other.tracks().keySet().forEach(track -> known.put(track, other.id())));
                assertThat(me.id()).isEqualTo(self);
            }
            case PeerEvent.TracksAdded(var endpoint, var tracks) -> {
                assertThat(endpoints).contains(endpoint);
                assertThat(tracks).isNotEmpty();
                if (dialect == Dialect.PROTOBUF) {
                    assertThat(known).doesNotContainKeys(tracks.keySet().toArray(new TrackId[0]));
                }
                tracks.keySet().forEach(track -> known.put(track, endpoint));
                blocked = true;
            }
            case PeerEvent.TracksRemoved(var endpoint, var tracks) -> {
                assertThat(endpoints).contains(endpoint);
                for (TrackId track : tracks) {
                    assertThat(known.remove(track)).isEqualTo(endpoint);
                    if (dialect == Dialect.JSON) {
                        assertThat(midToTrack).as("the client throws").containsValue(track);
                        midToTrack.values().remove(track);
                    }
                }
                blocked = true;
            }
            case PeerEvent.EndpointRemoved(var endpoint) -> {
                if (dialect == Dialect.PROTOBUF) {
                    assertThat(known).doesNotContainValue(endpoint);
                }
                known.values().removeIf(endpoint::equals);
            }
            case PeerEvent.OfferData e -> {
                if (dialect == Dialect.JSON) {
                    turnServers = e.turnServers();
                }
                asked(e.audio(), e.video());
            }
            case PeerEvent.SdpAnswer(var sdp, var tracks) -> answered(TestSdp.answer(sdp), tracks);
            case PeerEvent.TrackUpdated e -> knows(e.endpointId(), e.track());
            case PeerEvent.EncodingDisabled e -> knows(e.endpointId(), e.track());
            case PeerEvent.EncodingEnabled e -> knows(e.endpointId(), e.track());
            case PeerEvent.EncodingSwitched e -> knows(e.endpointId(), e.track());
            case PeerEvent.VadNotification e -> assertThat(known).containsKey(e.track());
            case PeerEvent.EndpointAdded _ -> {}
            case PeerEvent.EndpointUpdated _ -> {}
            case PeerEvent.Candidate _ ->
                assertThat(answers).as("no remote description yet").isPositive();
            case PeerEvent.Failed _ -> {}
        }
    }

    private void knows(String endpoint, TrackId track) {
        assertThat(known).containsEntry(track, endpoint);
    }

    private void asked(int audio, int video) {
        assertThat(asked || offered).as("one cycle at a time").isFalse();
        assertThat((long) audio).as("Invalid array length").isGreaterThanOrEqualTo(receivers(MediaKind.AUDIO));
        assertThat((long) video).as("Invalid array length").isGreaterThanOrEqualTo(receivers(MediaKind.VIDEO));
        asked = true;
        audioWanted = audio;
        videoWanted = video;
    }

    private void answered(Map<String, TestSdp.Answered> sections, Map<String, TrackId> tracks) {
        assertThat(offered).as("an answer to nothing").isTrue();
        offered = false;
        blocked = false;
        answers++;
        midToTrack = new HashMap<>(tracks);
        assertThat(sections.keySet()).as("same sections in the same order").containsExactlyElementsOf(offeredMids);
        Set<String> msids = new HashSet<>();
        for (TestSdp.Answered section : sections.values()) {
            Transceiver one = transceivers.get(Integer.parseInt(section.mid()));
            switch (section.direction()) {
                case SENDONLY -> {
                    assertThat(one.direction).isEqualTo(Direction.RECVONLY);
                    assertThat(msids.add(section.msid())).as("duplicate msid").isTrue();
                    assertThat(section.msid()).doesNotStartWith("-");
                    TrackId track = Objects.requireNonNull(tracks.get(section.mid()));
                    assertThat(known).as("ontrack throws").containsKey(track);
                    if (one.isReceiving) {
                        assertThat(one.track).as("no ontrack for another track").isEqualTo(track);
                    } else {
                        assertThat(ssrcs.addAll(section.ssrcs()))
                                .as("a new source")
                                .isTrue();
                    }
                    one.track = track;
                    one.isReceiving = true;
                }
                case RECVONLY -> assertThat(tracks).containsEntry(section.mid(), one.track);
                case INACTIVE -> {
                    one.isReceiving = false;
                    assertThat(section.isRejected()).isEqualTo(one.isStopped || one.kind == MediaKind.APPLICATION);
                }
                case SENDRECV -> throw new AssertionError("an answer that sends and receives");
            }
        }
    }
}
