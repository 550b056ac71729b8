package dev.ephyra.notify.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.notify.endpoint.EventFilter;
import dev.ephyra.notify.record.EventType;
import dev.ephyra.wire.ServerMessage.SubscribeRequest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class StreamRequestTest {
    @Test
    void fishjamsRequestIsLive() {
        assertThat(read("", request -> {})).isEqualTo(new StreamRequest.Asked.Live());
    }

    @Test
    void anyOfOurFieldsMakesAStream() {
        List<Consumer<SubscribeRequest.Builder>> fields = List.of(
                request -> request.setResumeCursor(""),
                request -> request.setDurableName("c"),
                request -> request.getFilterBuilder(),
                request -> request.setSnapshot(true),
                request -> request.setMaxUnacked(1).setMeta(true),
                request -> request.setMeta(true));
        assertThat(fields)
                .allSatisfy(field -> assertThat(stream("", field).plain()).isFalse());
    }

    @Test
    void aConsumersTokenMakesAStreamOfFishjamsRequest() {
        assertThat(stream("billing", request -> {}))
                .isEqualTo(new StreamRequest(true, Optional.empty(), "billing", EventFilter.ALL, false, 0, false));
    }

    @Test
    void aConsumersTokenOpensNoOtherConsumersStream() {
        assertThat(stream("billing", request -> request.setDurableName("billing"))
                        .consumer())
                .isEqualTo("billing");
        assertThat(refused("billing", request -> request.setDurableName("audit")))
                .isEqualTo("durable_name: this token is that of consumer billing");
    }

    @Test
    void readsAFilter() {
        StreamRequest request = stream(
                "",
                wire -> wire.getFilterBuilder()
                        .addInclude("roomCreated")
                        .addInclude("endpointTripped")
                        .addExclude("roomCreated")
                        .setRoomIdPrefix("a")
                        .putRoomMetadata("tenant", "7"));

        assertThat(request.filter())
                .isEqualTo(new EventFilter(
                        Set.of(EventType.ROOM_CREATED, EventType.ENDPOINT_TRIPPED),
                        Set.of(EventType.ROOM_CREATED),
                        "a",
                        Map.of("tenant", "7")));
    }

    @Test
    void saysWhatIsWrongAndWhatWouldBeRight() {
        assertThat(refused("", wire -> wire.setDurableName("no spaces"))).startsWith("durable_name: 1 to 64");
        assertThat(refused("", wire -> wire.setDurableName("x".repeat(65)))).startsWith("durable_name: 1 to 64");
        assertThat(refused("", wire -> wire.setMaxUnacked(1)))
                .isEqualTo("max_unacked: needs meta, whose cursors are what is acknowledged");
        assertThat(refused("", wire -> wire.setMaxUnacked(100_001))).isEqualTo("max_unacked: at most 100000");
        assertThat(refused("", wire -> wire.setMaxUnacked(-1))).isEqualTo("max_unacked: at most 100000");
        assertThat(refused("", wire -> wire.getFilterBuilder().addExclude("nope\\n")))
                .isEqualTo("filter.exclude: no event type is called nope\\n");
        assertThat(refused("", wire -> wire.getFilterBuilder().addAllInclude(Collections.nCopies(65, "roomCreated"))))
                .isEqualTo("filter.include: at most 64 types");
        assertThat(refused("", wire -> wire.getFilterBuilder().setRoomIdPrefix("x".repeat(129))))
                .isEqualTo("filter.room_id_prefix: at most 128 characters");
        assertThat(refused("", wire -> wire.getFilterBuilder().putRoomMetadata("k", "\"" + "x".repeat(511) + "\"")))
                .isEqualTo("filter.room_metadata: at most 512 characters each");
        for (String notJson : List.of("", "bare", "{", "1 2")) {
            assertThat(refused("", wire -> wire.getFilterBuilder().putRoomMetadata("k", notJson)))
                    .isEqualTo("filter.room_metadata: the value of k must be JSON");
        }
        assertThat(refused("", wire -> {
                    for (int i = 0; i < 17; i++) {
                        wire.getFilterBuilder().putRoomMetadata("k" + i, "1");
                    }
                }))
                .isEqualTo("filter.room_metadata: at most 16 members");
    }

    private static StreamRequest.Asked read(String consumer, Consumer<SubscribeRequest.Builder> change) {
        SubscribeRequest.Builder wire = SubscribeRequest.newBuilder();
        change.accept(wire);
        return StreamRequest.read(wire.build(), consumer);
    }

    private static StreamRequest stream(String consumer, Consumer<SubscribeRequest.Builder> change) {
        return ((StreamRequest.Asked.Stream) read(consumer, change)).request();
    }

    private static String refused(String consumer, Consumer<SubscribeRequest.Builder> change) {
        return ((StreamRequest.Asked.Refused) read(consumer, change)).why();
    }
}
