package dev.ephyra.room;

import static dev.ephyra.room.RoomFixture.ADA;
import static dev.ephyra.room.RoomFixture.BOB;
import static dev.ephyra.room.RoomFixture.FIRST;
import static dev.ephyra.room.RoomFixture.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoomTimerTest {
    private static final RoomEvent ROOM_TIMED_OUT = new RoomEvent.RoomDeleted(EndReason.TIMEOUT);

    @Test
    void withoutTimeoutsNothingIsEverDue() {
        RoomFixture room = timed(0, 0);
        room.add(ADA);

        room.waitSeconds(1_000_000);

        assertThat(room.state.nextDeadlineNanos()).isEmpty();
        assertThat(room.expire()).isEmpty();
    }

    // The monotonic clock may start anywhere and wrap inside a timeout.
    @ParameterizedTest
    @ValueSource(longs = {0, -3_000_000_000L, Long.MAX_VALUE - 1_000_000_000L, Long.MIN_VALUE})
    void roomThatNobodyEnteredGoesNotANanosecondEarly(long startNanos) {
        RoomFixture room = RoomFixture.open(config(2, 0), startNanos);
        assertThat(room.state.nextDeadlineNanos()).isEqualTo(OptionalLong.of(startNanos + 2_000_000_000L));

        room.waitNanos(1_999_999_999L);
        assertThat(room.expire()).isEmpty();

        room.waitNanos(1);
        assertThat(room.expire()).containsExactly(ROOM_TIMED_OUT);
    }

    @Test
    void roomWithAConnectedPeerStays() {
        RoomFixture room = timed(2, 0);
        room.add(ADA);
        room.connect(ADA, FIRST);

        room.waitSeconds(100);

        assertThat(room.state.nextDeadlineNanos()).isEmpty();
        assertThat(room.expire()).isEmpty();
    }

    @Test
    void roomGoesAfterItsLastPeerLeft() {
        RoomFixture room = timed(2, 0);
        room.add(ADA);
        room.connect(ADA, FIRST);
        room.add(BOB);
        room.connect(BOB, SECOND);
        room.waitSeconds(10);
        room.disconnect(BOB, SECOND);
        room.waitSeconds(10);
        room.disconnect(ADA, FIRST);

        room.waitNanos(1_999_999_999L);
        assertThat(room.expire()).isEmpty();
        room.waitNanos(1);
        assertThat(room.expire())
                .containsExactly(
                        new RoomEvent.PeerDeleted(ADA, EndReason.TIMEOUT),
                        new RoomEvent.PeerDeleted(BOB, EndReason.TIMEOUT),
                        ROOM_TIMED_OUT);
        assertThat(room.expire()).isEmpty();
    }

    @Test
    void addingAndRemovingAPeerStartsThePeerlessClockAnew() {
        RoomFixture room = timed(3, 0);
        room.waitSeconds(2);
        room.add(ADA);
        room.waitSeconds(2);
        assertThat(room.expire()).isEmpty();
        room.events(new RoomCommand.DeletePeer(ADA));
        room.waitSeconds(2);
        assertThat(room.expire()).isEmpty();

        room.waitSeconds(1);
        assertThat(room.expire()).containsExactly(ROOM_TIMED_OUT);
    }

    @Test
    void crashOfTheLastConnectedPeerStartsThePeerlessClock() {
        RoomFixture room = timed(3, 0);
        room.add(ADA);
        room.connect(ADA, FIRST);
        room.waitSeconds(10);
        room.events(new RoomCommand.CrashPeer(ADA, ""));

        room.waitSeconds(2);
        assertThat(room.expire()).isEmpty();
        room.waitSeconds(1);
        assertThat(room.expire()).containsExactly(ROOM_TIMED_OUT);
    }

    @Test
    void addingAPeerBesideAConnectedOneStartsNoClock() {
        RoomFixture room = timed(2, 0);
        room.add(ADA);
        room.connect(ADA, FIRST);
        room.add(BOB);

        assertThat(room.state.nextDeadlineNanos()).isEmpty();
    }

    @Test
    void peerThatNeverConnectedIsRemoved() {
        RoomFixture room = timed(0, 2);
        room.add(ADA);

        room.waitNanos(1_999_999_999L);
        assertThat(room.expire()).isEmpty();
        room.waitNanos(1);
        assertThat(room.expire()).containsExactly(new RoomEvent.PeerDeleted(ADA, EndReason.TIMEOUT));
        assertThat(room.state.nextDeadlineNanos()).isEmpty();
    }

    @Test
    void disconnectedPeerIsRemovedWithoutASecondDisconnection() {
        RoomFixture room = timed(0, 2);
        room.add(ADA);
        room.connect(ADA, FIRST);
        room.waitSeconds(50);
        assertThat(room.expire()).isEmpty();
        room.disconnect(ADA, FIRST);

        room.waitSeconds(2);

        assertThat(room.expire()).containsExactly(new RoomEvent.PeerDeleted(ADA, EndReason.TIMEOUT));
    }

    @Test
    void reconnectingInTimeStopsTheClockAndLeavingStartsItAnew() {
        RoomFixture room = timed(0, 2);
        room.add(ADA);
        room.connect(ADA, FIRST);
        room.disconnect(ADA, FIRST);
        room.waitSeconds(1);
        room.connect(ADA, SECOND);
        room.waitSeconds(1);
        assertThat(room.expire()).isEmpty();
        room.disconnect(ADA, SECOND);
        room.waitSeconds(1);
        assertThat(room.expire()).isEmpty();

        room.waitSeconds(1);
        assertThat(room.expire()).containsExactly(new RoomEvent.PeerDeleted(ADA, EndReason.TIMEOUT));
    }

    @Test
    void removesThoseWhoAreDueLongestFirstAndKeepsTheOthers() {
        RoomFixture room = timed(0, 5);
        PeerId cleo = new PeerId("peer-c");
        room.add(BOB);
        room.waitSeconds(1);
        room.add(ADA);
        room.waitSeconds(3);
        room.add(cleo);

        room.waitSeconds(2);

        assertThat(room.expire())
                .containsExactly(
                        new RoomEvent.PeerDeleted(BOB, EndReason.TIMEOUT),
                        new RoomEvent.PeerDeleted(ADA, EndReason.TIMEOUT));
        assertThat(room.state.peers()).containsOnlyKeys(cleo);
        assertThat(room.state.nextDeadlineNanos()).isEqualTo(OptionalLong.of(9_000_000_000L));
    }

    @Test
    void removalOfAPeerThatWasDueFirstStartsThePeerlessClockAnewHoweverLateItIsSeen() {
        RoomFixture room = timed(3, 2);
        room.add(ADA);

        room.waitSeconds(60);
        assertThat(room.expire()).containsExactly(new RoomEvent.PeerDeleted(ADA, EndReason.TIMEOUT));
        room.waitSeconds(2);
        assertThat(room.expire()).isEmpty();
        room.waitSeconds(1);
        assertThat(room.expire()).containsExactly(ROOM_TIMED_OUT);
    }

    @Test
    void peerWinsATieWithItsRoom() {
        RoomFixture room = timed(2, 2);
        room.add(ADA);

        room.waitSeconds(2);

        assertThat(room.expire()).containsExactly(new RoomEvent.PeerDeleted(ADA, EndReason.TIMEOUT));
    }

    @Test
    void roomThatIsDueFirstTakesItsPeersWithIt() {
        RoomFixture room = timed(2, 3);
        room.add(ADA);

        room.waitSeconds(60);

        assertThat(room.expire()).containsExactly(new RoomEvent.PeerDeleted(ADA, EndReason.TIMEOUT), ROOM_TIMED_OUT);
    }

    @Test
    void longestTimeoutsDoNotOverflow() {
        RoomFixture room = timed(Integer.MAX_VALUE, Integer.MAX_VALUE);
        room.add(ADA);

        room.waitSeconds(Integer.MAX_VALUE - 1L);

        assertThat(room.expire()).isEmpty();
        assertThat(room.state.nextDeadlineNanos()).isEqualTo(OptionalLong.of(Integer.MAX_VALUE * 1_000_000_000L));
    }

    private static RoomFixture timed(int peerlessSeconds, int disconnectedSeconds) {
        return RoomFixture.open(config(peerlessSeconds, disconnectedSeconds));
    }

    private static RoomConfig config(int peerlessSeconds, int disconnectedSeconds) {
        return RoomFixture.config(OptionalInt.empty(), Optional.empty(), peerlessSeconds, disconnectedSeconds);
    }
}
