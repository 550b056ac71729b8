package dev.ephyra.webrtc.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.webrtc.dtls.HandshakeFilter.Verdict;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Real handshakes, cut off, damaged and mixed. */
class HandshakeFilterPropertyTest {
    private static final List<SimulatedPath.Datagram> REAL =
            SimulatedPath.healthy().start().runSeconds(5).sent;

    private static HandshakeFilter filter(DtlsRole role) {
        return new HandshakeFilter(role, new RecordDrops());
    }

    private static DtlsRole receiver(SimulatedPath.Datagram datagram) {
        return datagram.from() == DtlsRole.CLIENT ? DtlsRole.SERVER : DtlsRole.CLIENT;
    }

    @Test
    void letsAHandshakeThroughWithNewNumbers() {
        for (DtlsRole role : DtlsRole.values()) {
            HandshakeFilter filter = filter(role);
            for (SimulatedPath.Datagram datagram : REAL) {
                if (receiver(datagram) == role) {
                    Verdict verdict = filter.check(datagram.bytes(), 0, datagram.bytes().length);
                    assertThat(withoutNumbers(((Verdict.Accepted) verdict).records()))
                            .isEqualTo(withoutNumbers(datagram.bytes()));
                    assertThat(((Verdict.Accepted) verdict).hasRepeats()).isFalse();
                }
            }
        }
    }

    /** Those of epoch 0 are replaced. */
    private static byte[] withoutNumbers(byte[] datagram) {
        List<byte[]> records = Records.split(datagram);
        records.stream()
                .filter(record -> RecordHeader.epoch(record, 0) == 0)
                .forEach(record -> RecordHeader.setSequence(record, 0, 0));
        return Records.join(records.toArray(byte[][]::new));
    }

    @Test
    void everyTruncationIsWholeRecordsOrNothing() {
        for (SimulatedPath.Datagram datagram : REAL) {
            for (int length = 0; length < datagram.bytes().length; length++) {
                HandshakeFilter filter = filter(receiver(datagram));
                new AcceptedRecords().check(filter.check(datagram.bytes(), 0, length), length);
            }
        }
    }

    @Test
    void everyDamagedByteLeavesSoundRecords() {
        for (DtlsRole role : DtlsRole.values()) {
            for (int bit = 0; bit < 8; bit++) {
                HandshakeFilter filter = filter(role);
                AcceptedRecords accepted = new AcceptedRecords();
                for (SimulatedPath.Datagram datagram : REAL) {
                    for (int at = 0; at < datagram.bytes().length; at++) {
                        byte[] damaged = datagram.bytes().clone();
                        damaged[at] ^= (byte) (1 << bit);
                        accepted.check(filter.check(damaged, 0, damaged.length), damaged.length);
                    }
                }
            }
        }
    }

    @Property(tries = 300)
    void anyMixtureLeavesSoundRecords(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int datagrams) {
        Random random = new Random(seed);
        HandshakeFilter filter = filter(random.nextBoolean() ? DtlsRole.SERVER : DtlsRole.CLIENT);
        AcceptedRecords accepted = new AcceptedRecords();
        for (int count = 0; count < datagrams; count++) {
            byte[] datagram = random.nextInt(3) == 0 ? crafted(random) : mutated(random);
            accepted.check(filter.check(datagram, 0, datagram.length), datagram.length);
        }
    }

    private static byte[] mutated(Random random) {
        byte[] bytes = REAL.get(random.nextInt(REAL.size())).bytes().clone();
        for (int flips = random.nextInt(4); flips > 0; flips--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    private static byte[] crafted(Random random) {
        byte[][] fragments = new byte[random.nextInt(4)][];
        for (int index = 0; index < fragments.length; index++) {
            int length = random.nextInt(5) == 0 ? random.nextInt(1 << 24) : random.nextInt(400);
            int offset = random.nextInt(Math.min(length + 2, 400));
            fragments[index] =
                    Records.fragment(random.nextInt(21), length, random.nextInt(20), offset, random.nextInt(300));
        }
        return Records.handshake(fragments);
    }
}
