package dev.ephyra.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackOwner;
import dev.ephyra.room.TrackType;
import dev.ephyra.room.VideoCodec;
import dev.ephyra.signaling.OwnTracks.Reading;
import dev.ephyra.signaling.OwnTracks.Rules;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.sdp.Direction;
import dev.ephyra.webrtc.sdp.MediaKind;
import dev.ephyra.webrtc.sdp.OfferedLine;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnTracksTest {
    private static final PeerId ADA = new PeerId("ada");
    private static final TrackOwner OWNER = new TrackOwner.OfPeer(ADA);
    private static final TrackId TRACK = new TrackId("ada:1");
    private static final Rules ANY = new Rules(Optional.empty(), true);

    private final OwnTracks own = new OwnTracks();

    private static OfferedLine line(String mid, MediaKind kind, Direction direction, List<Codec> codecs) {
        return new OfferedLine(mid, kind, direction, false, new LinkedHashSet<>(codecs), List.of());
    }

    private static OfferedLine video(Codec... codecs) {
        return line("0", MediaKind.VIDEO, Direction.SENDONLY, List.of(codecs));
    }

    private static OfferedLine simulcast(String... rids) {
        return new OfferedLine(
                "0",
                MediaKind.VIDEO,
                Direction.SENDONLY,
                false,
                new LinkedHashSet<>(List.of(Codec.VP8)),
                List.of(rids));
    }

    private static PublishedTrack published(TrackType type, Codec codec) {
        return new PublishedTrack("ada", new Track(TRACK, type, Metadata.NONE), codec, List.of());
    }

    private Reading read(
            Map<String, TrackId> mids, Map<TrackId, PublishedTrack> before, Rules rules, OfferedLine... l) {
        return own.read(ADA, List.of(l), new PeerCommand.SdpOffer("", Map.of(), mids), before, rules);
    }

    @ParameterizedTest
    @CsvSource({"H264,H264", "VP8,VP8", ",VP8"})
    void takesTheCodecOfTheRoomOrTheFirst(String wanted, Codec codec) {
        Rules rules = new Rules(Optional.ofNullable(wanted).map(VideoCodec::valueOf), true);

        Reading reading = read(Map.of("0", TRACK), Map.of(), rules, video(Codec.VP8, Codec.H264));

        assertThat(reading.commands())
                .containsExactly(new RoomCommand.AddTrack(OWNER, new Track(TRACK, TrackType.VIDEO, Metadata.NONE)));
        assertThat(own.at("0").orElseThrow().codec()).isEqualTo(codec);
    }

    @Test
    void keepsTheCodecOfATrackWhileItIsOffered() {
        Map<TrackId, PublishedTrack> before = Map.of(TRACK, published(TrackType.VIDEO, Codec.H264));
        read(Map.of("0", TRACK), before, ANY, video(Codec.VP8, Codec.H264));
        assertThat(own.at("0").orElseThrow().codec()).isEqualTo(Codec.H264);

        assertThat(read(Map.of("0", TRACK), before, ANY, video(Codec.VP8)).commands())
                .isEmpty();
        assertThat(own.at("0").orElseThrow().codec()).isEqualTo(Codec.VP8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob:1", "ada", "ada1", ":1"})
    void refusesForeignIds(String id) {
        Reading reading = read(Map.of("0", new TrackId(id)), Map.of(), ANY, video(Codec.VP8));

        assertThat(reading.commands()).isEmpty();
        assertThat(reading.refused()).containsExactly(new TrackId(id));
        assertThat(own.at("0")).isEmpty();
    }

    @Test
    void refusesWhatCannotBeForwarded() {
        Rules h264 = new Rules(Optional.of(VideoCodec.H264), true);
        assertThat(read(Map.of("0", TRACK), Map.of(), h264, video(Codec.VP8)).refused())
                .hasSize(1);
        OfferedLine idle = line("0", MediaKind.VIDEO, Direction.INACTIVE, List.of(Codec.VP8));
        assertThat(read(Map.of("0", TRACK), Map.of(), ANY, idle).refused()).hasSize(1);
    }

    @Test
    void takesATrackOnOneLineOnly() {
        OfferedLine second = line("1", MediaKind.VIDEO, Direction.SENDONLY, List.of(Codec.VP8));

        Reading reading = read(Map.of("0", TRACK, "1", TRACK), Map.of(), ANY, video(Codec.VP8), second);

        assertThat(reading.commands()).hasSize(1);
        assertThat(own.at("1")).isEmpty();
    }

    @Test
    void keepsEncodingsInTheOrderOfTheOffer() {
        read(Map.of("0", TRACK), Map.of(), ANY, simulcast("h", "l"));

        assertThat(own.at("0").orElseThrow().encodings()).containsExactly(Encoding.HIGH, Encoding.LOW);
    }

    @Test
    void breaksOverSimulcastThatIsNotAllowed() {
        Reading reading =
                read(Map.of("0", TRACK), Map.of(), new Rules(Optional.empty(), false), simulcast("l", "m", "h"));

        assertThat(reading.broken()).hasValue("Simulcast was offered, but it's not supported");
    }

    @Test
    void endsTracksThatTheOfferDoesNotName() {
        Map<TrackId, PublishedTrack> before = Map.of(TRACK, published(TrackType.VIDEO, Codec.VP8));
        List<RoomCommand> removal = List.of(new RoomCommand.RemoveTrack(OWNER, TRACK));
        OfferedLine rejected = new OfferedLine(
                "0", MediaKind.VIDEO, Direction.SENDONLY, true, new LinkedHashSet<>(List.of(Codec.VP8)), List.of());
        OfferedLine audio = line("0", MediaKind.AUDIO, Direction.SENDONLY, List.of(Codec.OPUS));
        OfferedLine data = line("0", MediaKind.APPLICATION, Direction.SENDRECV, List.of());

        assertThat(read(Map.of(), before, ANY, video(Codec.VP8)).commands()).isEqualTo(removal);
        assertThat(read(Map.of("7", TRACK), before, ANY, video(Codec.VP8)).commands())
                .isEqualTo(removal);
        assertThat(read(Map.of("0", TRACK), before, ANY, rejected).commands()).isEqualTo(removal);
        assertThat(read(Map.of("0", TRACK), before, ANY, audio).commands()).isEqualTo(removal);
        assertThat(read(Map.of("0", TRACK), before, ANY, data).commands()).isEqualTo(removal);
    }
}
