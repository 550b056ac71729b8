package dev.ephyra.webrtc.stun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StunWriterTest {
    private static final StunKey KEY = StunKey.shortTerm(StunSamples.PASSWORD);

    @Test
    void writesTheSampleResponseExceptItsPadding() {
        byte[] sample = StunSamples.responseV4();

        byte[] written = StunWriter.success(parsed(StunSamples.request()))
                .address(StunAttribute.XOR_MAPPED_ADDRESS, new InetSocketAddress("192.0.2.1", 32853))
                .integrity(KEY)
                .fingerprint()
                .toBytes();

        // The sample has SOFTWARE, which is not written here: header and address are the same bytes.
        assertThat(Arrays.copyOfRange(written, 4, 20)).isEqualTo(Arrays.copyOfRange(sample, 4, 20));
        assertThat(Arrays.copyOfRange(written, 20, 32)).isEqualTo(Arrays.copyOfRange(sample, 36, 48));
        assertThat(parsed(written).isAuthentic(KEY)).isTrue();
    }

    @Test
    void writesAnErrorWithItsCodeAndReason() {
        byte[] written = StunWriter.error(parsed(StunSamples.request()), StunError.ROLE_CONFLICT)
                .toBytes();

        assertThat(written)
                .containsSequence(0, 9, 0, 17, 0, 0, 4, 87)
                .containsSequence("Role Conflict".getBytes(StandardCharsets.US_ASCII));
        assertThat(parsed(written).messageClass()).isEqualTo(StunClass.ERROR);
        assertThat(parsed(written).errorCode()).hasValue(487);
    }

    @Test
    void writesTheTypesThatWereNotUnderstood() {
        byte[] written = StunWriter.error(parsed(StunSamples.request()), StunError.UNKNOWN_ATTRIBUTE)
                .unknownAttributes(new int[] {0x1A, 0x7FFF, 0x18})
                .toBytes();

        assertThat(written).endsWith(0, 0x0A, 0, 6, 0, 0x1A, 0x7F, 0xFF, 0, 0x18, 0, 0);
    }

    @Test
    void refusesWhatDoesNotFit() {
        StunWriter writer = new StunWriter(StunClass.INDICATION, StunMethod.DATA, new TransactionId(0, 0));

        assertThatThrownBy(() -> writer.bytes(StunAttribute.DATA, new byte[65_532], 0, 65_532))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 200)
    void whatIsWrittenIsRead(
            @ForAll StunClass messageClass,
            @ForAll StunMethod method,
            @ForAll int high,
            @ForAll long low,
            @ForAll int number,
            @ForAll @Size(max = 300) byte[] data,
            @ForAll boolean signed) {
        StunWriter writer = new StunWriter(messageClass, method, new TransactionId(high, low))
                .number(StunAttribute.LIFETIME, number)
                .bytes(StunAttribute.DATA, data, 0, data.length);
        byte[] bytes = signed ? writer.integrity(KEY).fingerprint().toBytes() : writer.toBytes();
        StunMessage message = parsed(bytes);

        assertThat(message.messageClass()).isEqualTo(messageClass);
        assertThat(message.method()).isEqualTo(method);
        assertThat(message.transactionId()).isEqualTo(new TransactionId(high, low));
        assertThat(message.number(StunAttribute.LIFETIME)).hasValue(Integer.toUnsignedLong(number));
        int at = message.valueOffset(StunAttribute.DATA);
        assertThat(Arrays.copyOfRange(bytes, at, at + message.valueLength(StunAttribute.DATA)))
                .isEqualTo(data);
        assertThat(message.isAuthentic(KEY)).isEqualTo(signed);
        assertThat(message.hasFingerprint()).isEqualTo(signed);
    }

    @Property(tries = 200)
    void addressesAreReadAsWritten(
            @ForAll @Size(16) byte[] host,
            @ForAll boolean v4,
            @ForAll @IntRange(max = 65535) int port,
            @ForAll long low)
            throws UnknownHostException {
        InetAddress address = InetAddress.getByAddress(v4 ? Arrays.copyOf(host, 4) : host);
        Assume.that(v4 || address.getAddress().length == 16);
        InetSocketAddress written = new InetSocketAddress(address, port);
        byte[] bytes = new StunWriter(StunClass.SUCCESS, StunMethod.ALLOCATE, new TransactionId(port, low))
                .address(StunAttribute.XOR_RELAYED_ADDRESS, written)
                .toBytes();

        assertThat(parsed(bytes).address(StunAttribute.XOR_RELAYED_ADDRESS)).hasValue(written);
    }

    private static StunMessage parsed(byte[] bytes) {
        return (StunMessage) StunMessage.parse(bytes, 0, bytes.length);
    }
}
