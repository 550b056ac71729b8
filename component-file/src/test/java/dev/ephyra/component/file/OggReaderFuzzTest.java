package dev.ephyra.component.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ephyra.component.ComponentFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;

/** A file of somebody else's is read or refused, whatever is in it. */
class OggReaderFuzzTest {
    @FuzzTest
    void readsOrRefuses(byte[] bytes) throws IOException {
        AudioReader reader = new AudioReader(new ByteArrayInputStream(bytes));
        long ticks = 0;
        try {
            for (Optional<MediaUnit> unit = reader.next(); unit.isPresent(); unit = reader.next()) {
                assertThat(unit.get().startTicks()).isEqualTo(ticks);
                ticks += unit.get().durationTicks();
            }
        } catch (ComponentFailure fault) {
            assertThat(fault).hasMessageNotContaining("null");
        }
    }
}
