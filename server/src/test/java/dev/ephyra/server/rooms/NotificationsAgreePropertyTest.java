package dev.ephyra.server.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.api.JsonText;
import dev.ephyra.api.RoomJson;
import dev.ephyra.journal.JournalHealth;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.record.EventCodec;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.Moment;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomApplier;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.RoomSnapshot;
import dev.ephyra.room.RoomState;
import dev.ephyra.room.Rooms;
import dev.ephyra.room.TrackId;
import dev.ephyra.signaling.Dialect;
import dev.ephyra.signaling.MediaReport;
import dev.ephyra.signaling.PeerCommand;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.sdp.OfferDraft;
import dev.ephyra.webrtc.sdp.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Random lives of a room over its real loop: peers join, publish, unpublish, say and leave. Whoever follows the
 * notifications holds at every moment what the API shows, and what is replayed from the journal is the same room.
 */
class NotificationsAgreePropertyTest {
    private static final RoomId ROOM = new RoomId("blue");
    private static final List<PeerId> PEERS = List.of(new PeerId("a"), new PeerId("b"), new PeerId("c"));

    @Property(tries = 60)
    void whatIsToldIsWhatIsShown(@ForAll long seed) throws InvalidProtocolBufferException {
        World lived = live(seed);
        assertThat(lived.journal.appended).isNotEmpty();
    }

    private static World live(long seed) throws InvalidProtocolBufferException {
        World world = new World(seed);
        for (int step = 0; step < 150; step++) {
            world.step();
            world.turn();
            world.check();
        }
        world.journal.health = new JournalHealth.Accepting();
        world.journal.commit();
        world.nowNanos += 20_000_000_000L;
        world.turn();
        world.check();
        assertThat(world.shown).as("all answers came").isEmpty();
        return world;
    }

    /** A browser: its sections, each with a track of its own or with none any more. */
    private static final class Browser {
        final ConnectionId connection;
        final List<Optional<TrackId>> sections = new ArrayList<>();
        final Map<TrackId, Metadata> metadata = new LinkedHashMap<>();
        private int version;

        Browser(ConnectionId connection) {
            this.connection = connection;
        }

        PeerCommand.SdpOffer offer() {
            List<OfferDraft.Line> lines = new ArrayList<>();
            Map<String, TrackId> tracks = new LinkedHashMap<>();
            for (int i = 0; i < sections.size(); i++) {
                String mid = Integer.toString(i);
                Codec codec = i % 2 == 0 ? Codec.OPUS : Codec.VP8;
                sections.get(i).ifPresent(track -> tracks.put(mid, track));
                lines.add(
                        sections.get(i).isPresent()
                                ? new OfferDraft.Line.Send(codec, Source.of(100 + i), "s", "t" + i, "c")
                                : new OfferDraft.Line.Inactive(codec));
            }
            String sdp = new OfferDraft(RecordingMedia.ICE, RecordingMedia.FINGERPRINT, 1, ++version, lines).format();
            return new PeerCommand.SdpOffer(sdp, metadata, tracks);
        }

        List<TrackId> published() {
            return sections.stream().flatMap(Optional::stream).toList();
        }
    }

    /** An answer of the API that has not come yet, and up to which record it may tell. */
    private record Shown(CompletableFuture<Rooms.Result<Optional<RoomSnapshot>>> answer, String expected, int head) {}

    private static final class World {
        final Random random;
        final FakeJournal journal = new FakeJournal();
        final List<Shown> shown = new ArrayList<>();
        private final RoomLoop loop = new RoomLoop(
                new Mailbox(64),
                journal,
                new RoomRecorder(new EventIds(new SplittableRandom(1))),
                RoomLoopLimits.of(new RoomCount(2)),
                new RoomPorts(new RecordingMedia(), RoomComponents.NONE));
        private final RoomDirectory directory = new RoomDirectory(List.of(loop));
        private final PeerGate peers = new PeerGate(directory);
        private final MediaGate media = new MediaGate(directory);
        private final NotifiedRoom notified = new NotifiedRoom();
        private final RoomState replayed = RoomState.absent(ROOM);
        private final Map<PeerId, Browser> browsers = new LinkedHashMap<>();
        private int taken;
        private long lastConnection;
        private long nowNanos;

        World(long seed) {
            random = new Random(seed);
            RoomConfig config = new RoomConfig(
                    ROOM,
                    OptionalInt.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    OptionalInt.empty(),
                    OptionalInt.empty());
            directory.submit(ROOM, new RoomCommand.CreateRoom(config, new UUID(7, 7)));
            PEERS.forEach(peer -> directory.submit(ROOM, new RoomCommand.AddPeer(peer, true)));
            turn();
        }

        void turn() {
            loop.turn(new Moment(nowNanos, nowNanos / 1_000));
            if (random.nextInt(3) > 0) {
                journal.commit();
            }
            loop.turn(new Moment(nowNanos, nowNanos / 1_000));
        }

        void step() {
            PeerId peer = PEERS.get(random.nextInt(PEERS.size()));
            Browser browser = browsers.get(peer);
            switch (random.nextInt(12)) {
                case 0 -> directory.submit(ROOM, new RoomCommand.DeletePeer(peer));
                case 1 -> {
                    if (loop.snapshot(ROOM).orElseThrow().peers().stream()
                            .noneMatch(one -> one.id().equals(peer))) {
                        directory.submit(ROOM, new RoomCommand.AddPeer(peer, true));
                    }
                }
                case 2, 3 -> enter(peer);
                case 4 -> nowNanos += random.nextLong(2_000_000_000L);
                case 5 ->
                    journal.health =
                            random.nextInt(3) == 0 ? new JournalHealth.Full("test") : new JournalHealth.Accepting();
                case 6 -> shown.add(ask());
                default -> {
                    if (browser != null) {
                        speak(peer, browser);
                    }
                }
            }
        }

        private void enter(PeerId peer) {
            Browser before = browsers.remove(peer);
            if (before != null) {
                peers.closed(ROOM, peer, before.connection, EndReason.LEFT);
            }
            Browser browser = new Browser(new ConnectionId(++lastConnection));
            browsers.put(peer, browser);
            Dialect dialect = random.nextBoolean() ? Dialect.JSON : Dialect.PROTOBUF;
            peers.enter(ROOM, peer, browser.connection, dialect, new RecordingOutbox(new ArrayList<>()));
            peers.command(ROOM, peer, browser.connection, new PeerCommand.Connect(text()), () -> {});
        }

        private void speak(PeerId peer, Browser browser) {
            List<TrackId> published = browser.published();
            PeerCommand said = switch (random.nextInt(9)) {
                case 0, 1, 2 -> {
                    TrackId track = new TrackId(peer.value() + ":" + browser.sections.size());
                    browser.sections.add(Optional.of(track));
                    browser.metadata.put(track, text());
                    yield browser.offer();
                }
                case 3 -> {
                    int section = random.nextInt(browser.sections.size() + 1);
                    if (section < browser.sections.size()) {
                        browser.sections.get(section).ifPresent(browser.metadata::remove);
                        browser.sections.set(section, Optional.empty());
                    }
                    yield browser.sections.isEmpty() ? new PeerCommand.RenegotiateTracks() : browser.offer();
                }
                case 4 -> new PeerCommand.UpdateEndpointMetadata(text());
                case 5 -> new PeerCommand.Connect(text());
                case 6 -> random.nextInt(4) == 0 ? new PeerCommand.Disconnect() : new PeerCommand.RenegotiateTracks();
                default ->
                    new PeerCommand.UpdateTrackMetadata(
                            published.isEmpty()
                                    ? new TrackId("nobody's")
                                    : published.get(random.nextInt(published.size())),
                            text());
            };
            peers.command(ROOM, peer, browser.connection, said, () -> {});
            if (random.nextInt(30) == 0) {
                media.report(ROOM, browser.connection, new MediaReport.Failed("a test", random.nextBoolean()));
            }
        }

        private Metadata text() {
            return new Metadata(Integer.toString(random.nextInt(3)));
        }

        /** The API is asked now, so it shows what is so now. */
        private Shown ask() {
            var answer = directory.show(ROOM).toCompletableFuture();
            loop.turn(new Moment(nowNanos, nowNanos / 1_000));
            return new Shown(answer, peersJson(loop.snapshot(ROOM).orElseThrow()), journal.appended.size());
        }

        void check() throws InvalidProtocolBufferException {
            while (taken < journal.appended.size()) {
                JournalRecord record = journal.appended.get(taken++);
                if (record.notification().length > 0) {
                    notified.take(record.notification());
                }
                RoomApplier.apply(replayed, EventCodec.decode(record.event()), new Moment(0, 0));
            }
            RoomSnapshot now = loop.snapshot(ROOM).orElseThrow();
            assertThat(notified.peersJson()).isEqualTo(peersJson(now));
            assertThat(replayed.snapshot()).isEqualTo(now);
            for (Shown one : List.copyOf(shown)) {
                if (one.answer.isDone()) {
                    assertThat(journal.durable()).as("told when it is durable").isGreaterThanOrEqualTo(one.head);
                    // Unavailable is what comes of one that was not durable in time.
                    if (one.answer.join() instanceof Rooms.Result.Answered<Optional<RoomSnapshot>>(var room)) {
                        assertThat(peersJson(room.orElseThrow())).isEqualTo(one.expected);
                    }
                    shown.remove(one);
                }
            }
        }

        private static String peersJson(RoomSnapshot room) {
            return room.peers().stream()
                    .map(peer -> {
                        JsonText text = new JsonText();
                        RoomJson.peer(peer, text);
                        return text.toString();
                    })
                    .collect(Collectors.joining(","));
        }
    }
}
