package dev.ephyra.component.h264;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.component.ComponentFailure;
import dev.ephyra.component.ComponentTrack;
import dev.ephyra.component.MemoryShare;
import dev.ephyra.component.Reservation;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class H264PacketizerTest {
    private record Payload(byte[] bytes, boolean isLast) {}

    private static List<Payload> packetize(NalUnit... units) {
        List<Payload> payloads = new ArrayList<>();
        new H264Packetizer()
                .packetize(
                        new AccessUnit(List.of(units)),
                        (buffer, length, isLast) -> payloads.add(new Payload(Arrays.copyOf(buffer, length), isLast)));
        return payloads;
    }

    private static NalUnit unit(int header, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0x55);
        bytes[0] = (byte) header;
        return NalUnit.of(bytes);
    }

    @Test
    void parameterSetsGoTogetherAndDelimitersNotAtAll() {
        List<Payload> payloads = packetize(unit(0x09, 2), unit(0x67, 10), unit(0x68, 4), unit(0x65, 100));

        assertThat(payloads).hasSize(2);
        assertThat(payloads.getFirst().bytes()).hasSize(1 + 2 + 10 + 2 + 4).startsWith(0x78, 0, 10, 0x67);
        assertThat(payloads.getFirst().isLast()).isFalse();
        assertThat(payloads.getLast().bytes()).hasSize(100).startsWith(0x65);
        assertThat(payloads.getLast().isLast()).isTrue();
    }

    @Test
    void fillerAndTypesThatRtpUsesItselfAreLeftOut() {
        List<Payload> payloads = packetize(unit(0x7c, 40), unit(0x65, 100), unit(0x78, 40), unit(0x0c, 3_000));

        assertThat(payloads).hasSize(1);
        assertThat(payloads.getFirst().bytes()).hasSize(100).startsWith(0x65);
        assertThat(payloads.getFirst().isLast()).isTrue();
    }

    @Test
    void whatDoesNotFitGoesInFragments() {
        int most = ComponentTrack.MAX_PAYLOAD_BYTES;
        List<Payload> payloads = packetize(unit(0x65, 2 * most));

        assertThat(payloads).hasSize(3);
        assertThat(payloads.get(0).bytes()).hasSize(most).startsWith(0x7c, 0x85, 0x55);
        assertThat(payloads.get(1).bytes()).hasSize(most).startsWith(0x7c, 0x05, 0x55);
        assertThat(payloads.get(2).bytes()).startsWith(0x7c, 0x45, 0x55);
        assertThat(payloads).extracting(Payload::isLast).containsExactly(false, false, true);
    }

    /** A receiver that puts the payloads together has the units again, in order, and one end of the picture. */
    @Property(tries = 500)
    void aReceiverGetsTheUnitsBack(@ForAll long seed) throws MalformedVideo, ComponentFailure {
        Random random = new Random(seed);
        List<NalUnit> sets = new ArrayList<>();
        List<NalUnit> slices = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            sets.add(unit(random.nextBoolean() ? 0x67 : 0x68, 1 + random.nextInt(1_500)));
        }
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            slices.add(unit(0x61, 1 + random.nextInt(4_000)));
        }
        List<NalUnit> units = new ArrayList<>(sets);
        units.addAll(slices);

        List<Payload> payloads = packetize(units.toArray(NalUnit[]::new));

        assertThat(payloads)
                .allSatisfy(
                        payload -> assertThat(payload.bytes().length).isBetween(1, ComponentTrack.MAX_PAYLOAD_BYTES));
        assertThat(payloads.stream().filter(Payload::isLast)).hasSize(1);
        assertThat(payloads.getLast().isLast()).isTrue();
        assertThat(unpacked(payloads)).isEqualTo(units);
        List<NalUnit> received = new ArrayList<>();
        H264Depacketizer depacketizer =
                new H264Depacketizer(new Reservation(MemoryShare.UNLIMITED, H264Depacketizer.COPIES));
        for (Payload payload : payloads) {
            depacketizer
                    .add(payload.bytes(), 1, payload.isLast())
                    .forEach(picture -> received.addAll(picture.unit().units()));
        }
        assertThat(received).isEqualTo(units);
    }

    private static List<NalUnit> unpacked(List<Payload> payloads) {
        List<NalUnit> units = new ArrayList<>();
        ByteArrayOutputStream fragments = new ByteArrayOutputStream();
        for (Payload payload : payloads) {
            byte[] bytes = payload.bytes();
            switch (bytes[0] & 0x1f) {
                case 24 -> {
                    for (int at = 1; at < bytes.length; ) {
                        int length = ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
                        units.add(NalUnit.of(Arrays.copyOfRange(bytes, at + 2, at + 2 + length)));
                        at += 2 + length;
                    }
                }
                case 28 -> {
                    if (bytes[1] < 0) {
                        fragments.reset();
                        fragments.write((bytes[0] & 0x60) | (bytes[1] & 0x1f));
                    }
                    fragments.write(bytes, 2, bytes.length - 2);
                    if ((bytes[1] & 0x40) != 0) {
                        units.add(NalUnit.of(fragments.toByteArray()));
                    }
                }
                default -> units.add(NalUnit.of(bytes));
            }
        }
        return units;
    }
}
