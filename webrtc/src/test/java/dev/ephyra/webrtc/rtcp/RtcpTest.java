package dev.ephyra.webrtc.rtcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.webrtc.rtcp.RtcpPacket.FullIntraRequest;
import dev.ephyra.webrtc.rtcp.RtcpPacket.Goodbye;
import dev.ephyra.webrtc.rtcp.RtcpPacket.Nack;
import dev.ephyra.webrtc.rtcp.RtcpPacket.PictureLossIndication;
import dev.ephyra.webrtc.rtcp.RtcpPacket.ReceiverReport;
import dev.ephyra.webrtc.rtcp.RtcpPacket.SenderReport;
import dev.ephyra.webrtc.rtcp.RtcpPacket.SourceDescription;
import dev.ephyra.webrtc.rtcp.RtcpPacket.TransportFeedback;
import dev.ephyra.webrtc.rtp.HostileBytes;
import dev.ephyra.webrtc.rtp.ReportBlock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RtcpTest {
    private static final ReportBlock BLOCK = new ReportBlock(0xf0000001, 255, -3, -4, 5, 6, 0xffffffff);

    private static final List<RtcpPacket> ALL = List.of(
            new SenderReport(1, 0xf0000000_00000001L, 2, 3, -1, List.of(BLOCK)),
            new ReceiverReport(0xfffffff0, List.of(BLOCK, new ReportBlock(1, 2, 0x7f_ffff, 4, 5, 6, 7))),
            new SourceDescription(9, "camera-video-ü"),
            new Nack(1, 2, new int[] {65_535, 0, 15, 16, 33, 50, 51}),
            new PictureLossIndication(1, 2),
            new FullIntraRequest(1, 2, 255),
            new TransportFeedback(1, 2, new Arrivals(65_530, 7, 0xff_ffff, new int[] {0, 255, 256, -1, Arrivals.LOST})),
            new Goodbye(0xffffffff));

    @Test
    void readsWhatWasWritten() {
        RtcpReader reader = read(write(ALL));

        assertThat(reader.packets()).isEqualTo(ALL);
        assertThat(reader.defect()).isEqualTo(RtcpDefect.NONE);
        assertThat(reader.skipped()).isZero();
    }

    @Test
    void writesWhatTheRfcsShow() {
        assertThat(write(List.of(new PictureLossIndication(1, 2)))).isEqualTo(hex("81ce0002 00000001 00000002"));
        assertThat(write(List.of(new FullIntraRequest(1, 2, 3))))
                .isEqualTo(hex("84ce0004 00000001 00000000 00000002 03000000"));
        assertThat(write(List.of(new Nack(1, 2, new int[] {100, 101, 116, 117}))))
                .isEqualTo(hex("81cd0004 00000001 00000002 0064 8001 0075 0000"));
        assertThat(write(List.of(new SourceDescription(1, "ab"))))
                .isEqualTo(hex("81ca0003 00000001 0102 6162 00000000"));
        assertThat(write(List.of(new SourceDescription(1, "a")))).isEqualTo(hex("81ca0002 00000001 0101 61 00"));
        assertThat(write(List.of(new Goodbye(1)))).isEqualTo(hex("81cb0001 00000001"));
        assertThat(write(List.of(new ReceiverReport(1, List.of())))).isEqualTo(hex("80c90001 00000001"));
    }

    @Test
    void passesOverWhatItDoesNotKnow() {
        // Application-defined, REMB, extended report, generic feedback of format 3; then a PLI.
        RtcpReader reader = read(hex("80cc0002 00000001 6e616d65  8fce0004 00000001 00000000 52454d42 01000000"
                + "80cf0001 00000001  83cd0002 00000001 00000002  81ce0002 00000001 00000002"));

        assertThat(reader.packets()).containsExactly(new PictureLossIndication(1, 2));
        assertThat(reader.skipped()).isEqualTo(4);
    }

    @Test
    void readsOtherItemsAndManySources() {
        RtcpReader reader = read(hex("82ca0006 00000001 0602 7676 0101 61 00 00000002 0101 62 00 00000000"
                + "82cb0004 00000003 00000004 03 627965 00000000"));

        assertThat(reader.defect()).isEqualTo(RtcpDefect.NONE);
        assertThat(reader.packets())
                .containsExactly(
                        new SourceDescription(1, "a"), new SourceDescription(2, "b"), new Goodbye(3), new Goodbye(4));
    }

    @Test
    void keepsWhatWasBeforeADefect() {
        String good = "81ce0002 00000001 00000002";
        assertDefect(good + "80", RtcpDefect.LENGTH);
        assertDefect(good + "41ce0002 00000001 00000002", RtcpDefect.WRONG_VERSION);
        assertDefect(good + "81ce0003 00000001 00000002", RtcpDefect.LENGTH);
        assertDefect(good + "81ce0001 00000001", RtcpDefect.LENGTH);
        assertDefect(good + "81cd0001 00000001", RtcpDefect.LENGTH);
        assertDefect(good + "81c90001 00000001", RtcpDefect.LENGTH);
        assertDefect(good + "80c80001 00000001", RtcpDefect.LENGTH);
        assertDefect(good + "82cb0001 00000001", RtcpDefect.LENGTH);
        assertDefect(good + "81ca0002 00000001 0103 6100", RtcpDefect.LENGTH);
        assertDefect(good + "81ca0002 00000001 0602 6161", RtcpDefect.LENGTH);
        assertDefect(good + "81ca0000", RtcpDefect.LENGTH);
        assertDefect(good + "a1ce0002 00000001 00000000", RtcpDefect.PADDING);
        assertDefect(good + "a1ce0002 00000001 00000009", RtcpDefect.PADDING);
        assertDefect(good + "a1ce0003 00000001 00000001 00000004" + good, RtcpDefect.PADDING);
        assertDefect(good + "8fcd0003 00000001 00000002 00000001", RtcpDefect.TRANSPORT_FEEDBACK);
    }

    private static void assertDefect(String bytes, RtcpDefect defect) {
        RtcpReader reader = read(hex(bytes));
        assertThat(reader.defect()).as(bytes).isEqualTo(defect);
        assertThat(reader.packets()).as(bytes).containsExactly(new PictureLossIndication(1, 2));
    }

    @Test
    void takesPaddingOfTheLast() {
        RtcpReader reader = read(hex("a1ce0003 00000001 00000002 00000004"));

        assertThat(reader.packets()).containsExactly(new PictureLossIndication(1, 2));
        assertThat(reader.defect()).isEqualTo(RtcpDefect.NONE);
    }

    @Test
    void doesNotLetAPacketGrow() {
        RtcpReader many = read(new byte[0x4000], "80cc0000");
        assertThat(many.skipped()).isEqualTo(RtcpReader.MAX_PACKETS);
        assertThat(many.defect()).isEqualTo(RtcpDefect.TOO_MANY);

        byte[] nack = new byte[12 + 4 * 1_000];
        Arrays.fill(nack, (byte) 0xff);
        System.arraycopy(hex("81cd03ea"), 0, nack, 0, 4);
        assertThat(((Nack) read(nack).packets().getFirst()).sequenceNumbers()).hasSize(RtcpReader.MAX_NACKED);

        byte[] requests = new byte[12 + 8 * 200];
        System.arraycopy(hex("84ce0192"), 0, requests, 0, 4);
        assertThat(read(requests).defect()).isEqualTo(RtcpDefect.TOO_MANY);

        // 65,535 packets in one run of three.
        assertThat(read(hex("8fcd0007 00000001 00000002 0000ffff 00000000 1fff1fff1fff1fff1fff1fff 00000000"))
                        .defect())
                .isEqualTo(RtcpDefect.TRANSPORT_FEEDBACK);
    }

    private static RtcpReader read(byte[] target, String repeated) {
        byte[] unit = hex(repeated);
        for (int at = 0; at < target.length; at += unit.length) {
            System.arraycopy(unit, 0, target, at, unit.length);
        }
        return read(target);
    }

    @Test
    void addsAPacketWholeOrNotAtAll() {
        for (RtcpPacket packet : ALL) {
            byte[] whole = write(List.of(packet));
            for (int limit = 0; limit < whole.length; limit++) {
                byte[] target = new byte[whole.length + 8];
                RtcpWriter writer = new RtcpWriter(target, 0, limit);
                assertThat(writer.write(packet)).isFalse();
                assertThat(writer.length()).isZero();
                assertThat(Arrays.copyOfRange(target, limit, target.length)).containsOnly(0);
            }
        }
    }

    @Test
    void takesBackWhatDoesNotBelongInside() {
        byte[] target = new byte[1_000];
        RtcpWriter writer = new RtcpWriter(target, 100, target.length);
        assertThat(writer.write(new ReceiverReport(5, List.of(BLOCK)))).isTrue();
        int length = writer.length();
        assertThat(writer.write(new Goodbye(5))).isTrue();

        writer.truncate(length);

        assertThat(RtcpReader.read(target, 100, writer.length()).packets())
                .containsExactly(new ReceiverReport(5, List.of(BLOCK)));
        assertThatThrownBy(() -> writer.truncate(length + 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void refusesWhatNoFieldCanHold() {
        List<ReportBlock> blocks = Collections.nCopies(RtcpWriter.MAX_REPORT_BLOCKS + 1, BLOCK);
        RtcpWriter small = new RtcpWriter(new byte[1_000], 0, 1_000);
        assertThatThrownBy(() -> small.write(new ReceiverReport(5, blocks)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> small.write(new SourceDescription(5, "x".repeat(256))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 200)
    void nacksNameExactlyWhatIsMissing(@ForAll long seed) {
        Random random = new Random(seed);
        TreeSet<Integer> missing = new TreeSet<>();
        for (int i = 0; i < 60; i++) {
            missing.add(65_500 + random.nextInt(200));
        }
        int[] numbers = missing.stream().mapToInt(number -> number & 0xffff).toArray();

        assertThat(read(write(List.of(new Nack(1, 2, numbers)))).packets()).containsExactly(new Nack(1, 2, numbers));
    }

    @Property(tries = 300)
    void arrivalsComeBackAsTheyWere(@ForAll long seed) {
        Random random = new Random(seed);
        int[] deltas = new int[1 + random.nextInt(120)];
        int kind = 0;
        for (int i = 0; i < deltas.length; i++) {
            kind = random.nextInt(4) == 0 ? random.nextInt(3) : kind;
            deltas[i] = switch (kind) {
                case 0 -> Arrivals.LOST;
                case 1 -> random.nextInt(256);
                default -> random.nextInt(0x10000) - 0x8000;
            };
        }
        RtcpPacket feedback = new TransportFeedback(
                1, 2, new Arrivals(random.nextInt(0x10000), random.nextInt(256), random.nextInt(1 << 24), deltas));

        assertThat(read(write(List.of(feedback))).packets()).containsExactly(feedback);
    }

    @Test
    void readsTheChunksOfTheDraft() {
        // Sections 3.1.3 and 3.1.4: a run of 221 lost; a one-bit vector; a two-bit vector.
        int[] run = deltas("00dd", 221, "");
        assertThat(run).containsOnly(Arrivals.LOST);
        assertThat(deltas("9f1c", 14, "0102030405060708"))
                .containsExactly(
                        Arrivals.LOST,
                        1,
                        2,
                        3,
                        4,
                        5,
                        Arrivals.LOST,
                        Arrivals.LOST,
                        Arrivals.LOST,
                        6,
                        7,
                        8,
                        Arrivals.LOST,
                        Arrivals.LOST);
        assertThat(deltas("c950", 7, "fffe 01 03 04"))
                .containsExactly(Arrivals.LOST, -2, 1, 3, 4, Arrivals.LOST, Arrivals.LOST);
    }

    private static int[] deltas(String chunk, int count, String deltas) {
        byte[] body = hex(String.format("0000 %04x 000000 00", count) + chunk + deltas);
        return ArrivalsCodec.read(body, 0, body.length).orElseThrow().deltas();
    }

    @Test
    void refusesFeedbackThatCannotBe() {
        for (String body : List.of(
                "",
                "00000001000000",
                "0000 0001 000000 00",
                "0000 0001 000000 00 0000",
                "0000 0001 000000 00 2001",
                "0000 0001 000000 00 4001 05",
                "0000 0001 000000 00 6001 0505",
                "0000 1001 000000 00 1001")) {
            byte[] bytes = hex(body);
            assertThat(ArrivalsCodec.read(bytes, 0, bytes.length)).as(body).isEmpty();
        }
    }

    @Test
    void staysInsideWhateverComes() {
        HostileBytes.variants(write(ALL), RtcpTest::use);
    }

    /** Reads, and writes what was read: it must be read the same again. */
    static void use(byte[] bytes) {
        byte[] around = new byte[bytes.length + 2];
        System.arraycopy(bytes, 0, around, 1, bytes.length);
        RtcpReader reader = RtcpReader.read(around, 1, bytes.length);
        assertThat(reader.packets().size()).isLessThan(2 * RtcpReader.MAX_PACKETS);

        List<RtcpPacket> readable = new ArrayList<>();
        byte[] target = new byte[300_000];
        RtcpWriter writer = new RtcpWriter(target, 0, target.length);
        for (RtcpPacket packet : reader.packets()) {
            // A name that is no UTF-8 grows by its replacement characters.
            if (!(packet instanceof SourceDescription(int ssrc, String cname)
                    && cname.getBytes(StandardCharsets.UTF_8).length > 255)) {
                assertThat(writer.write(packet)).isTrue();
                readable.add(packet);
            }
        }
        if (readable.size() <= RtcpReader.MAX_PACKETS) {
            assertThat(RtcpReader.read(target, 0, writer.length()).packets()).isEqualTo(readable);
        }
    }

    private static byte[] write(List<RtcpPacket> packets) {
        byte[] target = new byte[3_000];
        Arrays.fill(target, (byte) 0x55);
        RtcpWriter writer = new RtcpWriter(target, 5, target.length);
        packets.forEach(packet -> assertThat(writer.write(packet)).isTrue());
        return Arrays.copyOfRange(target, 5, 5 + writer.length());
    }

    private static RtcpReader read(byte[] bytes) {
        return RtcpReader.read(bytes, 0, bytes.length);
    }

    private static byte[] hex(String digits) {
        return HostileBytes.hex(digits);
    }
}
