package dev.ephyra.component.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.component.ComponentFailure;
import dev.ephyra.component.MemoryShare;
import dev.ephyra.component.h264.MalformedVideo;
import dev.ephyra.component.h264.NalUnit;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AnnexBReaderTest {
    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static List<NalUnit> all(InputStream source) throws IOException, MalformedVideo, ComponentFailure {
        AnnexBReader reader = new AnnexBReader(source, MemoryShare.UNLIMITED);
        List<NalUnit> units = new ArrayList<>();
        for (Optional<NalUnit> unit = reader.next(); unit.isPresent(); unit = reader.next()) {
            units.add(unit.get());
        }
        return units;
    }

    private static List<NalUnit> all(byte[] stream) throws IOException, MalformedVideo, ComponentFailure {
        return all(new ByteArrayInputStream(stream));
    }

    @Test
    void cutsAtStartCodesOfBothLengths() throws IOException, MalformedVideo, ComponentFailure {
        byte[] stream = bytes(0, 0, 0, 1, 0x67, 1, 0, 0, 1, 0x68, 2, 0, 0, 0, 0, 1, 0x65, 0, 3, 0, 0);

        assertThat(all(stream))
                .containsExactly(NalUnit.of(bytes(0x67, 1)), NalUnit.of(bytes(0x68, 2)), NalUnit.of(bytes(0x65, 0, 3)));
    }

    /** Pictures that fit into the first buffer are ordinary: many components with them fill a heap too. */
    @Test
    void aUnitOfTheFirstBufferTakesMemoryBeyondTheFirstStep() throws IOException, MalformedVideo, ComponentFailure {
        byte[] stream = new byte[60_000];
        Arrays.fill(stream, (byte) 0x55);
        System.arraycopy(bytes(0, 0, 1, 0x65), 0, stream, 0, 4);
        AtomicLong taken = new AtomicLong();
        AnnexBReader reader = new AnnexBReader(new ByteArrayInputStream(stream), taken::addAndGet);

        assertThat(reader.next()).isPresent();
        assertThat(taken).hasValue(2 * 3 * 16_384);
    }

    @Test
    void refusesWhatIsNoSuchStream() {
        for (byte[] stream : List.of(bytes(), bytes(0, 0, 0), bytes(1, 2, 3), bytes(0, 7, 0, 0, 1, 0x65))) {
            assertThatThrownBy(() -> all(stream))
                    .isInstanceOf(MalformedVideo.class)
                    .hasMessage("it does not begin with a start code of H.264");
        }
        assertThatThrownBy(() -> all(bytes(0, 0, 1, 0xe5, 1)))
                .isInstanceOf(MalformedVideo.class)
                .hasMessage("a NAL unit has an invalid header");
        byte[] endless = new byte[AnnexBReader.MAX_UNIT_BYTES + 100_000];
        java.util.Arrays.fill(endless, (byte) 0x65);
        endless[0] = 0;
        endless[1] = 0;
        endless[2] = 1;
        assertThatThrownBy(() -> all(endless))
                .isInstanceOf(MalformedVideo.class)
                .hasMessage("a NAL unit has more than 4194304 bytes");
    }

    /** However the bytes come in, the units are the same. */
    @Property(tries = 300)
    void readsUnitsOfAnyLengthInAnyPieces(@ForAll long seed) throws IOException, MalformedVideo, ComponentFailure {
        Random random = new Random(seed);
        List<NalUnit> units = new ArrayList<>();
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int i = random.nextInt(20); i >= 0; i--) {
            byte[] unit = new byte[1 + random.nextInt(random.nextInt(10) == 0 ? 200_000 : 300)];
            for (int at = 0; at < unit.length; at++) {
                unit[at] = (byte) (1 + random.nextInt(255));
            }
            unit[0] = 0x65;
            units.add(NalUnit.of(unit));
            stream.writeBytes(random.nextBoolean() ? bytes(0, 0, 1) : bytes(0, 0, 0, 1));
            stream.writeBytes(unit);
        }
        InputStream inPieces = new ByteArrayInputStream(stream.toByteArray()) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 1 + random.nextInt(5_000)));
            }
        };

        assertThat(all(inPieces)).isEqualTo(units);
    }
}
