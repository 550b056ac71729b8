package dev.ephyra.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackType;
import dev.ephyra.signaling.ReceiveSlots.Slot;
import dev.ephyra.signaling.ReceiveSlots.Wanted;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.sdp.Direction;
import dev.ephyra.webrtc.sdp.MediaKind;
import dev.ephyra.webrtc.sdp.OfferedLine;
import dev.ephyra.webrtc.sdp.Source;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.IntSupplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ReceiveSlotsTest {
    private final ReceiveSlots slots = new ReceiveSlots();
    private int last;

    private static Wanted video(String id) {
        return new Wanted(new TrackId(id), TrackType.VIDEO);
    }

    private static List<OfferedLine> receiving(int count) {
        List<OfferedLine> lines = new ArrayList<>();
        for (int mid = 0; mid < count; mid++) {
            lines.add(line(Integer.toString(mid), MediaKind.VIDEO));
        }
        return lines;
    }

    private static OfferedLine line(String mid, MediaKind kind) {
        return new OfferedLine(mid, kind, Direction.RECVONLY, false, Set.of(Codec.VP8), List.of());
    }

    private Slot at(String mid) {
        return Objects.requireNonNull(slots.at(mid));
    }

    private void answer(List<OfferedLine> lines, Wanted... wanted) {
        slots.sectionsAre(lines);
        slots.place(List.of(wanted), () -> ++last);
    }

    @Test
    void asksForNoFewerThanBefore() {
        assertThat(slots.raise(TrackType.VIDEO, List.of(video("a"), video("b"))))
                .isEqualTo(2);
        assertThat(slots.raise(TrackType.VIDEO, List.of())).isEqualTo(2);
        assertThat(slots.raise(TrackType.AUDIO, List.of(video("a")))).isZero();
        answer(receiving(3));
        assertThat(slots.raise(TrackType.VIDEO, List.of()))
                .as("the client has made more")
                .isEqualTo(3);
    }

    @Test
    void keepsTracksInPlaceAndLeavesASectionIdleForOneAnswer() {
        answer(receiving(2), video("a"), video("b"));
        Source before = at("0").source;
        answer(receiving(2), video("c"), video("b"));

        assertThat(at("0").track).isNull();
        assertThat(at("1").track).isEqualTo(new TrackId("b"));
        assertThat(slots.canPlaceMore(List.of(video("c"), video("b")))).isTrue();
        assertThat(slots.raise(TrackType.VIDEO, List.of(video("c"), video("b"))))
                .isEqualTo(2);

        answer(receiving(2), video("c"), video("b"));
        assertThat(at("0").track).isEqualTo(new TrackId("c"));
        assertThat(at("0").source).isNotEqualTo(before);
        assertThat(slots.canPlaceMore(List.of(video("c"), video("b")))).isFalse();
    }

    @Test
    void movesATrackWhoseSectionIsGone() {
        answer(receiving(1), video("a"));
        answer(List.of(line("5", MediaKind.VIDEO)), video("a"));

        assertThat(slots.at("0")).isNull();
        assertThat(at("5").track).isEqualTo(new TrackId("a"));
    }

    @Test
    void placesByKindOnly() {
        answer(List.of(line("0", MediaKind.AUDIO), line("1", MediaKind.APPLICATION)), video("a"));

        assertThat(at("0").track).isNull();
        assertThat(slots.at("1")).isNull();
        assertThat(slots.canPlaceMore(List.of(video("a"))))
                .as("only the client can help")
                .isFalse();
    }

    @Test
    void asksForNoMoreThanTheLimit() {
        List<Wanted> many = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            many.add(video("t" + i));
        }

        assertThat(slots.raise(TrackType.VIDEO, many)).isEqualTo(ReceiveSlots.MAX_SLOTS);
    }

    @Property(tries = 300)
    void eachTrackHasOneSectionAndEachSectionItsOwnSource(@ForAll long seed) {
        Random random = new Random(seed);
        IntSupplier few = () -> random.nextInt(64);
        int sections = 0;
        for (int step = 0; step < 30; step++) {
            List<Wanted> wanted = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                if (random.nextBoolean()) {
                    wanted.add(video("t" + i));
                }
            }
            sections = Math.max(sections, slots.raise(TrackType.VIDEO, wanted));
            slots.sectionsAre(receiving(sections));
            slots.place(wanted, few);
            Set<TrackId> placed = new HashSet<>();
            Set<Integer> sources = new HashSet<>();
            for (Slot slot : slots.all()) {
                if (slot.track != null) {
                    assertThat(placed.add(slot.track)).isTrue();
                    assertThat(sources.add(slot.source.ssrc())).isTrue();
                    assertThat(sources.add(slot.source.rtxSsrc())).isTrue();
                }
            }
            assertThat(sections).isLessThanOrEqualTo(16);
            wanted.forEach(want -> assertThat(placed).contains(want.track()));
        }
    }
}
