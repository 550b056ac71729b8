package dev.ephyra.room;

import static dev.ephyra.room.RoomFixture.ADA;
import static dev.ephyra.room.RoomFixture.FIRST;
import static dev.ephyra.room.RoomFixture.H264;
import static dev.ephyra.room.RoomFixture.PLAIN;
import static dev.ephyra.room.RoomFixture.by;
import static dev.ephyra.room.RoomFixture.video;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoomLimitsTest {
    @Test
    void roomWithoutMaxPeersIsFullAtTheHardCap() {
        RoomFixture room = RoomFixture.open(PLAIN);
        for (int i = 0; i < RoomLimits.MAX_PEERS; i++) {
            room.add(new PeerId("p" + i));
        }

        assertThat(room.run(new RoomCommand.AddPeer(ADA, true))).isEqualTo(limit("peers", RoomLimits.MAX_PEERS));
    }

    @Test
    void roomTakesSoManyComponents() {
        RoomFixture room = RoomFixture.open(PLAIN);
        for (int i = 0; i < RoomLimits.MAX_COMPONENTS; i++) {
            room.events(new RoomCommand.AddComponent(new ComponentId("c" + i), ComponentType.FILE, "{}", false));
        }

        Decision decision =
                room.run(new RoomCommand.AddComponent(new ComponentId("c"), ComponentType.FILE, "{}", false));

        assertThat(decision).isEqualTo(limit("components", RoomLimits.MAX_COMPONENTS));
    }

    @Test
    void endpointPublishesSoManyTracks() {
        RoomFixture room = RoomFixture.withAda(PLAIN);
        publish(room, ADA, RoomLimits.MAX_TRACKS_PER_ENDPOINT);

        Decision decision = room.run(new RoomCommand.AddTrack(by(ADA), video("t")));

        assertThat(decision).isEqualTo(limit("tracks of one endpoint", RoomLimits.MAX_TRACKS_PER_ENDPOINT));
    }

    @Test
    void roomTakesSoManyTracks() {
        RoomFixture room = RoomFixture.withAda(PLAIN);
        for (int i = 0; i < RoomLimits.MAX_TRACKS / RoomLimits.MAX_TRACKS_PER_ENDPOINT; i++) {
            PeerId peer = new PeerId("p" + i);
            room.add(peer);
            room.connect(peer, new ConnectionId(10 + i));
            publish(room, peer, RoomLimits.MAX_TRACKS_PER_ENDPOINT);
        }

        Decision decision = room.run(new RoomCommand.AddTrack(by(ADA), video("t")));

        assertThat(room.state.trackCount()).isEqualTo(RoomLimits.MAX_TRACKS);
        assertThat(decision).isEqualTo(limit("tracks", RoomLimits.MAX_TRACKS));
    }

    @Test
    void componentTakesSoManyOrigins() {
        RoomFixture room = RoomFixture.open(H264);
        ComponentId hls = new ComponentId("hls");
        room.events(new RoomCommand.AddComponent(hls, ComponentType.HLS, "{}", true));
        List<String> most = IntStream.range(0, RoomLimits.MAX_ORIGINS)
                .mapToObj(i -> "o" + i)
                .toList();
        room.events(new RoomCommand.SubscribeComponent(hls, most));

        assertThat(room.run(new RoomCommand.SubscribeComponent(hls, List.of("o1", "more"))))
                .isEqualTo(limit("origins", RoomLimits.MAX_ORIGINS));
    }

    @Test
    void textOfClientsIsBoundedOverTheWholeRoom() {
        RoomFixture room = RoomFixture.withAda(H264, video("t"));
        ComponentId hls = new ComponentId("hls");
        room.events(new RoomCommand.AddComponent(hls, ComponentType.HLS, "{}", true));
        Metadata most = text((int) (RoomLimits.MAX_TEXT_CHARS - room.state.textChars() + 4));
        room.events(new RoomCommand.UpdatePeerMetadata(ADA, FIRST, most));
        assertThat(room.state.textChars()).isEqualTo(RoomLimits.MAX_TEXT_CHARS);

        List<RoomCommand> growing = List.of(
                new RoomCommand.UpdatePeerMetadata(ADA, FIRST, text(most.json().length() + 1)),
                new RoomCommand.AddTrack(by(ADA), video("u")),
                new RoomCommand.UpdateTrackMetadata(by(ADA), new TrackId("t"), text(5)),
                new RoomCommand.SubscribeComponent(hls, List.of("o")),
                new RoomCommand.AddComponent(new ComponentId("c"), ComponentType.FILE, "{}", false));
        for (RoomCommand command : growing) {
            assertThat(room.run(command)).isEqualTo(Decision.refused(RoomLimits.textReached()));
        }
    }

    @Test
    void textIsGivenBackWhenItGoes() {
        RoomFixture room = RoomFixture.withAda(PLAIN, video("t"));
        long before = room.state.textChars();
        room.events(new RoomCommand.UpdatePeerMetadata(ADA, FIRST, text(1_000)));
        room.events(new RoomCommand.UpdateTrackMetadata(by(ADA), new TrackId("t"), text(500)));
        assertThat(room.state.textChars()).isEqualTo(before + 1_000 - 4 + 500 - 4);

        room.events(new RoomCommand.DeletePeer(ADA));

        assertThat(room.state.textChars()).isZero();
    }

    @Test
    void cutsDetailOfACrashBetweenCharacters() {
        String face = Character.toString(0x1F600);
        String detail = "x".repeat(RoomLimits.MAX_DETAIL_CHARS - 1);

        assertThat(RoomLimits.cutDetail(detail + "y")).isEqualTo(detail + "y");
        assertThat(RoomLimits.cutDetail(detail + "yz")).isEqualTo(detail + "y");
        assertThat(RoomLimits.cutDetail(detail + face)).isEqualTo(detail);
    }

    @Test
    void everyCrashIsCut() {
        String detail = "x".repeat(5_000);
        String cut = "x".repeat(RoomLimits.MAX_DETAIL_CHARS);
        RoomFixture room = RoomFixture.withAda(PLAIN);
        ComponentId file = new ComponentId("file");
        room.events(new RoomCommand.AddComponent(file, ComponentType.FILE, "{}", false));

        assertThat(room.events(new RoomCommand.CrashPeer(ADA, detail)))
                .containsExactly(new RoomEvent.PeerCrashed(ADA, cut));
        assertThat(room.events(new RoomCommand.CrashComponent(file, CrashCause.INTERNAL, detail)))
                .containsExactly(new RoomEvent.ComponentCrashed(file, CrashCause.INTERNAL, cut));
        assertThat(room.events(new RoomCommand.CrashRoom(EndReason.ROOM_CRASHED, detail)))
                .containsExactly(new RoomEvent.RoomCrashed(EndReason.ROOM_CRASHED, cut));
    }

    private static void publish(RoomFixture room, PeerId peer, int tracks) {
        for (int i = 0; i < tracks; i++) {
            room.events(new RoomCommand.AddTrack(by(peer), video(peer.value() + ":" + i)));
        }
    }

    private static Metadata text(int chars) {
        return new Metadata("\"" + "m".repeat(chars - 2) + "\"");
    }

    private static Decision limit(String what, int limit) {
        return new Decision(List.of(), new RoomAnswer.LimitReached(what, limit));
    }
}
