package dev.ephyra.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An oracle that accepts everything proves nothing: each kind of lie must be found. */
class RoomModelTest {
    private static final Notification CREATED = Notification.roomCreated("r");
    private static final Notification ADDED = Notification.peerAdded("r", "p");
    private static final Notification CRASHED = Notification.roomCrashed("r");
    private static final Notification DELETED = Notification.roomDeleted("r");

    private final RoomModel model = new RoomModel();

    @Test
    void acceptsWhatWasAnswered() {
        model.happened(CREATED);
        model.happened(ADDED);

        assertThat(model.differences(Map.of("r", List.of(CREATED, ADDED)))).isEmpty();
        assertThat(model.openRooms()).containsExactly("r");
    }

    @Test
    void findsWhatIsMissingRepeatedOrOutOfOrder() {
        model.happened(CREATED, ADDED);

        assertThat(model.differences(Map.of("r", List.of(CREATED)))).hasSize(1);
        assertThat(model.differences(Map.of("r", List.of(CREATED, CREATED, ADDED))))
                .hasSize(1);
        assertThat(model.differences(Map.of("r", List.of(ADDED, CREATED)))).hasSize(1);
        assertThat(model.differences(Map.of())).hasSize(1);
    }

    @Test
    void findsARoomThatNobodyAskedFor() {
        assertThat(model.differences(Map.of("r", List.of(CREATED)))).hasSize(1);
    }

    @Test
    void leavesOpenWhatWasNotAnswered() {
        model.happened(CREATED);
        model.mayHaveHappened(Notification.peerAdded("r", Notification.ANY));

        assertThat(model.differences(Map.of("r", List.of(CREATED)))).isEmpty();
        assertThat(model.differences(Map.of("r", List.of(CREATED, ADDED)))).isEmpty();
        assertThat(model.differences(Map.of("r", List.of(CREATED, ADDED, ADDED))))
                .hasSize(1);
    }

    @Test
    void wantsOneCrashOfEachRoomThatWasOpen() {
        model.happened(CREATED);
        model.mayHaveHappened(DELETED);
        model.killed();

        assertThat(model.differences(Map.of("r", List.of(CREATED, CRASHED)))).isEmpty();
        assertThat(model.differences(Map.of("r", List.of(CREATED, DELETED)))).isEmpty();
        assertThat(model.differences(Map.of("r", List.of(CREATED)))).hasSize(1);
        assertThat(model.differences(Map.of("r", List.of(CREATED, DELETED, CRASHED))))
                .hasSize(1);
        assertThat(model.crashedRooms()).isEmpty();
    }

    @Test
    void aRoomThatMayNotExistMayStayUntold() {
        model.mayHaveHappened(CREATED);
        model.killed();

        assertThat(model.differences(Map.of())).isEmpty();
        assertThat(model.differences(Map.of("r", List.of(CREATED, CRASHED)))).isEmpty();
        assertThat(model.differences(Map.of("r", List.of(CREATED)))).hasSize(1);
    }

    @Test
    void aCutChannelMayStopAnywhereButNotSkip() {
        model.happened(CREATED, ADDED, DELETED);

        assertThat(model.impossiblePrefixes(Map.of("r", List.of(CREATED, ADDED))))
                .isEmpty();
        assertThat(model.impossiblePrefixes(Map.of("r", List.of(CREATED, DELETED))))
                .hasSize(1);
    }
}
