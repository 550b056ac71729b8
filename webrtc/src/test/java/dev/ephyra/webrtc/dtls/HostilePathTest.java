package dev.ephyra.webrtc.dtls;

import static dev.ephyra.webrtc.dtls.DtlsAssociationTest.assertEstablished;
import static dev.ephyra.webrtc.dtls.DtlsAssociationTest.assertTalking;
import static dev.ephyra.webrtc.dtls.SimulatedPath.DELAY_NANOS;
import static dev.ephyra.webrtc.dtls.SimulatedPath.failures;
import static dev.ephyra.webrtc.dtls.SimulatedPath.keys;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Losses, reordering, repeats, and what somebody may send who can write the peer's address on a datagram. */
class HostilePathTest {
    /** What a handshake without losses consists of, when each record travels alone. */
    private static final int RECORDS = 12;

    @Test
    void anySingleDatagramMayBeLost() {
        for (int number = 0; number < 4; number++) {
            int lost = number;
            SimulatedPath path = SimulatedPath.healthy();
            path.fate = datagram -> datagram.number() == lost ? -1 : DELAY_NANOS;

            path.start().runSeconds(10);

            assertEstablished(path);
            assertThat(path.sent).hasSizeBetween(5, 8);
            assertTalking(path);
        }
    }

    @Test
    void anySingleRecordMayBeLostOrLate() {
        for (int number = 0; number < RECORDS; number++) {
            for (long fate : new long[] {-1, DELAY_NANOS + 1_000, 20 * DELAY_NANOS, 60 * DELAY_NANOS}) {
                int hit = number;
                SimulatedPath path = SimulatedPath.healthy();
                path.splitsRecords = true;
                path.fate = datagram -> datagram.number() == hit ? fate : DELAY_NANOS;

                path.start().runSeconds(10);

                assertEstablished(path);
            }
        }
    }

    @Test
    void everyDatagramMayComeTwice() {
        SimulatedPath path = SimulatedPath.healthy();
        path.fate = datagram -> {
            DtlsRole to = datagram.from() == DtlsRole.CLIENT ? DtlsRole.SERVER : DtlsRole.CLIENT;
            path.inject(to, datagram.bytes());
            return DELAY_NANOS;
        };

        path.start().runSeconds(10);

        assertEstablished(path);
        assertThat(path.sent).hasSizeLessThan(8);
    }

    @Property(tries = 40)
    void anyBadPathIsSurvivedOnceItIsGood(@ForAll long seed) {
        Random random = new Random(seed);
        SimulatedPath path = SimulatedPath.healthy();
        path.splitsRecords = random.nextBoolean();
        long goodFrom = path.nowNanos + TimeUnit.SECONDS.toNanos(10);
        path.fate = datagram -> {
            boolean isBad = path.nowNanos - goodFrom < 0;
            if (isBad && random.nextInt(10) == 0) {
                path.inject(datagram.from() == DtlsRole.CLIENT ? DtlsRole.SERVER : DtlsRole.CLIENT, datagram.bytes());
            }
            return isBad ? random.nextLong(-DELAY_NANOS, 30 * DELAY_NANOS) : DELAY_NANOS;
        };

        path.start().runSeconds(29);

        assertEstablished(path);
        assertThat(failures(path.fromClient)).isEmpty();
        assertThat(failures(path.fromServer)).isEmpty();
        assertTalking(path);
    }

    @Test
    void garbageBeforeAndAmongAHandshakeIsSurvived() {
        Random random = new Random(1);
        SimulatedPath path = SimulatedPath.healthy();
        for (int count = 0; count < 200; count++) {
            path.inject(DtlsRole.SERVER, hostileHello(random));
        }

        path.start().runSeconds(20);

        assertEstablished(path);
    }

    /** A ClientHello with a sound header and nothing in it, or pieces of one, or one of 16 MiB. */
    private static byte[] hostileHello(Random random) {
        int length = random.nextInt(1, 300);
        byte[] body = switch (random.nextInt(4)) {
            case 0 -> Records.whole(HandshakeTypes.CLIENT_HELLO, 0, length);
            case 1 -> Records.fragment(HandshakeTypes.CLIENT_HELLO, 2 * length, 0, length / 2, length);
            case 2 -> Records.fragment(HandshakeTypes.CLIENT_HELLO, 0xFFFFFF, 0, 0, length);
            default -> new byte[length];
        };
        return Records.record(random.nextInt(19, 25), RecordHeader.DTLS_1_2, 0, random.nextLong(1L << 48), body);
    }

    @Test
    void aClientHelloMayComeInPiecesInAnyOrder() {
        SimulatedPath path = SimulatedPath.healthy();
        path.fate = datagram -> {
            if (datagram.number() == 0) {
                byte[] message = Arrays.copyOfRange(datagram.bytes(), RecordHeader.BYTES + 12, datagram.bytes().length);
                for (int from = message.length / 30 * 30; from >= 0; from -= 30) {
                    path.inject(DtlsRole.SERVER, piece(message, from, Math.min(30, message.length - from)));
                }
                return -1;
            }
            return DELAY_NANOS;
        };

        path.start().runSeconds(5);

        assertEstablished(path);
        assertThat(path.sent).hasSize(4);
        assertThat(path.server.drops().total()).isZero();
    }

    private static byte[] piece(byte[] hello, int from, int bytes) {
        byte[] fragment = Records.fragment(HandshakeTypes.CLIENT_HELLO, hello.length, 0, from, bytes);
        System.arraycopy(hello, from, fragment, 12, bytes);
        return Records.record(RecordHeader.HANDSHAKE, RecordHeader.DTLS_1_0, 0, 0, fragment);
    }

    @Test
    void spoofedRecordsInTheClearEndNothing() {
        SimulatedPath path = SimulatedPath.healthy();
        path.splitsRecords = true;
        path.fate = datagram -> {
            for (DtlsRole to : DtlsRole.values()) {
                path.inject(to, Records.record(RecordHeader.ALERT, new byte[] {2, 40}));
                path.inject(to, Records.record(RecordHeader.CHANGE_CIPHER_SPEC, new byte[] {1}));
                path.inject(to, Records.record(RecordHeader.APPLICATION_DATA, new byte[50]));
                path.inject(to, Records.record(RecordHeader.ALERT, RecordHeader.DTLS_1_2, 1, 9, new byte[3]));
                path.inject(to, Records.record(RecordHeader.ALERT, RecordHeader.DTLS_1_2, 1, 9, new byte[26]));
                path.inject(
                        to, Records.record(RecordHeader.APPLICATION_DATA, RecordHeader.DTLS_1_2, 1, 1, new byte[60]));
            }
            return DELAY_NANOS;
        };

        path.start().runSeconds(20);

        assertEstablished(path);
        assertThat(path.fromServer).noneMatch(DtlsOutput.ApplicationData.class::isInstance);
        assertThat(path.fromClient).noneMatch(DtlsOutput.ApplicationData.class::isInstance);
    }

    @Test
    void sequenceNumbersInTheClearCannotMakeOthersOld() {
        SimulatedPath path = SimulatedPath.healthy();
        List<Integer> numbers = new ArrayList<>();
        path.fate = datagram -> {
            if (RecordHeader.epoch(datagram.bytes(), 0) == 0 && datagram.number() < 3) {
                byte[] first = Records.split(datagram.bytes()).getFirst();
                RecordHeader.setSequence(first, 0, (1L << 48) - 1);
                path.inject(datagram.from() == DtlsRole.CLIENT ? DtlsRole.SERVER : DtlsRole.CLIENT, first);
                numbers.add(datagram.number());
            }
            return DELAY_NANOS;
        };

        path.start().runSeconds(3);

        assertEstablished(path);
        assertThat(numbers).contains(0, 1, 2);
    }

    @Test
    void aReplayedHandshakeChangesNothing() {
        SimulatedPath path = SimulatedPath.healthy().start().runSeconds(5);
        List<SimulatedPath.Datagram> handshake = List.copyOf(path.sent);

        for (int times = 0; times < 50; times++) {
            for (SimulatedPath.Datagram datagram : handshake) {
                path.inject(datagram.from() == DtlsRole.CLIENT ? DtlsRole.SERVER : DtlsRole.CLIENT, datagram.bytes());
            }
            path.runSeconds(1);
        }

        assertThat(path.sent).hasSameSizeAs(handshake);
        assertThat(keys(path.fromServer)).hasSize(1);
        path.server.close();
        assertThat(path.runSeconds(1).fromClient.getLast()).isInstanceOf(DtlsOutput.Closed.class);
    }

    @Test
    void whatWaitsForAHandshakeIsBounded() {
        // Its tasks are never run, as if all threads were busy.
        DtlsAssociation server = new DtlsAssociation(
                DtlsRole.SERVER,
                Identities.config(Identities.SERVER),
                Identities.CLIENT.fingerprint(),
                task -> {},
                () -> {});
        server.start(0);
        byte[] hello = Records.handshake(Records.whole(HandshakeTypes.CLIENT_HELLO, 0, 100));
        for (int count = 0; count < 1000; count++) {
            server.receive(hello, 0, hello.length, 0);
        }

        assertThat(server.drops().of(RecordDrop.QUEUE_FULL)).isEqualTo(1000 - Handover.MAX_WAITING_INPUTS);
    }
}
