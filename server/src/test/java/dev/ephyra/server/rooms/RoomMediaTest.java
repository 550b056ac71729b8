package dev.ephyra.server.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.Moment;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.TrackId;
import dev.ephyra.signaling.Dialect;
import dev.ephyra.signaling.MediaReport;
import dev.ephyra.signaling.PeerCommand;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.sdp.OfferDraft;
import dev.ephyra.webrtc.sdp.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From a peer's offer to media, and back from their reports. */
class RoomMediaTest {
    private static final RoomId ROOM = new RoomId("blue");
    private static final PeerId ADA = new PeerId("ada");
    private static final ConnectionId CONNECTION = new ConnectionId(7);

    private final FakeJournal journal = new FakeJournal();
    private final RecordingMedia media = new RecordingMedia();
    private final RecordingOutbox outbox = new RecordingOutbox(new ArrayList<>());
    private final RoomLoop loop = new RoomLoop(
            new Mailbox(64),
            journal,
            new RoomRecorder(new EventIds(new SplittableRandom(1))),
            RoomLoopLimits.of(new RoomCount(2)),
            new RoomPorts(media, RoomComponents.NONE));
    private final RoomDirectory directory = new RoomDirectory(List.of(loop));
    private final PeerGate peers = new PeerGate(directory);
    private final MediaGate gate = new MediaGate(directory);

    @BeforeEach
    void publish() {
        RoomConfig config = new RoomConfig(
                ROOM,
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty());
        directory.submit(ROOM, new RoomCommand.CreateRoom(config, new UUID(7, 7)));
        directory.submit(ROOM, new RoomCommand.AddPeer(ADA, true));
        turn();
        peers.enter(ROOM, ADA, CONNECTION, Dialect.PROTOBUF, outbox);
        turn();
        OfferDraft.Line line = new OfferDraft.Line.Send(Codec.OPUS, Source.of(1), "s", "t", "c");
        String sdp = new OfferDraft(RecordingMedia.ICE, RecordingMedia.FINGERPRINT, 1, 1, List.of(line)).format();
        peers.command(ROOM, ADA, CONNECTION, new PeerCommand.Connect(Metadata.NONE), () -> {});
        peers.command(
                ROOM,
                ADA,
                CONNECTION,
                new PeerCommand.SdpOffer(sdp, Map.of(), Map.of("0", new TrackId("ada:1"))),
                () -> {});
        turn();
    }

    @AfterEach
    void nobodyElseWasMeantAndNoEncodingWanted() {
        assertThat(media.rooms).containsExactly(ROOM);
        assertThat(media.connections).containsExactly(CONNECTION);
        assertThat(media.wanted).isEmpty();
    }

    @Test
    void givesMediaThePlanOfAnAnsweredOffer() {
        assertThat(media.configured).singleElement().satisfies(plan -> {
            assertThat(plan.remoteUfrag()).isEqualTo("ufrag");
            assertThat(plan.inbound())
                    .singleElement()
                    .satisfies(track -> assertThat(track.trackId()).isEqualTo("ada:1"));
        });
        assertThat(media.closed).isEmpty();
    }

    @Test
    void describesOfferAndAnswerWithoutTheirSecrets() {
        assertThat(media.described)
                .hasSize(2)
                .allSatisfy(text -> assertThat(text)
                        .startsWith("v=0")
                        .contains("a=ice-ufrag:***", "a=ice-pwd:***", "a=fingerprint:***")
                        .doesNotContain(RecordingMedia.ICE.ufrag() + "\r", RecordingMedia.ICE.password(), "AB:AB"));
    }

    @Test
    void endsAPeerWhoseMediaFail() {
        gate.report(ROOM, CONNECTION, new MediaReport.VoiceActivity(new TrackId("nobody's"), true));
        gate.report(new RoomId("gone"), CONNECTION, new MediaReport.Failed("x", false));
        turn();
        assertThat(media.closed).isEmpty();

        gate.report(ROOM, CONNECTION, new MediaReport.Failed("DTLS failed", false));
        turn();

        assertThat(media.closed).containsExactly(CONNECTION);
        assertThat(outbox.told()).endsWith("closed 1011 DTLS failed");
    }

    @Test
    void closesMediaWithTheRoom() {
        directory.submit(ROOM, new RoomCommand.DeleteRoom(dev.ephyra.room.EndReason.ROOM_DELETED));
        turn();

        assertThat(media.closed).containsExactly(CONNECTION);
    }

    private void turn() {
        loop.turn(new Moment(1, 1));
        journal.commit();
        loop.turn(new Moment(1, 1));
    }
}
