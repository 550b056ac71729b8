package dev.ephyra.server.socket;

import static dev.ephyra.server.socket.StreamFixture.BILLING;
import static dev.ephyra.server.socket.StreamFixture.message;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.JournalOptions;
import dev.ephyra.notify.record.Cursor;
import dev.ephyra.notify.record.ServerEvent;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.SubscribeResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams over a journal that does not have everything any more, and clients that take a snapshot too slowly. */
@Timeout(20)
final class StreamDamageTest {
    private static final int KIB = 1024;

    @TempDir
    Path folder;

    private final MemoryPositions positions = new MemoryPositions();

    @Test
    void tellsOrClosesWhereRecordsAreDamaged() throws Exception {
        StreamFixture before = new StreamFixture(folder, positions);
        before.createRoom("r");
        for (int peer = 1; peer <= 9; peer++) {
            before.addPeer("r", "victim" + peer);
        }
        before.close();
        damage("victim5");
        StreamFixture server = new StreamFixture(folder, positions);
        // The peer is the sixth record.
        String beginning = Cursor.of(server.journal.logEpoch(), 0).text();
        String sixth = Cursor.of(server.journal.logEpoch(), 6).text();
        try (RawClient client =
                server.subscriber(request -> request.setMeta(true).setResumeCursor(beginning))) {
            assertThat(message(client).getSubscribeResponse().getRecovered()).isTrue();
            for (int seq = 1; seq <= 5; seq++) {
                assertThat(message(client).getMeta().getRoomSeq()).isEqualTo(seq);
            }
            ServerMessage lost = message(client);
            assertThat(lost.getEventsExpired().getFromCursor()).isEqualTo(sixth);
            assertThat(lost.getEventsExpired().getToCursor()).isEqualTo(sixth);
            assertThat(lost.getEventsExpired().getCause()).isEqualTo("log_corruption");
            assertThat(message(client).getMeta().getRoomSeq()).isEqualTo(7);
        }
        positions.save("billing", 0);
        try (RawClient silent = server.subscriber(BILLING, 1 << 20, request -> {})) {
            assertThat(untilPing(silent)).hasSize(5);
        }
        assertThat(positions.load("billing")).as("nothing is confirmed").hasValue(0);
        try (RawClient client = server.subscriber(BILLING, 1 << 20, request -> {})) {
            assertThat(untilPing(client)).as("everything before the hole again").hasSize(5);
            client.send(ClientFrames.frame(0x8A, placeOf(5)));
            RawClient.Received end = client.receive();
            while (end.opcode() == 9) {
                end = client.receive();
            }
            assertThat(end.closeCode()).isEqualTo(4008);
            assertThat(end.closeReason()).isEqualTo("events lost, resume from " + sixth);
        }
        try (RawClient client = server.subscriber(BILLING, 1 << 20, request -> {})) {
            message(client);
            assertThat(message(client).getPeerAdded().getPeerId()).isEqualTo("victim6");
        }
        server.close();
    }

    @Test
    void saysWhatRetentionTookAndNeverHalfRecovers() throws Exception {
        JournalOptions small = new JournalOptions(
                64 * KIB,
                16 * KIB,
                64 * KIB,
                1024 * KIB,
                16 * KIB,
                16 * KIB,
                4 * KIB,
                256 * KIB,
                512 * KIB,
                JournalOptions.defaults().retentionAge());
        StreamFixture server = new StreamFixture(folder, positions, small);
        server.createRoom("r");
        positions.save("billing", 1);
        long startNanos = System.nanoTime();
        for (int n = 1; server.journal.oldest() < 10 && System.nanoTime() - startNanos < 10_000_000_000L; n += 100) {
            server.journal.keepFrom(server.journal.durable() + 1);
            server.addPeers("r", n, 200);
        }
        String gone = Cursor.of(server.journal.logEpoch(), 1).text();
        try (RawClient client =
                server.subscriber(request -> request.setMeta(true).setResumeCursor(gone))) {
            SubscribeResponse answer = message(client).getSubscribeResponse();
            assertThat(answer.getRecovered()).isFalse();
            assertThat(answer.getMissing().getFromCursor())
                    .isEqualTo(Cursor.of(server.journal.logEpoch(), 2).text());
            assertThat(answer.getMissing().getRecords()).isEqualTo(server.journal.oldest() - 2);
            assertThat(answer.getOldestCursor()).isEqualTo(answer.getMissing().getToCursor());
            String oldest = answer.getOldestCursor();
            try (RawClient rest =
                    server.subscriber(request -> request.setMeta(true).setResumeCursor(oldest))) {
                assertThat(message(rest).getSubscribeResponse().getRecovered()).isTrue();
                assertThat(message(rest).getMeta().getRoomSeq()).isEqualTo(server.journal.oldest());
            }
        }
        try (RawClient client = server.subscriber(BILLING, 1 << 20, request -> {})) {
            message(client);
            server.addPeer("r", "next");
            assertThat(message(client).getPeerAdded().getPeerId()).isEqualTo("next");
            assertThat(server.health)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            ServerEvent.Expired.class,
                            told -> assertThat(told.message().getEndpointId()).isEqualTo("consumer:billing"));
        }
        server.close();
    }

    @Test
    void aClientThatTakesItsSnapshotTooSlowlyGivesItsTurnBack() throws Exception {
        Streams.Deadlines deadlines = new Streams.Deadlines(StreamFixture.HOUR_NANOS, 300_000_000L);
        StreamFixture server = new StreamFixture(folder, positions, JournalOptions.defaults(), deadlines);
        // 600 B each: 8 MB, more than the buffers of a socket.
        server.createRooms(14_000);
        try (RawClient one = server.subscriber(StreamFixture.TOKEN, 4096, request -> request.setSnapshot(true));
                RawClient other = server.subscriber(StreamFixture.TOKEN, 4096, request -> request.setSnapshot(true))) {
            message(one);
            message(other);
            try (RawClient third = server.subscriber(request -> request.setSnapshot(true))) {
                message(third);
                assertThat(message(third).getRoomsSnapshot().getRoomsCount()).isPositive();
            }
            RawClient.Received end = one.receive();
            while (end.opcode() == 2) {
                end = one.receive();
            }
            assertThat(end.closeCode()).isEqualTo(4008);
            assertThat(end.closeReason()).isEqualTo("slow, subscribe again");
        }
        server.close();
    }

    /** The notifications before the first ping, which stands behind the fifth. */
    private static List<ServerMessage> untilPing(RawClient client) throws IOException {
        List<ServerMessage> told = new ArrayList<>();
        message(client);
        RawClient.Received received = client.receive();
        while (received.opcode() == 2) {
            told.add(ServerMessage.parseFrom(received.payload()));
            received = client.receive();
        }
        assertThat(received.payload()).isEqualTo(placeOf(5));
        return told;
    }

    private static byte[] placeOf(long offset) {
        return ByteBuffer.allocate(Long.BYTES).putLong(offset).array();
    }

    /** Changes one letter of {@code text} where a notification has it. */
    private void damage(String text) throws IOException {
        Path segment;
        try (Stream<Path> files = Files.list(folder)) {
            segment = files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().matches("\\d+.*"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(segment);
        int at = new String(bytes, ISO_8859_1).lastIndexOf(text);
        bytes[at] ^= 1;
        Files.write(segment, bytes);
    }
}
