package dev.ephyra.component.worker.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Whatever a worker writes, it is read or refused, and its session ends once. */
class WorkerProtocolFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void anyBytesAreFramesOrRefused(byte[] bytes) {
        FrameReader reader = new FrameReader();
        reader.feed(bytes, bytes.length);
        try {
            for (Optional<Frame> next = reader.next(); next.isPresent(); next = reader.next()) {
                byte[] again = FromWorkerCodec.encode(FromWorkerCodec.decode(next.get()));
                assertThat(Arrays.copyOfRange(again, Frame.HEADER_BYTES, again.length))
                        .isEqualTo(next.get().body());
            }
        } catch (MalformedFrame refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    @FuzzTest(maxDuration = "30s")
    void anySessionEndsOnce(byte[] bytes) {
        WorkerSession session = new WorkerSession(0);
        byte[] ready = FromWorkerCodec.encode(new FromWorker.Ready(WorkerSession.VERSION));
        session.received(ready, ready.length, 1);
        session.received(bytes, bytes.length, 2);
        List<WorkerOutput> outputs = new ArrayList<>(session.drain());
        session.exited(1, 3);
        session.outputEnded(4);
        outputs.addAll(session.drain());

        assertThat(outputs.getLast()).isInstanceOf(WorkerOutput.Ended.class);
        assertThat(outputs).filteredOn(WorkerOutput.Ended.class::isInstance).hasSize(1);
    }
}
