package dev.ephyra.notify.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressFilterTest {
    private final AddressFilter open = new AddressFilter(false);
    private final AddressFilter publicOnly = new AddressFilter(true);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254", "169.254.0.1", "fe80::1", "febf::1", "fd00:ec2::254", "fd20:ce::254",
                "100.100.100.200", "168.63.129.16", "192.0.0.192", "224.0.0.1", "ff02::1", "255.255.255.255",
                "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1", "::a9fe:a9fe"
            })
    void refusesLinkLocalAndMetadataAlways(String text) throws UnknownHostException {
        assertThat(open.refusal(bytes(text))).isPresent();
        assertThat(publicOnly.refusal(bytes(text))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1", "127.255.0.9", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1",
                "0.0.0.0", "::1", "::", "fd12::1", "2002:7f00:1::", "64:ff9b::a00:1", "240.0.0.1"
            })
    void refusesPrivateOnlyWhenTightened(String text) throws UnknownHostException {
        assertThat(open.refusal(bytes(text))).isEmpty();
        assertThat(publicOnly.refusal(bytes(text))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "172.32.0.1", "169.253.0.1", "100.128.0.1", "2606:4700::1", "64:ff9b::808:808"})
    void allowsPublicAlways(String text) throws UnknownHostException {
        assertThat(open.refusal(bytes(text))).isEmpty();
        assertThat(publicOnly.refusal(bytes(text))).isEmpty();
    }

    @Test
    void seesTheMetadataAddressThroughAMappedOne() {
        byte[] mapped = new byte[16];
        mapped[10] = mapped[11] = (byte) 0xff;
        mapped[12] = mapped[14] = (byte) 169;
        mapped[13] = mapped[15] = (byte) 254;

        assertThat(open.refusal(mapped)).contains("link-local");
    }

    @Test
    void judgesAnyBytesOfAnyLength() {
        var random = new Random(5);
        for (int length = 0; length <= 20; length++) {
            byte[] address = new byte[length];
            for (int round = 0; round < 200; round++) {
                random.nextBytes(address);
                boolean refused = open.refusal(address).isPresent();
                assertThat(publicOnly.refusal(address).isPresent()).isIn(refused, true);
            }
        }
    }

    private static byte[] bytes(String text) throws UnknownHostException {
        return InetAddress.getByName(text).getAddress();
    }
}
