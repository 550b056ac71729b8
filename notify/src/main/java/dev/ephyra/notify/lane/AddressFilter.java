package dev.ephyra.notify.lane;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses a webhook may connect to. Judges the address that is connected to, never its name, so that a name
 * that resolves to something else the next time gains nothing. Immutable.
 *
 * <p>Whoever holds the server token is the operator, so loopback and private ranges are allowed unless
 * {@code publicOnly}. Link-local and cloud-metadata addresses are refused always: they hand out machine credentials.
 */
public record AddressFilter(boolean publicOnly) {
    private record Range(byte[] prefix, int bits, String name) {
        boolean contains(byte[] address) {
            if (address.length != prefix.length) {
                return false;
            }
            int whole = bits / 8;
            int mask = 0xff00 >> (bits % 8) & 0xff;
            return Arrays.equals(address, 0, whole, prefix, 0, whole)
                    && (mask == 0 || (address[whole] & mask) == (prefix[whole] & mask));
        }
    }

    // Prefixes in hexadecimal, as on the wire.
    private static final List<Range> NEVER = List.of(
            range("a9fe0000", 16, "link-local"),
            range("fe800000000000000000000000000000", 10, "link-local"),
            range("fd000ec2000000000000000000000254", 128, "cloud metadata"),
            range("fd2000ce000000000000000000000254", 128, "cloud metadata"),
            range("646464c8", 32, "cloud metadata"),
            range("a83f8110", 32, "cloud metadata"),
            range("c00000c0", 32, "cloud metadata"),
            range("e0000000", 4, "multicast"),
            range("ffffffff", 32, "broadcast"),
            range("ff000000000000000000000000000000", 8, "multicast"));

    // RFC 6890 and its successors: what is not reachable over the public Internet.
    private static final List<Range> NOT_PUBLIC = List.of(
            range("00000000", 8, "unspecified"),
            range("0a000000", 8, "private"),
            range("64400000", 10, "shared"),
            range("7f000000", 8, "loopback"),
            range("ac100000", 12, "private"),
            range("c0000000", 24, "reserved"),
            range("c0000200", 24, "documentation"),
            range("c0586300", 24, "relay"),
            range("c0a80000", 16, "private"),
            range("c6120000", 15, "benchmark"),
            range("c6336400", 24, "documentation"),
            range("cb007100", 24, "documentation"),
            range("f0000000", 4, "reserved"),
            range("00000000000000000000000000000000", 127, "loopback"),
            range("01000000000000000000000000000000", 64, "discard"),
            range("20010000000000000000000000000000", 23, "reserved"),
            range("20010db8000000000000000000000000", 32, "documentation"),
            range("fc000000000000000000000000000000", 7, "private"),
            range("fec00000000000000000000000000000", 10, "site-local"));

    // IPv6 addresses that lead to an IPv4 address: mapped, compatible, NAT64 (RFC 6052) at the end, 6to4 at byte 2.
    private static final Range MAPPED = range("00000000000000000000ffff00000000", 96, "");
    private static final Range COMPATIBLE = range("00000000000000000000000000000000", 96, "");
    private static final Range NAT64 = range("0064ff9b000000000000000000000000", 96, "");
    private static final Range SIX_TO_FOUR = range("20020000000000000000000000000000", 16, "");

    /**
     * Why {@code address} is refused, or empty if it may be connected to.
     *
     * @param address 4 or 16 bytes
     */
    public Optional<String> refusal(byte[] address) {
        Optional<String> direct = refusalOf(address);
        return direct.isPresent() ? direct : refusalOf(embedded(address));
    }

    private Optional<String> refusalOf(byte[] address) {
        Optional<String> never = find(NEVER, address);
        return never.isPresent() || !publicOnly ? never : find(NOT_PUBLIC, address);
    }

    private static byte[] embedded(byte[] address) {
        if (SIX_TO_FOUR.contains(address)) {
            return Arrays.copyOfRange(address, 2, 6);
        }
        boolean atEnd = MAPPED.contains(address) || COMPATIBLE.contains(address) || NAT64.contains(address);
        return atEnd ? Arrays.copyOfRange(address, 12, 16) : address;
    }

    private static Optional<String> find(List<Range> ranges, byte[] address) {
        for (Range range : ranges) {
            if (range.contains(address)) {
                return Optional.of(range.name());
            }
        }
        return Optional.empty();
    }

    private static Range range(String hex, int bits, String name) {
        return new Range(HexFormat.of().parseHex(hex), bits, name);
    }
}
