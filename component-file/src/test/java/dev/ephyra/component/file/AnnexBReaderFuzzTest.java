package dev.ephyra.component.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ephyra.component.ComponentFailure;
import dev.ephyra.component.ComponentTrack;
import dev.ephyra.component.MemoryShare;
import dev.ephyra.component.h264.MalformedVideo;
import dev.ephyra.component.h264.NalUnit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;

/** A file of somebody else's is read or refused, whatever is in it. */
class AnnexBReaderFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void readsOrRefuses(byte[] bytes) throws IOException, ComponentFailure {
        AnnexBReader reader = new AnnexBReader(new ByteArrayInputStream(bytes), MemoryShare.UNLIMITED);
        try {
            for (Optional<NalUnit> unit = reader.next(); unit.isPresent(); unit = reader.next()) {
                assertThat(unit.get().isValid()).isTrue();
            }
        } catch (MalformedVideo fault) {
            assertThat(fault).hasMessageNotContaining("null");
        }
    }

    /** Up to the payloads of its packets. */
    @FuzzTest(maxDuration = "30s")
    void playsOrRefuses(byte[] bytes) throws IOException {
        VideoReader reader = new VideoReader(new ByteArrayInputStream(bytes), 30, MemoryShare.UNLIMITED);
        long ticks = 0;
        try {
            for (Optional<MediaUnit> unit = reader.next(); unit.isPresent(); unit = reader.next()) {
                assertThat(unit.get().startTicks()).isEqualTo(ticks);
                ticks += unit.get().durationTicks();
                assertThat(unit.get().payloads())
                        .isNotEmpty()
                        .allMatch(payload -> payload.length > 0 && payload.length <= ComponentTrack.MAX_PAYLOAD_BYTES);
            }
            assertThat(ticks).isPositive();
        } catch (ComponentFailure fault) {
            assertThat(fault)
                    .hasMessageStartingWith("The file is no H.264 video: ")
                    .hasMessageNotContaining("null");
        }
    }
}
