package dev.ephyra.webrtc.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.webrtc.sdp.ExtensionIds;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RtpPacketTest {
    /** Marker, type 96, number 0x1234, two CSRCs, mid "7" (id 1), padding byte, sequence 0x0102 (id 3), 3 + 2 bytes. */
    static final byte[] FULL = HostileBytes.hex(
            "b2 e0 1234 01020304 a1a2a3a4  11111111 22222222" + "bede 0002 1037 00 3101 020000  aabbcc  00 02");

    private final RtpPacket packet = new RtpPacket();

    @Test
    void readsEveryField() {
        assertThat(wrap(FULL)).isEqualTo(RtpDefect.NONE);

        assertThat(packet.marker()).isTrue();
        assertThat(packet.payloadType()).isEqualTo(96);
        assertThat(packet.sequenceNumber()).isEqualTo(0x1234);
        assertThat(packet.timestamp()).isEqualTo(0x01020304);
        assertThat(packet.ssrc()).isEqualTo(0xa1a2a3a4);
        assertThat(packet.csrcCount()).isEqualTo(2);
        assertThat(packet.payloadOffset()).isEqualTo(32);
        assertThat(packet.payloadLength()).isEqualTo(3);
        assertThat(packet.paddingLength()).isEqualTo(2);
    }

    @Test
    void findsOneByteElements() {
        wrap(FULL);
        HeaderExtensions extensions = packet.extensions();

        assertThat(extensions.find(3)).isTrue();
        assertThat(extensions.uint16()).isEqualTo(0x0102);
        assertThat(extensions.find(1)).isTrue();
        assertThat(extensions.isText("7")).isTrue();
        assertThat(extensions.isText("8")).isFalse();
        assertThat(extensions.isText("77")).isFalse();
        assertThat(extensions.text()).isEqualTo("7");
        assertThat(extensions.uint8()).isEqualTo('7');
        assertThat(extensions.uint16()).isEqualTo(-1);
        assertThat(extensions.find(2)).isFalse();
        assertThat(extensions.find(0)).isFalse();
    }

    @Test
    void findsTwoByteElementsAndEmptyOnes() {
        wrap(HostileBytes.hex("90 60 0001 00000000 00000001  1003 0002 0f00 20 02 abcd 0000"));
        HeaderExtensions extensions = packet.extensions();

        assertThat(extensions.find(15)).isTrue();
        assertThat(extensions.length()).isZero();
        assertThat(extensions.uint8()).isEqualTo(-1);
        assertThat(extensions.find(32)).isTrue();
        assertThat(extensions.uint16()).isEqualTo(0xabcd);
        assertThat(extensions.next()).isFalse();
    }

    @Test
    void stopsAtReservedAndOverlongElements() {
        assertThat(elements("bede 0002 1037 f0 00 2038 0000")).isEqualTo("1");
        assertThat(elements("bede 0002 1037 05 00 2038 0000"))
                .as("id 0 with a length")
                .isEqualTo("1");
        assertThat(elements("bede 0001 1037 2f 00")).isEqualTo("1");
        assertThat(elements("1000 0001 0501 37 06")).isEqualTo("5");
        assertThat(elements("1000 0001 05ff 3707")).isEmpty();
        assertThat(elements("abcd 0001 1037 2038")).as("another profile").isEmpty();
        assertThat(elements("bede 0000")).isEmpty();
    }

    private String elements(String extension) {
        assertThat(wrap(HostileBytes.hex("90 60 0001 00000000 00000001" + extension)))
                .isEqualTo(RtpDefect.NONE);
        StringBuilder ids = new StringBuilder();
        HeaderExtensions extensions = packet.extensions();
        while (extensions.next()) {
            ids.append(extensions.id());
        }
        return ids.toString();
    }

    @Test
    void forgetsTheExtensionsOfTheLastPacket() {
        wrap(FULL);
        wrap(HostileBytes.hex("80 60 0001 00000000 00000001"));

        assertThat(packet.extensions().next()).isFalse();
        assertThat(packet.payloadLength()).isZero();
    }

    @Test
    void saysWhatIsWrong() {
        assertThat(wrap(new byte[11])).isEqualTo(RtpDefect.TOO_SHORT);
        assertThat(wrap(new byte[12])).isEqualTo(RtpDefect.WRONG_VERSION);
        assertThat(wrap(HostileBytes.hex("81 60 0001 00000000 00000001"))).isEqualTo(RtpDefect.CSRC_LIST);
        assertThat(wrap(HostileBytes.hex("90 60 0001 00000000 00000001 bede"))).isEqualTo(RtpDefect.EXTENSION);
        assertThat(wrap(HostileBytes.hex("90 60 0001 00000000 00000001 bede 0001")))
                .isEqualTo(RtpDefect.EXTENSION);
        assertThat(wrap(HostileBytes.hex("a0 60 0001 00000000 00000001"))).isEqualTo(RtpDefect.PADDING);
        assertThat(wrap(HostileBytes.hex("a0 60 0001 00000000 00000001 aa 00"))).isEqualTo(RtpDefect.PADDING);
        assertThat(wrap(HostileBytes.hex("a0 60 0001 00000000 00000001 aa 03"))).isEqualTo(RtpDefect.PADDING);
        assertThat(wrap(HostileBytes.hex("a0 60 0001 00000000 00000001 aa 02"))).isEqualTo(RtpDefect.NONE);
        assertThat(packet.payloadLength()).isZero();
    }

    private RtpDefect wrap(byte[] bytes) {
        boolean isPacket = packet.wrap(bytes, 0, bytes.length);
        assertThat(isPacket).isEqualTo(packet.defect() == RtpDefect.NONE);
        return packet.defect();
    }

    @Test
    void staysInsideWhateverComes() {
        HostileBytes.variants(FULL, bytes -> use(packet, bytes));
    }

    /** Touches all there is, and checks that it lies inside. */
    static void use(RtpPacket packet, byte[] bytes) {
        byte[] around = new byte[bytes.length + 8];
        System.arraycopy(bytes, 0, around, 4, bytes.length);
        if (!packet.wrap(around, 4, bytes.length)) {
            return;
        }
        assertThat(packet.payloadLength()).isNotNegative();
        assertThat(packet.payloadOffset() + packet.payloadLength() + packet.paddingLength())
                .isEqualTo(4 + bytes.length);
        HeaderExtensions extensions = packet.extensions();
        int steps = 0;
        while (extensions.next()) {
            assertThat(extensions.offset()).isGreaterThanOrEqualTo(4 + 16);
            assertThat(extensions.offset() + extensions.length()).isLessThanOrEqualTo(packet.payloadOffset());
            assertThat(extensions.text()).hasSize(extensions.length());
            assertThat(++steps).isLessThanOrEqualTo(bytes.length);
        }
    }

    @Property(tries = 300)
    void readsWhatTheWriterWrote(
            @ForAll boolean isTwoByte,
            @ForAll @IntRange(min = 1, max = 14) int id,
            @ForAll @Size(min = 1, max = 16) byte[] value,
            @ForAll @Size(max = 40) byte[] payload,
            @ForAll int random) {
        byte[] target = new byte[200];
        RtpHeaderWriter writer = new RtpHeaderWriter(isTwoByte ? ExtensionForm.TWO_BYTE : ExtensionForm.ONE_BYTE);
        int length = writer.begin(target, 5, 200)
                .source(random & 0x7f, random)
                .position(random < 0, random & 0xffff, ~random)
                .extension(id, value, 0, value.length)
                .extension(0, value, 0, value.length)
                .extension16(15 - id == id ? 13 : 15 - id, 0x1234)
                .payload(payload, 0, payload.length)
                .finish();

        assertThat(packet.wrap(target, 5, length)).isTrue();
        assertThat(packet.payloadType()).isEqualTo(random & 0x7f);
        assertThat(packet.ssrc()).isEqualTo(random);
        assertThat(packet.marker()).isEqualTo(random < 0);
        assertThat(packet.sequenceNumber()).isEqualTo(random & 0xffff);
        assertThat(packet.timestamp()).isEqualTo(~random);
        assertThat(packet.payloadOffset()).isEqualTo(writer.payloadOffset());
        assertThat(Arrays.copyOfRange(target, packet.payloadOffset(), 5 + length))
                .isEqualTo(payload);
        HeaderExtensions extensions = packet.extensions();
        assertThat(extensions.find(id)).isTrue();
        assertThat(extensions.isText(new String(value, StandardCharsets.ISO_8859_1)))
                .isEqualTo(hasNoSign(value));
        assertThat(Arrays.copyOfRange(target, extensions.offset(), extensions.offset() + extensions.length()))
                .isEqualTo(value);
        assertThat(extensions.find(15 - id == id ? 13 : 15 - id)).isTrue();
        assertThat(extensions.uint16()).isEqualTo(0x1234);
    }

    private static boolean hasNoSign(byte[] value) {
        return new String(value, StandardCharsets.ISO_8859_1).chars().allMatch(c -> c < 0x80);
    }

    @Test
    void writesNothingBeyondTheLimit() {
        RtpHeaderWriter writer = new RtpHeaderWriter(ExtensionForm.ONE_BYTE);
        byte[] value = {1, 2, 3};
        int whole = 12 + 4 + 8 + 3;
        for (int limit = 0; limit <= whole; limit++) {
            byte[] target = new byte[whole + 1];
            Arrays.fill(target, (byte) 0x55);
            int length = writer.begin(target, 0, limit)
                    .source(96, 1)
                    .position(false, 1, 1)
                    .extension(1, value, 0, 3)
                    .extension8(2, 9)
                    .payload(value, 0, 3)
                    .finish();

            assertThat(length).isEqualTo(limit == whole ? whole : -1);
            for (int at = limit; at <= whole; at++) {
                assertThat(target[at]).isEqualTo((byte) 0x55);
            }
        }
    }

    @Test
    void refusesElementsThatTheFormCannotCarry() {
        RtpHeaderWriter writer = new RtpHeaderWriter(ExtensionForm.ONE_BYTE).begin(new byte[100], 0, 100);

        assertThatThrownBy(() -> writer.extension8(15, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.extension(1, new byte[17], 0, 17)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.payload16(1).extension8(1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(ExtensionForm.of(new ExtensionIds(1, 2, 3, 14, 0), 16)).isEqualTo(ExtensionForm.ONE_BYTE);
        assertThat(ExtensionForm.of(new ExtensionIds(1, 2, 3, 15, 0), 1)).isEqualTo(ExtensionForm.TWO_BYTE);
        assertThat(ExtensionForm.of(ExtensionIds.NONE, 17)).isEqualTo(ExtensionForm.TWO_BYTE);
    }

    @Test
    void readsAudioLevels() {
        assertThat(AudioLevel.level(0x85)).isEqualTo(5);
        assertThat(AudioLevel.isVoice(0x85)).isTrue();
        assertThat(AudioLevel.isVoice(0x7f)).isFalse();
        assertThat(AudioLevel.of(true, 5)).isEqualTo(0x85);
        assertThat(AudioLevel.of(false, AudioLevel.SILENCE)).isEqualTo(0x7f);
    }
}
