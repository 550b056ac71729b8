package dev.ephyra.component.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ephyra.component.h264.MalformedVideo;
import dev.ephyra.component.h264.NalUnit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;

/** A file of somebody else's is read or refused, whatever is in it. */
class AnnexBReaderFuzzTest {
    @FuzzTest
    void readsOrRefuses(byte[] bytes) throws IOException {
        AnnexBReader reader = new AnnexBReader(new ByteArrayInputStream(bytes));
        try {
            for (Optional<NalUnit> unit = reader.next(); unit.isPresent(); unit = reader.next()) {
                assertThat(unit.get().isValid()).isTrue();
            }
        } catch (MalformedVideo fault) {
            assertThat(fault).hasMessageNotContaining("null");
        }
    }
}
