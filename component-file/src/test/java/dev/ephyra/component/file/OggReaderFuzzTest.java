package dev.ephyra.component.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ephyra.component.ComponentFailure;
import dev.ephyra.component.ComponentTrack;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;

/** A file of somebody else's is read or refused, whatever is in it. */
class OggReaderFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void readsOrRefuses(byte[] bytes) throws IOException {
        play(bytes);
    }

    /** What a checksum would nearly always be wrong for. */
    @FuzzTest(maxDuration = "30s")
    void readsOrRefusesWhatIsInPages(byte[] bytes) throws IOException {
        play(OggStream.repaired(bytes));
    }

    /** Sound of packets that RTP can carry, from the beginning on without a hole; or a reason why it is none. */
    static void play(byte[] file) throws IOException {
        AudioReader reader = new AudioReader(new ByteArrayInputStream(file));
        long ticks = 0;
        try {
            for (Optional<MediaUnit> unit = reader.next(); unit.isPresent(); unit = reader.next()) {
                assertThat(unit.get().startTicks()).isEqualTo(ticks);
                assertThat(unit.get().durationTicks()).isBetween(1, OpusPackets.MAX_TICKS);
                assertThat(unit.get().payloads())
                        .singleElement()
                        .satisfies(
                                payload -> assertThat(payload.length).isBetween(1, ComponentTrack.MAX_PAYLOAD_BYTES));
                ticks += unit.get().durationTicks();
            }
            assertThat(ticks).isPositive();
        } catch (ComponentFailure fault) {
            assertThat(fault)
                    .hasMessageStartingWith("The file is no Opus sound in Ogg: ")
                    .hasMessageNotContaining("null");
        }
    }
}
