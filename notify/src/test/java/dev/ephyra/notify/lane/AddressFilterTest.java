package dev.ephyra.notify.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressFilterTest {
    private final AddressFilter open = new AddressFilter(false);
    private final AddressFilter publicOnly = new AddressFilter(true);

    /** First, last, the one before and the one after; - where there is none or another refused range. */
    @ParameterizedTest
    @CsvSource({
        "169.254.0.0, 169.254.255.255, 169.253.255.255, 169.255.0.0",
        "fe80::, febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff, -, -",
        "fd00:ec2::, fd00:ec2::ffff, fd00:ec1::1, fd00:ec2::1:0",
        "fd20:ce::254, fd20:ce::254, fd20:ce::253, fd20:ce::255",
        "fd00:42::42, fd00:42::42, fd00:42::41, fd00:42::43",
        "fd00:c1::a9fe:a9fe, fd00:c1::a9fe:a9fe, fd00:c1::a9fe:a9fd, fd00:c1::a9fe:a9ff",
        "100.100.100.200, 100.100.100.200, 100.100.100.199, 100.100.100.201",
        "168.63.129.16, 168.63.129.16, 168.63.129.15, 168.63.129.17",
        "192.0.0.192, 192.0.0.192, 192.0.0.191, 192.0.0.193",
        "0.0.0.0, 0.0.0.0, -, 0.0.0.1",
        "::, ::, -, ::1",
        "224.0.0.0, 255.255.255.255, 223.255.255.255, -",
        "240.0.0.0, 255.255.255.255, -, -",
        "ff00::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, -, -"
    })
    void refusesAlways(String first, String last, String before, String after) {
        assertThat(open.refusal(bytes(first))).isPresent();
        assertThat(open.refusal(bytes(last))).isPresent();
        assertThat(publicOnly.refusal(bytes(first))).isPresent();
        assertThat(publicOnly.refusal(bytes(last))).isPresent();
        for (String neighbour : new String[] {before, after}) {
            if (!neighbour.equals("-")) {
                assertThat(open.refusal(bytes(neighbour))).as(neighbour).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.1, 0.255.255.255, -, 1.0.0.0",
        "10.0.0.0, 10.255.255.255, 9.255.255.255, 11.0.0.0",
        "100.64.0.0, 100.127.255.255, 100.63.255.255, 100.128.0.0",
        "127.0.0.0, 127.255.255.255, 126.255.255.255, 128.0.0.0",
        "172.16.0.0, 172.31.255.255, 172.15.255.255, 172.32.0.0",
        "192.0.0.0, 192.0.0.255, 191.255.255.255, 192.0.1.0",
        "192.0.2.0, 192.0.2.255, 192.0.1.255, 192.0.3.0",
        "192.88.99.0, 192.88.99.255, 192.88.98.255, 192.88.100.0",
        "192.168.0.0, 192.168.255.255, 192.167.255.255, 192.169.0.0",
        "198.18.0.0, 198.19.255.255, 198.17.255.255, 198.20.0.0",
        "198.51.100.0, 198.51.100.255, 198.51.99.255, 198.51.101.0",
        "203.0.113.0, 203.0.113.255, 203.0.112.255, 203.0.114.0",
        "::1, ::1, -, -",
        "64:ff9b:1::1:1:1:1, 64:ff9b:1:ffff:8:808:808:808, -, -",
        "64:ff9b:2::, -, -, -",
        "100::, 100::ffff:ffff:ffff:ffff, -, -",
        "400::, 1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, -, 2000::",
        "2001:2::, 2001:2:0:ffff:ffff:ffff:ffff:ffff, -, -",
        "2001:10::, 2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff, -, 2001:200::",
        "2001:db8::, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, 2001:db7:ffff::1, 2001:db9::",
        "3fff::, 3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff, 3ffe:ffff::1, 3fff:1000::",
        "4000::, 5f00::1, 3fff:ffff::1, -",
        "fc00::, fcff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, -, -",
        "fd12::1, fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, -, -",
        "fec0::, feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, -, -"
    })
    void refusesOnlyWhenTightened(String first, String last, String before, String after) {
        for (String inside : new String[] {first, last}) {
            if (!inside.equals("-")) {
                assertThat(publicOnly.refusal(bytes(inside))).as(inside).isPresent();
            }
        }
        assertThat(open.refusal(bytes(first))).isEmpty();
        for (String neighbour : new String[] {before, after}) {
            if (!neighbour.equals("-")) {
                assertThat(publicOnly.refusal(bytes(neighbour))).as(neighbour).isEmpty();
            }
        }
    }

    @Test
    void allowsPublicAddressesThatLeadToPublicOnes() {
        assertThat(new String[] {"8.8.8.8", "2606:4700::1", "64:ff9b::808:808", "2002:808:808::1"})
                .allSatisfy(text ->
                        assertThat(publicOnly.refusal(bytes(text))).as(text).isEmpty());
    }

    /** Whatever way an IPv4 address is written into an IPv6 one, it is judged as itself, in either mode. */
    @Property
    void judgesEveryEmbeddedFormAsItsIpv4(@ForAll int address, @ForAll long other) {
        byte[] v4 = {(byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address};
        for (byte[] sixteen : embeddings(v4, other)) {
            assertThat(EmbeddedAddresses.of(sixteen))
                    .anySatisfy(inner -> assertThat(inner).isEqualTo(v4));
            for (AddressFilter filter : new AddressFilter[] {open, publicOnly}) {
                if (filter.refusal(v4).isPresent()) {
                    assertThat(filter.refusal(sixteen)).isPresent();
                }
            }
        }
    }

    @Test
    void seesTheMetadataAddressThroughEveryForm() {
        byte[] metadata = bytes("169.254.169.254");

        assertThat(embeddings(metadata, 0x1234_5678_9abcL))
                .allSatisfy(sixteen -> assertThat(open.refusal(sixteen)).contains("link-local"));
    }

    @Test
    void letsTheOtherReadingsOfALocalNat64PrefixAlone() {
        assertThat(open.refusal(bytes("64:ff9b:1::10.0.0.5"))).isEmpty();
        assertThat(open.refusal(bytes("64:ff9b:1::169.254.169.254"))).isPresent();
        assertThat(open.refusal(bytes("64:ff9b:1::0.0.0.0"))).isPresent();
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

    /** Mapped, compatible, translated, NAT64, its four local forms, 6to4, Teredo's client, ISATAP. */
    private static List<byte[]> embeddings(byte[] v4, long other) {
        byte[] inverted = {(byte) ~v4[0], (byte) ~v4[1], (byte) ~v4[2], (byte) ~v4[3]};
        byte[] teredo = with(bytes("2001:0:808:808::"), inverted, 12, 13, 14, 15);
        teredo[9] = (byte) other;
        byte[] sixToFour = with(bytes("2002::"), v4, 2, 3, 4, 5);
        sixToFour[15] = (byte) other;
        byte[] isatap = with(bytes("2606:4700::5efe:0:0"), v4, 12, 13, 14, 15);
        isatap[8] = (byte) (other & 2);
        isatap[5] = (byte) other;
        return List.of(
                with(bytes("::fffe:0:0"), v4, 12, 13, 14, 15, -1),
                with(new byte[16], v4, 12, 13, 14, 15),
                with(bytes("::ffff:0:0:0"), v4, 12, 13, 14, 15),
                with(bytes("64:ff9b::"), v4, 12, 13, 14, 15),
                with(bytes("64:ff9b:1::"), v4, 6, 7, 9, 10),
                with(bytes("64:ff9b:1::"), v4, 7, 9, 10, 11),
                with(bytes("64:ff9b:1::"), v4, 9, 10, 11, 12),
                with(bytes("64:ff9b:1::"), v4, 12, 13, 14, 15),
                sixToFour,
                teredo,
                isatap);
    }

    /** Puts the bytes of {@code v4} to their places; a fifth place says that the address is to be mapped. */
    private static byte[] with(byte[] address, byte[] v4, int... places) {
        for (int at = 0; at < v4.length; at++) {
            address[places[at]] = v4[at];
        }
        if (places.length > v4.length) {
            address[10] = address[11] = (byte) 0xff;
        }
        return address;
    }

    private static byte[] bytes(String text) {
        return InetAddress.ofLiteral(text).getAddress();
    }
}
