package dev.ephyra.webrtc.stun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class StunMessageTest {
    private static final TransactionId ID = new TransactionId(1, 2);
    private static final StunKey KEY = StunKey.shortTerm(StunSamples.PASSWORD);

    @Test
    void readsTheSampleRequest() {
        StunMessage message = parsed(StunSamples.request());

        assertThat(message.messageClass()).isEqualTo(StunClass.REQUEST);
        assertThat(message.method()).isEqualTo(StunMethod.BINDING);
        assertThat(message.transactionId()).isEqualTo(new TransactionId(0xb7e7a701, 0xbc34d686fa87dfaeL));
        assertThat(message.text(StunAttribute.USERNAME)).hasValue("evtj:h6vY");
        assertThat(message.number(StunAttribute.PRIORITY)).hasValue(0x6e0001ffL);
        assertThat(message.has(StunAttribute.ICE_CONTROLLED)).isTrue();
        assertThat(message.has(StunAttribute.USE_CANDIDATE)).isFalse();
        assertThat(message.hasFingerprint()).isTrue();
        assertThat(message.isAuthentic(KEY)).isTrue();
        assertThat(message.isAuthentic(StunKey.shortTerm(StunSamples.PASSWORD + "x")))
                .isFalse();
    }

    @Test
    void readsTheSampleResponses() {
        StunMessage v4 = parsed(StunSamples.responseV4());
        StunMessage v6 = parsed(StunSamples.responseV6());

        assertThat(v4.messageClass()).isEqualTo(StunClass.SUCCESS);
        assertThat(v4.address(StunAttribute.XOR_MAPPED_ADDRESS)).hasValue(new InetSocketAddress("192.0.2.1", 32853));
        assertThat(v4.isAuthentic(KEY)).isTrue();
        assertThat(v6.address(StunAttribute.XOR_MAPPED_ADDRESS))
                .hasValue(new InetSocketAddress("2001:db8:1234:5678:11:2233:4455:6677", 32853));
        assertThat(v6.isAuthentic(KEY)).isTrue();
    }

    @Test
    void readsTheSampleRequestWithALongTermCredential() {
        String username = "\u30DE\u30C8\u30EA\u30C3\u30AF\u30B9";
        StunMessage message = parsed(StunSamples.longTermRequest());

        assertThat(message.text(StunAttribute.USERNAME)).hasValue(username);
        assertThat(message.text(StunAttribute.NONCE)).hasValue("f//499k954d6OL34oL9FSTvy64sA");
        assertThat(message.hasFingerprint()).isFalse();
        assertThat(message.isAuthentic(StunKey.longTerm(username, "example.org", "TheMatrIX")))
                .isTrue();
        assertThat(message.isAuthentic(StunKey.longTerm(username, "example.com", "TheMatrIX")))
                .isFalse();
    }

    @Test
    void readsInTheMiddleOfABuffer() {
        byte[] sample = StunSamples.request();
        byte[] buffer = new byte[sample.length + 10];
        System.arraycopy(sample, 0, buffer, 7, sample.length);

        assertThat(StunMessage.parse(buffer, 7, sample.length)).isInstanceOfSatisfying(StunMessage.class, message -> {
            assertThat(message.isAuthentic(KEY)).isTrue();
            assertThat(message.text(StunAttribute.USERNAME)).hasValue("evtj:h6vY");
        });
    }

    @Test
    void refusesEveryTruncation() {
        byte[] sample = StunSamples.request();
        for (int length = 0; length < sample.length; length++) {
            assertThat(StunMessage.parse(sample, 0, length))
                    .as("the first %d bytes", length)
                    .isIn(StunFlaw.NOT_STUN, StunFlaw.WRONG_LENGTH);
        }
    }

    @Test
    void seesEveryFlippedBit() {
        byte[] sample = StunSamples.request();
        for (int bit = 0; bit < sample.length * 8; bit++) {
            byte[] flipped = sample.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));

            StunParsing result = StunMessage.parse(flipped, 0, flipped.length);
            boolean trusted =
                    result instanceof StunMessage message && message.hasFingerprint() && message.isAuthentic(KEY);
            assertThat(trusted).as("bit %d flipped", bit).isFalse();
        }
    }

    @Test
    void ignoresWhatFollowsTheIntegrity() {
        StunMessage message = parsed(binding()
                .integrity(KEY)
                .flag(StunAttribute.USE_CANDIDATE)
                .text(StunAttribute.USERNAME, "a:b")
                .fingerprint()
                .toBytes());

        assertThat(message.isAuthentic(KEY)).isTrue();
        assertThat(message.hasFingerprint()).isTrue();
        assertThat(message.has(StunAttribute.USE_CANDIDATE)).isFalse();
        assertThat(message.text(StunAttribute.USERNAME)).isEmpty();
    }

    @Test
    void namesTheFlaw() {
        byte[] tooMany = manyAttributes(StunMessage.MAX_ATTRIBUTES + 1);
        byte[] overrun = StunSamples.bytes("000100042112a442000000000000000000000000", "00060001");
        byte[] shortIntegrity = StunSamples.bytes("000100082112a442000000000000000000000000", "0008000401020304");
        byte[] unknownMethod = StunSamples.bytes("000200002112a442000000000000000000000000");
        byte[] oddLength = StunSamples.bytes("000100012112a442000000000000000000000000", "00");
        byte[] notLast =
                binding().fingerprint().flag(StunAttribute.USE_CANDIDATE).toBytes();

        assertThat(flaw(tooMany)).isEqualTo(StunFlaw.TOO_MANY_ATTRIBUTES);
        assertThat(flaw(overrun)).isEqualTo(StunFlaw.ATTRIBUTE_OVERRUN);
        assertThat(flaw(shortIntegrity)).isEqualTo(StunFlaw.WRONG_ATTRIBUTE_LENGTH);
        assertThat(flaw(unknownMethod)).isEqualTo(StunFlaw.UNKNOWN_METHOD);
        assertThat(flaw(oddLength)).isEqualTo(StunFlaw.WRONG_LENGTH);
        assertThat(flaw(notLast)).isEqualTo(StunFlaw.FINGERPRINT_NOT_LAST);
    }

    @Test
    void takesAsManyAttributesAsAreAllowed() {
        byte[] bytes = manyAttributes(StunMessage.MAX_ATTRIBUTES);

        assertThat(parsed(bytes).has(StunAttribute.USE_CANDIDATE)).isTrue();
    }

    @Test
    void listsWhatMustBeUnderstood() {
        StunMessage message = parsed(binding()
                .flag(StunAttribute.DONT_FRAGMENT)
                .flag(StunAttribute.USE_CANDIDATE)
                .flag(StunAttribute.DONT_FRAGMENT)
                .number(StunAttribute.ICE_CONTROLLING, 1L)
                .number(StunAttribute.EVEN_PORT, 1)
                .toBytes());

        assertThat(message.notUnderstood(EnumSet.of(StunAttribute.USE_CANDIDATE)))
                .containsExactly(0x001A, 0x0018);
        assertThat(message.notUnderstood(EnumSet.allOf(StunAttribute.class))).isEmpty();
    }

    @Test
    void doesNotTakeIpv4InTheClothesOfIpv6() {
        byte[] mapped = binding()
                .bytes(StunAttribute.XOR_PEER_ADDRESS, masked("00000000000000000000ffff0a000001"), 0, 20)
                .toBytes();

        assertThat(parsed(mapped).has(StunAttribute.XOR_PEER_ADDRESS)).isTrue();
        assertThat(parsed(mapped).address(StunAttribute.XOR_PEER_ADDRESS)).isEmpty();
        assertThat(parsed(mapped).addresses(StunAttribute.XOR_PEER_ADDRESS)).isEmpty();
    }

    @Test
    void doesNotTakeValuesOfTheWrongSize() {
        byte[] tooLong = new byte[StunMessage.MAX_TEXT_BYTES + 1];
        StunMessage message = parsed(binding()
                .bytes(StunAttribute.REALM, tooLong, 0, tooLong.length)
                .bytes(StunAttribute.NONCE, tooLong, 0, StunMessage.MAX_TEXT_BYTES)
                .bytes(StunAttribute.LIFETIME, tooLong, 0, 3)
                .bytes(StunAttribute.XOR_PEER_ADDRESS, tooLong, 0, 2)
                .toBytes());

        assertThat(message.text(StunAttribute.REALM)).isEmpty();
        assertThat(message.text(StunAttribute.NONCE)).isPresent();
        assertThat(message.number(StunAttribute.LIFETIME)).isEmpty();
        assertThat(message.address(StunAttribute.XOR_PEER_ADDRESS)).isEmpty();
    }

    @Test
    void refusesARangeOutsideTheBuffer() {
        assertThatThrownBy(() -> StunMessage.parse(new byte[10], 5, 6)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static StunWriter binding() {
        return new StunWriter(StunClass.REQUEST, StunMethod.BINDING, ID);
    }

    private static byte[] manyAttributes(int count) {
        StunWriter writer = binding();
        for (int i = 0; i < count; i++) {
            writer.flag(StunAttribute.USE_CANDIDATE);
        }
        return writer.toBytes();
    }

    /** The value of an XORed IPv6 address in a message with {@link #ID}. */
    private static byte[] masked(String address) {
        byte[] value = StunSamples.bytes("00020000", address);
        byte[] header = Arrays.copyOfRange(binding().toBytes(), 4, 20);
        for (int i = 0; i < header.length; i++) {
            value[4 + i] ^= header[i];
        }
        return value;
    }

    private static StunMessage parsed(byte[] bytes) {
        assertThat(StunMessage.parse(bytes, 0, bytes.length)).isInstanceOf(StunMessage.class);
        return (StunMessage) StunMessage.parse(bytes, 0, bytes.length);
    }

    private static StunParsing flaw(byte[] bytes) {
        return StunMessage.parse(bytes, 0, bytes.length);
    }
}
