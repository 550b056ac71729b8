package dev.ephyra.conformance.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.Draft;
import dev.ephyra.journal.FileDisk;
import dev.ephyra.journal.GroupCommitJournal;
import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalClock;
import dev.ephyra.journal.JournalHealth;
import dev.ephyra.journal.JournalOptions;
import dev.ephyra.journal.JournalRecord.Lifecycle;
import dev.ephyra.notify.record.EventCodec;
import dev.ephyra.notify.record.EventContext;
import dev.ephyra.notify.record.NotificationEncoder;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

/** Start after kill -9 when the log is large. */
class MillionCampaignTest {
    private static final Duration START = Duration.ofSeconds(5);
    private static final int EVENTS_OF_A_ROOM = 5;
    private static final int BATCH = 1_000;

    @TempDir
    Path home;

    @CampaignRow(value = 14, fault = "start after kill -9 with a log of 1 M events")
    void startsSoonAfterAMillionEvents(RowRecord row) throws Exception {
        int events = CampaignScale.count(1_000_000, 200_000);
        ServerOptions options = ServerOptions.in(home);
        write(options, events, new Random(row.seed()));
        row.events(events);
        List<Duration> starts = new ArrayList<>();
        // The first start reads the whole log for rooms that have webhooks, as only an unknown database makes it do.
        try (ServerProcess server = ServerProcess.start(options)) {
            for (int round = 0; round < 5; round++) {
                try (RestClient rest = server.rest()) {
                    assertThat(rest.createRoom("{\"roomId\":\"open" + round + "\"}")
                                    .status())
                            .isEqualTo(201);
                }
                server.kill();
                long beganNanos = System.nanoTime();
                server.restart();
                Duration took = Duration.ofNanos(System.nanoTime() - beganNanos);
                starts.add(took);
                row.runs(1);
                row.recovered(took);
            }
        }
        Collections.sort(starts);
        row.measured("events in the log", Integer.toString(events));
        assertThat(starts.get(starts.size() / 2)).as("median start").isLessThanOrEqualTo(START);
    }

    private static void write(ServerOptions options, int events, Random random) throws Exception {
        FileDisk disk = FileDisk.open(options.data().resolve("journal"));
        try (Journal journal = GroupCommitJournal.open(disk, JournalOptions.defaults(), JournalClock.system())) {
            List<Draft> batch = new ArrayList<>(BATCH);
            for (int room = 0; room * EVENTS_OF_A_ROOM < events; room++) {
                life(batch, "room-" + room, random);
                if (batch.size() >= BATCH || (room + 1) * EVENTS_OF_A_ROOM >= events) {
                    append(journal, batch);
                    batch.clear();
                }
            }
            while (journal.durable() < events) {
                Pause.of(Duration.ofMillis(1));
            }
        }
    }

    /** The queue holds 64 MiB; a batch is some 300 KB. */
    private static void append(Journal journal, List<Draft> batch) {
        long head = journal.append(List.copyOf(batch));
        while (head - journal.durable() > 50 * BATCH || !(journal.health() instanceof JournalHealth.Accepting)) {
            Pause.of(Duration.ofMillis(1));
        }
    }

    private static void life(List<Draft> batch, String room, Random random) {
        UUID epoch = new UUID(random.nextLong(), random.nextLong());
        long micros = System.currentTimeMillis() * 1_000;
        RoomId id = new RoomId(room);
        PeerId peer = new PeerId("peer");
        RoomConfig config = new RoomConfig(
                id, OptionalInt.empty(), Optional.empty(), Optional.empty(), OptionalInt.empty(), OptionalInt.empty());
        List<RoomEvent> events = List.of(
                new RoomEvent.RoomCreated(config, epoch),
                new RoomEvent.PeerAdded(peer, true),
                new RoomEvent.PeerConnected(peer, new ConnectionId(1)),
                new RoomEvent.PeerDeleted(peer, EndReason.LEFT),
                new RoomEvent.RoomDeleted(EndReason.ROOM_DELETED));
        for (RoomEvent event : events) {
            Lifecycle lifecycle = event instanceof RoomEvent.RoomCreated
                    ? Lifecycle.OPENS
                    : event.endsRoom() ? Lifecycle.CLOSES : Lifecycle.CONTINUES;
            UUID eventId = new UUID(random.nextLong(), random.nextLong());
            batch.add(new Draft(
                    room,
                    epoch,
                    events.indexOf(event) + 1,
                    eventId,
                    micros,
                    lifecycle,
                    EventCodec.encode(event, EventContext.NONE),
                    NotificationEncoder.encode(id, event)));
        }
    }
}
