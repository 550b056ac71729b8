package dev.ephyra.sdk.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.ephyra.sdk.notification.ServerNotification;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.delivery.EventMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A kind that a later server adds: what this version cannot read of it must not cost its room the order or the count. */
class UnknownKindTest {
    private static final int LATER_FIELD = 900;

    private final SessionProbe probe = new SessionProbe(SessionProbe.options(100));
    private final RoomLanes lanes = new RoomLanes();
    private final Dispatcher dispatcher = new Dispatcher(
            new Handlers(
                    Optional.of(delivery -> {}),
                    Optional.empty(),
                    gap -> {},
                    Optional.empty(),
                    state -> {},
                    AckMode.AUTO,
                    0),
            new OwnThreads(),
            step -> {});

    @BeforeEach
    void subscribe() {
        probe.start();
        probe.ready("c0", false);
        probe.take();
    }

    @Test
    void waitsForItsRoomAndItsRoomForIt() {
        probe.notify("a", 1, "c1");
        later("a", "a", 2, "c2");
        probe.notify("b", 1, "c3");
        probe.notify("a", 3, "c4");
        admit();

        Work first = next();
        assertThat(room(first)).isEqualTo("a");
        Work other = next();
        assertThat(room(other)).as("other rooms do not wait").isEqualTo("b");
        assertThat(lanes.next()).isNull();
        lanes.finished(first);
        Work unknown = next();
        assertThat(subject(unknown)).isEqualTo("Unknown a2 of room a");
        assertThat(lanes.next()).as("the next of its room waits").isNull();
        lanes.finished(unknown);
        assertThat(subject(next())).isEqualTo("PeerAdded a3 of room a");
    }

    @Test
    void goesAloneIfTheServerDoesNotSayItsRoom() {
        probe.notify("a", 1, "c1");
        later("a", "", 2, "c2");
        probe.notify("b", 1, "c3");
        admit();

        Work first = next();
        assertThat(lanes.next()).isNull();
        lanes.finished(first);
        Work unknown = next();
        assertThat(subject(unknown)).isEqualTo("Unknown a2");
        assertThat(lanes.next()).isNull();
        lanes.finished(unknown);
        assertThat(room(next())).isEqualTo("b");
    }

    @Test
    void countsAmongTheNumbersOfItsRoom() {
        probe.notify("a", 1, "c1");
        later("a", "a", 2, "c2");
        probe.notify("a", 3, "c3");
        assertThat(gaps()).isEmpty();

        later("a", "a", 6, "c6");
        assertThat(gaps()).containsExactly(new Gap.Room("a", "a", 4, 5));
        later("a", "a", 6, "c6");
        assertThat(probe.delivered()).as("one that is repeated is told once").hasSize(4);
    }

    @Test
    void saysItsRoomAndItsField() {
        later("a", "a", 1, "c1");
        var told = probe.all(SessionOutput.Deliver.class).get(0).notification();

        assertThat(told.content()).isEqualTo(new ServerNotification.Unknown(LATER_FIELD));
        assertThat(told.roomId()).contains("a");
        assertThat(told.event().orElseThrow().roomSeq()).isEqualTo(1);
    }

    @Test
    void isMissedAloneIfTheServerDoesNotSayItsRoom() {
        probe.notify("a", 1, "c1");
        later("a", "", 3, "c3");
        probe.all(SessionOutput.Missing.class)
                .forEach(missing -> lanes.add(dispatcher.gap(missing.gap(), missing.step())));

        assertThat(gaps()).containsExactly(new Gap.Room("", "a", 2, 2));
        assertThat(next().room).isNull();
    }

    private void later(String epoch, String roomId, long seq, String cursor) {
        UnknownFieldSet.Field content = UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFromUtf8("whatever it says"))
                .build();
        probe.receive(ServerMessage.newBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(LATER_FIELD, content)
                        .build())
                .setMeta(EventMeta.newBuilder()
                        .setEventId(epoch + seq)
                        .setRoomEpoch(epoch)
                        .setRoomSeq(seq)
                        .setCursor(cursor)
                        .setRoomId(roomId)));
    }

    private void admit() {
        probe.all(SessionOutput.Deliver.class)
                .forEach(told -> lanes.add(dispatcher.notification(told.notification(), told.step())));
    }

    private Work next() {
        return Optional.ofNullable(lanes.next()).orElseThrow(() -> new AssertionError("nothing is ready"));
    }

    private static String room(Work work) {
        return Objects.requireNonNull(work.room);
    }

    private static String subject(Work work) {
        return work.step.subject();
    }

    private List<Gap> gaps() {
        List<Gap> gaps = new ArrayList<>();
        probe.all(SessionOutput.Missing.class).forEach(missing -> gaps.add(missing.gap()));
        return gaps;
    }
}
