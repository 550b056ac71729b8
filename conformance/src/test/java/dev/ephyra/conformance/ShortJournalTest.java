package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.FileDisk;
import dev.ephyra.journal.JournalException;
import dev.ephyra.journal.JournalInspection;
import dev.ephyra.testkit.Deliveries;
import dev.ephyra.testkit.Notification;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import dev.ephyra.testkit.WebhookSink;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk lost the end of the journal that it had confirmed; the receivers had been told of it. */
class ShortJournalTest {
    private static final Duration TOLD = Duration.ofSeconds(30);

    @TempDir
    Path home;

    @Test
    void everyRoomThatWasToldOfEndsAndNewRoomsAreToldOf() throws Exception {
        List<String> rooms = new ArrayList<>();
        ServerOptions options = ServerOptions.in(home);
        try (WebhookSink sink = new WebhookSink();
                ServerProcess server = ServerProcess.start(options);
                RestClient rest = server.rest()) {
            for (int i = 0; i < 6; i++) {
                create(rest, sink, "room-" + i);
                rooms.add("room-" + i);
            }
            rest.addPeer("room-0");
            sink.await("a peer of the first room", TOLD, posts -> posts.size() == 7);
            server.kill();
            int lost = cutTheEnd(options);
            assertThat(lost).isBetween(2, 6);
            server.restart();

            for (String room : rooms) {
                sink.awaitAccepted(Notification.roomCrashed(room), TOLD);
            }
            for (int i = 0; i < 2 * lost; i++) {
                create(rest, sink, "new-" + i);
            }
            assertThat(Deliveries.of(sink.posts()).violations()).isEmpty();
            assertThat(server.log()).contains("others remember them").doesNotContain("\tat ");
            server.await("told of the damage", TOLD, () -> timesToldOfDamage(rest) == 1);

            server.kill();
            server.restart();
            create(rest, sink, "last");
            assertThat(timesToldOfDamage(rest)).isEqualTo(1);
        }
    }

    private static long timesToldOfDamage(RestClient rest) {
        String events =
                rest.get("/ephyra/v1/events?type=logCorruption&since=1h").body();
        return Pattern.compile("\"type\":\"logCorruption\"")
                .matcher(events)
                .results()
                .count();
    }

    private static void create(RestClient rest, WebhookSink sink, String room) throws IOException {
        assertThat(rest.createRoom("{\"roomId\":\"" + room + "\",\"webhookUrl\":\"" + sink.url("/") + "\"}")
                        .status())
                .isEqualTo(201);
        sink.awaitAccepted(Notification.roomCreated(room), TOLD);
    }

    /** Answers how many records are gone. */
    private static int cutTheEnd(ServerOptions options) throws IOException, JournalException {
        Path journal = options.data().resolve("journal");
        JournalInspection.SegmentReport before = only(journal);
        try (FileChannel file = FileChannel.open(journal.resolve(before.name()), StandardOpenOption.WRITE)) {
            file.truncate(before.bytes() - 700);
        }
        return (int) (before.records() - only(journal).records());
    }

    private static JournalInspection.SegmentReport only(Path journal) throws IOException, JournalException {
        return JournalInspection.check(FileDisk.existing(journal)).segments().getFirst();
    }
}
