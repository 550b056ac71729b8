package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.record.EventCodec;
import dev.ephyra.notify.record.EventContext;
import dev.ephyra.notify.record.EventFacts;
import dev.ephyra.notify.record.MetaEncoder;
import dev.ephyra.notify.record.NotificationEncoder;
import dev.ephyra.room.ComponentId;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.CrashCause;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackOwner;
import dev.ephyra.room.TrackType;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.delivery.EventMeta;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Notifications with field 1000 behind and before their content, alone and in a batch, decoded by the official SDKs, unmodified:
 * what they make of them is what they make of the plain ones. Each SDK says how many kinds of notifications it knows.
 */
class ExtendedFramesTest {
    private static final UUID LOG = new UUID(1, 2);
    private static final PeerId PEER = new PeerId("peer");
    private static final TrackOwner OWNER = new TrackOwner.OfPeer(PEER);
    private static final Track TRACK = new Track(new TrackId("track"), TrackType.VIDEO, new Metadata("{\"a\":1}"));

    @TempDir
    static Path folder;

    private static Path frames;

    @BeforeAll
    static void write() throws IOException {
        frames = folder.resolve("frames.txt");
        Files.writeString(frames, String.join("\n", lines()));
    }

    /** Component crashes are not known to the cloud's SDK; nor batches to those of the open-source server. */
    @ParameterizedTest
    @CsvSource({"fishjam, 13, 0", "jellyfish, 13, 0", "cloud, 12, 12"})
    void pythonDecodesThemAsIfTheFieldWereNotThere(String sdk, int known, int inBatch)
            throws IOException, InterruptedException {
        Program run = Program.python(
                sdk,
                Map.of("SDK", sdk),
                Duration.ofMinutes(1),
                "src/test/python/extended_frames.py",
                frames.toString());

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output().strip()).endsWith("known: " + known + ", in a batch: " + inBatch);
    }

    @Test
    void nodeDecodesThemAsIfTheFieldWereNotThere() throws IOException, InterruptedException {
        Program prepared = Program.run(List.of("./prepare"), Map.of(), Duration.ofMinutes(5));
        assertThat(prepared.exitCode()).as(prepared.output()).isZero();

        Program run = Program.run(
                List.of("node", "src/test/js/extended_frames.mjs", frames.toString()),
                Map.of("PACKAGES", Path.of("target", "node").toAbsolutePath().toString()),
                Duration.ofMinutes(1));

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output().strip()).endsWith("known: 13, in a batch: 0");
    }

    /** Lines of a kind, a notification as it is, and the same extended, in hexadecimal; all in one batch last. */
    private static List<String> lines() {
        List<String> lines = new ArrayList<>();
        ServerMessage.NotificationBatch.Builder batch = ServerMessage.NotificationBatch.newBuilder();
        for (RoomEvent event : events()) {
            byte[] plain = NotificationEncoder.encode(new RoomId("room"), event);
            EventMeta meta = meta(event, plain);
            byte[] behind = MetaEncoder.append(plain, meta);
            ServerMessage message = parsed(behind);
            ByteString field = ServerMessage.newBuilder().setMeta(meta).build().toByteString();
            byte[] before = field.concat(ByteString.copyFrom(plain)).toByteArray();
            batch.addNotifications(message);
            String kind = message.getContentCase().name();
            lines.add("%s %s %s %s".formatted(kind, hex(plain), hex(behind), hex(before)));
        }
        ServerMessage all =
                ServerMessage.newBuilder().setNotificationBatch(batch).build();
        lines.add("NOTIFICATION_BATCH " + hex(all.toByteArray()));
        return lines;
    }

    private static EventMeta meta(RoomEvent event, byte[] notification) {
        EventContext context =
                new EventContext(new Metadata("{\"team\":\"red\"}"), new Metadata("{}"), 9, 8, 7, 6, true);
        JournalRecord record = new JournalRecord(
                300,
                "room",
                new UUID(3, 4),
                200,
                new UUID(5, 6),
                1_800_000_000_000_000L,
                JournalRecord.Lifecycle.CONTINUES,
                EventCodec.encode(event, context),
                notification);
        return new MetaEncoder(LOG).meta(record, EventFacts.of(record), 199, true);
    }

    private static List<RoomEvent> events() {
        RoomConfig config = new RoomConfig(
                new RoomId("room"),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty());
        return List.of(
                new RoomEvent.RoomCreated(config, new UUID(3, 4)),
                new RoomEvent.PeerAdded(PEER, true),
                new RoomEvent.PeerConnected(PEER, new ConnectionId(1)),
                new RoomEvent.PeerMetadataUpdated(PEER, new Metadata("{\"name\":\"Ada\"}")),
                new RoomEvent.TrackAdded(OWNER, TRACK),
                new RoomEvent.TrackMetadataUpdated(OWNER, TRACK),
                new RoomEvent.TrackRemoved(OWNER, TRACK),
                new RoomEvent.PeerDisconnected(PEER, EndReason.NETWORK_LOST),
                new RoomEvent.PeerDeleted(PEER, EndReason.KICKED),
                new RoomEvent.PeerCrashed(PEER, "why"),
                new RoomEvent.ComponentCrashed(new ComponentId("component"), CrashCause.INTERNAL, "why"),
                new RoomEvent.RoomDeleted(EndReason.ROOM_DELETED),
                new RoomEvent.RoomCrashed(EndReason.NODE_RESTARTED, "why"));
    }

    private static ServerMessage parsed(byte[] bytes) {
        try {
            return ServerMessage.parseFrom(bytes);
        } catch (IOException notOne) {
            throw new AssertionError("two messages one behind the other are one", notOne);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
