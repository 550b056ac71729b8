package dev.ephyra.server.socket;

import static dev.ephyra.server.socket.StreamFixture.BILLING;
import static dev.ephyra.server.socket.StreamFixture.TOKEN;
import static dev.ephyra.server.socket.StreamFixture.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.notify.record.Cursor;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.SubscribeRequest;
import dev.ephyra.wire.ServerMessage.SubscribeResponse;
import dev.ephyra.wire.delivery.EventFilter;
import dev.ephyra.wire.delivery.RoomState;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
final class StreamEndpointTest {
    private static final int PLENTY = 1 << 20;

    private final MemoryPositions positions = new MemoryPositions();
    private StreamFixture server;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        server = new StreamFixture(folder, positions);
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    @Test
    void resumesBehindACursorAndGoesOnLive() throws Exception {
        List<String> cursors = new ArrayList<>();
        try (RawClient client = server.subscriber(request -> request.setMeta(true))) {
            SubscribeResponse answer = message(client).getSubscribeResponse();
            assertThat(answer.getRecovered()).isFalse();
            cursors.add(answer.getCursor());
            server.createRoom("r");
            server.addPeer("r", "1");
            server.addPeer("r", "2");
            for (int seq = 1; seq <= 3; seq++) {
                ServerMessage told = message(client);
                assertThat(told.getMeta().getRoomSeq()).isEqualTo(seq);
                assertThat(told.getMeta().getPrevSeq()).isEqualTo(seq - 1);
                cursors.add(told.getMeta().getCursor());
            }
        }
        for (int known = 0; known <= 3; known++) {
            String cursor = cursors.get(known);
            try (RawClient again =
                    server.subscriber(request -> request.setMeta(true).setResumeCursor(cursor))) {
                SubscribeResponse answer = message(again).getSubscribeResponse();
                assertThat(answer.getRecovered()).isTrue();
                assertThat(answer.getCursor()).isEqualTo(cursor);
                server.addPeer("r", "live" + known);
                for (int seq = known + 1; seq <= 4 + known; seq++) {
                    assertThat(message(again).getMeta().getRoomSeq()).isEqualTo(seq);
                }
            }
        }
    }

    @Test
    void saysOfAnyCursorThatIsNotOneOfThisLogThatNothingWasRecovered() throws Exception {
        server.createRoom("r");
        UUID log = server.journal.logEpoch();
        String ours = Cursor.of(log, 1).text();
        List<String> others = List.of(
                "",
                "x",
                ours + "A",
                ours.substring(1),
                Cursor.of(new UUID(7, 7), 1).text(),
                Cursor.of(log, 1_000).text());
        for (String other : others) {
            try (RawClient client =
                    server.subscriber(request -> request.setResumeCursor(other).setMeta(true))) {
                SubscribeResponse answer = message(client).getSubscribeResponse();

                assertThat(answer.getRecovered()).as(other).isFalse();
                assertThat(answer.getCursor())
                        .isEqualTo(Cursor.of(log, server.journal.durable()).text());
                assertThat(answer.getOldestCursor()).isEqualTo(Cursor.of(log, 0).text());
                assertThat(answer.hasMissing()).isFalse();
                server.addPeer("r", "after" + other.length() + other.hashCode());
                assertThat(message(client).hasPeerAdded()).isTrue();
            }
        }
    }

    @Test
    void sendsOnlyWhatAFilterWantsAndSaysWhatWentBefore() throws Exception {
        EventFilter filter = EventFilter.newBuilder()
                .addInclude("peerAdded")
                .addInclude("roomDeleted")
                .setRoomIdPrefix("a")
                .build();
        try (RawClient client =
                server.subscriber(request -> request.setMeta(true).setFilter(filter))) {
            message(client);
            server.createRoom("b1");
            server.createRoom("a1");
            server.addPeer("b1", "no");
            server.addPeer("a1", "yes");
            server.deleteRoom("b1");
            server.deleteRoom("a1");

            ServerMessage first = message(client);
            ServerMessage second = message(client);
            assertThat(first.getPeerAdded().getPeerId()).isEqualTo("yes");
            assertThat(first.getMeta().getPrevSeq()).isZero();
            assertThat(second.getRoomDeleted().getRoomId()).isEqualTo("a1");
            // The peer's deletion was the third; it was not wanted.
            assertThat(second.getMeta().getRoomSeq()).isEqualTo(4);
            assertThat(second.getMeta().getPrevSeq()).isEqualTo(2);
        }
    }

    @Test
    void refusesAFilterThatItDoesNotUnderstand() throws Exception {
        EventFilter filter = EventFilter.newBuilder().addInclude("peerJoined").build();
        try (RawClient client = server.subscriber(request -> request.setFilter(filter))) {
            RawClient.Received end = client.receive();

            assertThat(end.closeCode()).isEqualTo(4400);
            assertThat(end.closeReason()).isEqualTo("filter.include: no event type is called peerJoined");
        }
    }

    @Test
    void sendsTheOpenRoomsAndThenWhatFollows() throws Exception {
        server.createRoom("gone");
        server.deleteRoom("gone");
        server.createRoom("r");
        server.addPeer("r", "1");
        try (RawClient client =
                server.subscriber(request -> request.setSnapshot(true).setMeta(true))) {
            assertThat(message(client).getSubscribeResponse().getRecovered()).isFalse();
            ServerMessage part = message(client);
            assertThat(part.getRoomsSnapshot().getLast()).isTrue();
            assertThat(part.getRoomsSnapshot().getRoomsList()).hasSize(1);
            RoomState room = part.getRoomsSnapshot().getRooms(0);
            assertThat(room.getRoomId()).isEqualTo("r");
            assertThat(room.getRoomSeq()).isEqualTo(2);
            assertThat(room.getPeers(0).getPeerId()).isEqualTo("1");

            server.addPeer("r", "2");
            ServerMessage next = message(client);
            assertThat(next.getPeerAdded().getPeerId()).isEqualTo("2");
            assertThat(next.getMeta().getPrevSeq()).isEqualTo(2);
        }
    }

    @Test
    void aConsumerThatKnowsNothingOfOursGetsAgainWhatItsSocketDidNotConfirm() throws Exception {
        try (RawClient client = server.subscriber(BILLING, PLENTY, request -> {})) {
            assertThat(client.receive().payload()).as("Fishjam's answer").isEqualTo(new byte[] {0x4a, 2, 8, 1});
        }
        server.createRoom("r");
        server.addPeer("r", "1");
        try (RawClient client = server.subscriber(BILLING, PLENTY, request -> {})) {
            message(client);
            assertThat(message(client).hasRoomCreated()).isTrue();
            assertThat(message(client).hasPeerAdded()).isTrue();
            assertThat(client.receive().opcode()).as("a ping").isEqualTo(9);
        }
        try (RawClient client = server.subscriber(BILLING, PLENTY, request -> {})) {
            message(client);
            assertThat(message(client).hasRoomCreated()).isTrue();
            assertThat(message(client).hasPeerAdded()).isTrue();
            RawClient.Received ping = client.receive();
            assertThat(ByteBuffer.wrap(ping.payload()).getLong()).isEqualTo(2);
            client.send(ClientFrames.frame(0x8A, ping.payload()));
            awaitPosition("billing", 2);
        }
        server.addPeer("r", "2");
        try (RawClient client = server.subscriber(BILLING, PLENTY, request -> {})) {
            message(client);
            ServerMessage next = message(client);
            assertThat(next.getPeerAdded().getPeerId()).isEqualTo("2");
            assertThat(next.hasMeta()).isFalse();
        }
    }

    @Test
    void aConsumerWhoseSnapshotDidNotArriveGetsAnother() throws Exception {
        server.createRoom("r");
        Consumer<SubscribeRequest.Builder> request =
                wire -> wire.setMeta(true).setSnapshot(true).setDurableName("c");
        try (RawClient cut = server.subscriber(request)) {
            assertThat(message(cut).getSubscribeResponse().getRecovered()).isFalse();
        }
        server.addPeer("r", "1");
        try (RawClient client = server.subscriber(request)) {
            assertThat(message(client).getSubscribeResponse().getRecovered()).isFalse();
            assertThat(message(client).getRoomsSnapshot().getRooms(0).getPeersCount())
                    .isEqualTo(1);
            RawClient.Received ping = client.receive();
            assertThat(positions.load("c")).isEmpty();
            client.send(ClientFrames.frame(0x8A, ping.payload()));
            awaitPosition("c", 2);
        }
        try (RawClient again = server.subscriber(request)) {
            assertThat(message(again).getSubscribeResponse().getRecovered()).isTrue();
        }
    }

    @Test
    void aSecondConnectionOfAConsumerTakesOver() throws Exception {
        try (RawClient older = server.subscriber(TOKEN, PLENTY, request -> request.setDurableName("c"));
                RawClient other = server.subscriber(TOKEN, PLENTY, request -> request.setDurableName("d"));
                RawClient newer = server.subscriber(TOKEN, PLENTY, request -> request.setDurableName("c"))) {
            message(older);
            RawClient.Received end = older.receive();
            assertThat(end.closeCode()).isEqualTo(4010);
            assertThat(end.closeReason()).isEqualTo("replaced by another connection of consumer c");
            message(newer);
            message(other);
            server.createRoom("r");
            assertThat(message(newer).hasRoomCreated()).isTrue();
            assertThat(message(other).hasRoomCreated()).isTrue();
        }
    }

    @Test
    void stopsAtTheLimitUntilTheClientAcknowledges() throws Exception {
        try (RawClient client = server.subscriber(
                request -> request.setMeta(true).setMaxUnacked(2).setDurableName("c"))) {
            message(client);
            server.createRoom("r");
            for (int i = 0; i < 5; i++) {
                server.addPeer("r", "p" + i);
            }
            message(client);
            String second = message(client).getMeta().getCursor();
            client.send(ClientFrames.frame(0x89, new byte[] {1}));
            assertThat(client.receive().opcode())
                    .as("the pong comes before any third")
                    .isEqualTo(0xA);
            client.send(ClientFrames.binary(StreamFixture.ack(second)));
            assertThat(message(client).getMeta().getRoomSeq()).isEqualTo(3);
            assertThat(message(client).getMeta().getRoomSeq()).isEqualTo(4);
            assertThat(positions.load("c")).hasValue(2);

            client.send(ClientFrames.binary(
                    StreamFixture.ack(Cursor.of(server.journal.logEpoch(), 6).text())));
            RawClient.Received end = client.receive();
            assertThat(end.closeCode()).isEqualTo(4400);
        }
    }

    @Test
    void takesAnAcknowledgementOfEachNotificationHoweverManyComeAtOnce() throws Exception {
        try (RawClient client = server.subscriber(
                request -> request.setMeta(true).setMaxUnacked(10_000).setDurableName("c"))) {
            message(client);
            server.createRoom("r");
            server.addPeers("r", 1, 3_000);
            List<byte[]> acks = new ArrayList<>();
            for (int seq = 1; seq <= 3_001; seq++) {
                String cursor = message(client).getMeta().getCursor();
                acks.add(ClientFrames.binary(StreamFixture.ack(cursor)));
            }
            client.send(acks.toArray(byte[][]::new));

            awaitPosition("c", 3_001);
            server.addPeer("r", "next");
            assertThat(message(client).getPeerAdded().getPeerId()).isEqualTo("next");
        }
    }

    @Test
    void closesAClientThatDoesNotReadAndSaysWhereToResume() throws Exception {
        String room = "r".repeat(120);
        server.createRoom(room);
        try (RawClient slow = server.subscriber(TOKEN, 4096, request -> request.setMeta(true))) {
            message(slow);
            // 500 B each with its identity: 6 MB, more than the socket buffers and one turn.
            server.addPeers(room, 1, 12_000);
            long startNanos = System.nanoTime();
            while (server.streams.slowCloses() == 0 && System.nanoTime() - startNanos < 10_000_000_000L) {
                Thread.onSpinWait();
            }
            long last = 1;
            RawClient.Received received = slow.receive();
            while (received.opcode() == 2) {
                last = ServerMessage.parseFrom(received.payload()).getMeta().getRoomSeq();
                received = slow.receive();
            }
            assertThat(received.closeCode()).isEqualTo(4008);
            String reason = received.closeReason();
            assertThat(reason).startsWith("slow, resume from ");
            String cursor = reason.substring("slow, resume from ".length());
            try (RawClient again =
                    server.subscriber(request -> request.setMeta(true).setResumeCursor(cursor))) {
                assertThat(message(again).getSubscribeResponse().getRecovered()).isTrue();
                for (long seq = last + 1; seq <= 12_001; seq++) {
                    assertThat(message(again).getMeta().getRoomSeq()).isEqualTo(seq);
                }
            }
        }
    }

    @Test
    void sendsWhatIsDueBeforeItShutsDown() throws Exception {
        server.createRoom("r");
        try (RawClient client = server.subscriber(request -> request.setMeta(true))) {
            message(client);
            server.addPeers("r", 1, 3_000);
            server.sockets.shutDown();
            for (int seq = 2; seq <= 3_001; seq++) {
                assertThat(message(client).getMeta().getRoomSeq()).isEqualTo(seq);
            }
            assertThat(client.receive().closeCode()).isEqualTo(1001);
        }
    }

    private void awaitPosition(String consumer, long offset) {
        long startNanos = System.nanoTime();
        while (positions.load(consumer).orElse(0) != offset && System.nanoTime() - startNanos < 5_000_000_000L) {
            Thread.onSpinWait();
        }
        assertThat(positions.load(consumer)).hasValue(offset);
    }
}
