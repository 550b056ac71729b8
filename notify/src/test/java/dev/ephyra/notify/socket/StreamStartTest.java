package dev.ephyra.notify.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.notify.endpoint.EventFilter;
import dev.ephyra.notify.record.Cursor;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.SubscribeResponse;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StreamStartTest {
    private static final UUID LOG = new UUID(3, 4);
    private static final StreamStart.LogView VIEW = new StreamStart.LogView(LOG, 50, 100);

    @ParameterizedTest
    @ValueSource(longs = {49, 50, 99, 100})
    void recoversFromEveryPlaceThatIsKept(long offset) {
        assertThat(start(cursor(offset), false, OptionalLong.empty()))
                .isEqualTo(new StreamStart(offset, offset, true, false, Optional.empty()));
    }

    @Test
    void goesOnAtTheHeadWhenRetentionPassedThePlaceAndSaysWhatIsGone() throws Exception {
        StreamStart start = start(cursor(47), false, OptionalLong.empty());

        assertThat(start)
                .isEqualTo(new StreamStart(100, 100, false, false, Optional.of(new StreamStart.Missing(48, 49))));
        SubscribeResponse response = response(start);
        assertThat(response.getCursor()).isEqualTo(cursor(100));
        assertThat(response.getOldestCursor()).isEqualTo(cursor(49));
        assertThat(response.getMissing().getFromCursor()).isEqualTo(cursor(48));
        assertThat(response.getMissing().getToCursor()).isEqualTo(cursor(49));
        assertThat(response.getMissing().getRecords()).isEqualTo(2);
    }

    @Test
    void neverBelievesACursorOfAnotherLogOrBeyondTheHead() {
        for (String other : new String[] {
            "", "?", cursor(101), Cursor.of(new UUID(1, 1), 60).text()
        }) {
            assertThat(start(other, true, OptionalLong.of(70)))
                    .isEqualTo(new StreamStart(100, 100, false, true, Optional.empty()));
        }
    }

    @Test
    void sendsNoSnapshotToWhoHasEverything() {
        assertThat(start(cursor(60), true, OptionalLong.empty()).snapshot()).isFalse();
        assertThat(start(cursor(3), true, OptionalLong.empty()).snapshot()).isTrue();
    }

    @Test
    void aConsumerGoesOnAtItsPlaceUnlessItSaysWhere() {
        assertThat(start(null, false, OptionalLong.of(70)).position()).isEqualTo(70);
        assertThat(start(cursor(60), false, OptionalLong.of(70)).position()).isEqualTo(60);
        assertThat(start(null, false, OptionalLong.of(3)).missing()).isPresent();
        assertThat(start(null, false, OptionalLong.empty()))
                .isEqualTo(new StreamStart(100, 100, false, false, Optional.empty()));
    }

    /** Records 60 to 69 are lost, and what was seen under those offsets may be something that nobody knows any more. */
    @Test
    void doesNotRecoverACursorInsideDamage() {
        for (long inside : new long[] {59, 60, 68}) {
            assertThat(StreamStart.of(request(cursor(inside), true), VIEW, OptionalLong.empty(), StreamStartTest::lost))
                    .isEqualTo(new StreamStart(
                            100, 100, false, true, Optional.of(new StreamStart.Missing(inside + 1, 69))));
        }
        for (long good : new long[] {58, 69}) {
            assertThat(StreamStart.of(request(cursor(good), true), VIEW, OptionalLong.empty(), StreamStartTest::lost)
                            .recovered())
                    .isTrue();
        }
        assertThat(StreamStart.of(request(null, false), VIEW, OptionalLong.of(62), StreamStartTest::lost))
                .as("a consumer that cannot be told goes on behind the damage and not at the head")
                .isEqualTo(new StreamStart(62, 62, true, false, Optional.empty()));
    }

    private static OptionalLong lost(long offset) {
        return offset >= 60 && offset <= 69 ? OptionalLong.of(69) : OptionalLong.empty();
    }

    @Test
    void anEmptyLogHasAPlaceToResumeFrom() {
        StreamStart.LogView empty = new StreamStart.LogView(LOG, 1, 0);
        assertThat(StreamStart.of(request(cursor(0), false), empty, OptionalLong.empty(), _ -> OptionalLong.empty()))
                .isEqualTo(new StreamStart(0, 0, true, false, Optional.empty()));
    }

    @Test
    void aCursorDoesNotMoveTheOneWhoAcknowledges() {
        assertThat(acknowledging(80).apply(OptionalLong.of(60)).place()).isEqualTo(60);
        assertThat(acknowledging(80).apply(OptionalLong.of(90)).place()).isEqualTo(80);
        assertThat(acknowledging(80).apply(OptionalLong.empty()).place()).isEqualTo(80);
        assertThat(start(cursor(80), false, OptionalLong.of(60)).place())
                .as("one that confirms by pongs has what it received")
                .isEqualTo(80);
        assertThat(acknowledging(40).apply(OptionalLong.of(20)))
                .as("what retention took is not known to be known")
                .isEqualTo(new StreamStart(100, 20, false, false, Optional.of(new StreamStart.Missing(41, 49))));
    }

    private static Function<OptionalLong, StreamStart> acknowledging(long cursor) {
        StreamRequest request =
                new StreamRequest(false, Optional.of(cursor(cursor)), "c", EventFilter.ALL, false, 5, true);
        return kept -> StreamStart.of(request, VIEW, kept, _ -> OptionalLong.empty());
    }

    private static StreamStart start(@Nullable String cursor, boolean snapshot, OptionalLong kept) {
        return StreamStart.of(request(cursor, snapshot), VIEW, kept, _ -> OptionalLong.empty());
    }

    private static StreamRequest request(@Nullable String cursor, boolean snapshot) {
        return new StreamRequest(false, Optional.ofNullable(cursor), "c", EventFilter.ALL, snapshot, 0, true);
    }

    private static SubscribeResponse response(StreamStart start) throws InvalidProtocolBufferException {
        return ServerMessage.parseFrom(start.response(request(null, false), VIEW))
                .getSubscribeResponse();
    }

    private static String cursor(long offset) {
        return Cursor.of(LOG, offset).text();
    }
}
