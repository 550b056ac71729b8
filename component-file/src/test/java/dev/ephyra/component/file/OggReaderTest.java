package dev.ephyra.component.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class OggReaderTest {
    private static List<byte[]> all(byte[] file) throws IOException, MalformedOgg {
        OggReader reader = new OggReader(new ByteArrayInputStream(file));
        List<byte[]> packets = new ArrayList<>();
        for (Optional<byte[]> packet = reader.next(); packet.isPresent(); packet = reader.next()) {
            packets.add(packet.get());
        }
        return packets;
    }

    private static byte[] packet(int length) {
        byte[] packet = new byte[length];
        Arrays.fill(packet, (byte) length);
        return packet;
    }

    /** The check value of CRC-32/MPEG-2's sibling without inversion, as libogg computes it, over the usual nine digits. */
    @Test
    void hasTheChecksumOfOgg() {
        assertThat(OggCrc.update(0, "123456789".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(0x89a1897f);
    }

    @Test
    void readsPacketsOfAllLengthsAndOverPages() throws IOException, MalformedOgg {
        OggStream stream = new OggStream(7);
        stream.page(2, List.of(packet(10)));
        stream.page(0, List.of(packet(0), packet(254), packet(255), packet(256), packet(510)));
        stream.split(packet(1_000), 3);
        stream.page(4, List.of(packet(3)));

        assertThat(all(stream.bytes()))
                .containsExactly(
                        packet(10),
                        packet(0),
                        packet(254),
                        packet(255),
                        packet(256),
                        packet(510),
                        packet(1_000),
                        packet(3));
    }

    /** Tags with a picture in them, which nobody asks for, and what follows them. */
    @Test
    void keepsTheBeginningOfALongPacketAlone() throws IOException, MalformedOgg {
        OggStream stream = new OggStream(7);
        stream.spread(packet(2_000_000));
        stream.page(4, List.of(packet(3)));
        byte[] withBeginning = concat(begun(7), stream.bytes());

        assertThat(all(withBeginning))
                .containsExactly(packet(1), Arrays.copyOf(packet(2_000_000), OggReader.MAX_KEPT_BYTES), packet(3));

        OggStream endless = new OggStream(7);
        endless.spread(packet(OggReader.MAX_PACKET_BYTES + 1));
        byte[] tooLong = concat(begun(7), endless.bytes());
        assertThatThrownBy(() -> all(tooLong))
                .isInstanceOf(MalformedOgg.class)
                .hasMessage("a packet has more than 16777216 bytes");
    }

    private static byte[] begun(int serial) {
        OggStream stream = new OggStream(serial);
        stream.page(2, List.of(packet(1)));
        return stream.bytes();
    }

    @Test
    void passesOverOtherStreamsAndGoesOnWithOneThatFollows() throws IOException, MalformedOgg {
        OggStream stream = new OggStream(7);
        stream.page(2, List.of(packet(1)));
        OggStream other = new OggStream(8);
        other.page(2, List.of(packet(99)));
        other.page(4, List.of(packet(98)));
        OggStream rest = new OggStream(7);
        rest.page(4, List.of(packet(2)));
        OggStream next = new OggStream(9);
        next.page(2, List.of(packet(3)));
        byte[] file = concat(stream.bytes(), other.bytes(), rest.bytes(), next.bytes());

        OggReader reader = new OggReader(new ByteArrayInputStream(file));
        assertThat(reader.next())
                .hasValueSatisfying(packet -> assertThat(packet).isEqualTo(packet(1)));
        assertThat(reader.isFirst()).isTrue();
        assertThat(reader.next())
                .hasValueSatisfying(packet -> assertThat(packet).isEqualTo(packet(2)));
        assertThat(reader.isFirst()).isFalse();
        assertThat(reader.next())
                .hasValueSatisfying(packet -> assertThat(packet).isEqualTo(packet(3)));
        assertThat(reader.isFirst()).isTrue();
        assertThat(reader.next()).isEmpty();
    }

    private static byte[] concat(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    @Test
    void refusesDamagedPages() {
        byte[] file = OggStream.opus(List.of(packet(40)));
        byte[] flipped = file.clone();
        flipped[file.length - 5] ^= 1;
        assertThatThrownBy(() -> all(flipped)).isInstanceOf(MalformedOgg.class).hasMessage("a page is damaged");
        assertThatThrownBy(() -> all(new byte[0]))
                .isInstanceOf(MalformedOgg.class)
                .hasMessage("it holds no stream");
        assertThatThrownBy(() -> all("RIFF is something else entirely".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(MalformedOgg.class)
                .hasMessage("a page does not begin as pages of Ogg do");
    }

    @Test
    void everyCutIsAnEndOrAFault() {
        byte[] file = OggStream.opus(List.of(packet(40), packet(300)));
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            try {
                assertThat(all(cut)).hasSizeLessThan(4);
            } catch (MalformedOgg | IOException fault) {
                assertThat(fault).isInstanceOf(MalformedOgg.class);
            }
        }
    }

    /** Two streams one after the other, with a packet over two pages, beside the page of a third. */
    private static byte[] severalStreams() {
        OggStream first = new OggStream(7);
        first.page(2, List.of(OggStream.head(1)));
        first.page(0, List.of(packet(300)));
        OggStream other = new OggStream(8);
        other.page(2, List.of(packet(99)));
        OggStream rest = new OggStream(7);
        rest.page(0, List.of(packet(40), packet(80)));
        rest.split(packet(600), 2);
        rest.page(4, List.of(packet(120)));
        return concat(first.bytes(), other.bytes(), rest.bytes(), OggStream.opus(List.of(packet(8))));
    }

    @Property(tries = 2_000)
    void survivesDamageThatNoChecksumShows(@ForAll long seed) throws IOException {
        byte[] file = severalStreams();
        Random random = new Random(seed);
        for (int i = random.nextInt(8); i >= 0; i--) {
            // Headers are where damage does most.
            int at = random.nextInt(random.nextBoolean() ? file.length : 100);
            file[at] = (byte) (random.nextBoolean() ? random.nextInt() : file[at] ^ 1 << random.nextInt(8));
        }
        OggReaderFuzzTest.play(OggStream.repaired(file));
    }

    @Test
    void aRepairOfWholePagesChangesNothing() {
        byte[] file = severalStreams();

        assertThat(OggStream.repaired(file)).isEqualTo(file);
    }

    @Property(tries = 500)
    void survivesAnyBytes(@ForAll byte[] bytes, @ForAll long seed) throws IOException {
        byte[] file = OggStream.opus(List.of(packet(40), packet(300)));
        Random random = new Random(seed);
        for (int i = 0; i < 3; i++) {
            file[random.nextInt(file.length)] = (byte) random.nextInt();
        }
        for (byte[] foreign : List.of(bytes, file)) {
            try {
                assertThat(all(foreign))
                        .allSatisfy(packet -> assertThat(packet.length).isLessThanOrEqualTo(OggReader.MAX_KEPT_BYTES));
            } catch (MalformedOgg fault) {
                assertThat(fault).hasMessageNotContaining("null");
            }
        }
    }
}
