package dev.ephyra.server.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Workers that break in one room, each way once, beside one call; row 51 of {@code ./campaign} does it many times. */
class WorkerInARoomTest {
    private static WorkerRoom room;

    @BeforeAll
    static void open() throws IOException {
        room = WorkerRoom.open();
    }

    @AfterAll
    static void close() throws IOException {
        room.close();
    }

    @ParameterizedTest
    @EnumSource
    void oneThatBreaksEndsOnceBesideTheCall(WorkerFault fault) throws IOException, InterruptedException {
        room.suffer(fault);

        // Added, two tracks that begin and end, crashed.
        assertThat(room.told()).isEqualTo(6);
    }
}
