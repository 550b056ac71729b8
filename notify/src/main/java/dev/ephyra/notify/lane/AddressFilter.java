package dev.ephyra.notify.lane;

import java.util.List;
import java.util.Optional;

/**
 * Which addresses a webhook may connect to. Judges the address that is connected to, never its name, so that a name
 * that resolves to something else the next time gains nothing. Immutable.
 *
 * <p>Whoever holds the server token is the operator, so loopback and private ranges are allowed unless
 * {@code publicOnly}. Refused always is what hands out machine credentials (link-local, cloud metadata) and what is no
 * receiver's address (unspecified, multicast, broadcast, reserved).
 */
public record AddressFilter(boolean publicOnly) {
    private static final List<AddressRange> NEVER = List.of(
            AddressRange.of("a9fe0000", 16, "link-local"),
            AddressRange.of6("fe80", 10, "link-local"),
            // Those of AWS, GCP, Scaleway and Oracle over IPv6; Alibaba, Azure and Oracle outside of link-local.
            AddressRange.of6("fd000ec2", 112, "cloud metadata"),
            AddressRange.of("fd2000ce000000000000000000000254", 128, "cloud metadata"),
            AddressRange.of("fd000042000000000000000000000042", 128, "cloud metadata"),
            AddressRange.of("fd0000c10000000000000000a9fea9fe", 128, "cloud metadata"),
            AddressRange.of("646464c8", 32, "cloud metadata"),
            AddressRange.of("a83f8110", 32, "cloud metadata"),
            AddressRange.of("c00000c0", 32, "cloud metadata"),
            AddressRange.of("00000000", 32, "unspecified"),
            AddressRange.of6("", 128, "unspecified"),
            AddressRange.of("e0000000", 4, "multicast"),
            AddressRange.of6("ff", 8, "multicast"),
            AddressRange.of("ffffffff", 32, "broadcast"),
            AddressRange.of("f0000000", 4, "reserved"));

    // RFC 6890 and its successors: what is not reachable over the public Internet.
    private static final List<AddressRange> NOT_PUBLIC = List.of(
            AddressRange.of("00000000", 8, "this network"),
            AddressRange.of("0a000000", 8, "private"),
            AddressRange.of("64400000", 10, "shared"),
            AddressRange.of("7f000000", 8, "loopback"),
            AddressRange.of("ac100000", 12, "private"),
            AddressRange.of("c0000000", 24, "reserved"),
            AddressRange.of("c0000200", 24, "documentation"),
            AddressRange.of("c0586300", 24, "relay"),
            AddressRange.of("c0a80000", 16, "private"),
            AddressRange.of("c6120000", 15, "benchmark"),
            AddressRange.of("c6336400", 24, "documentation"),
            AddressRange.of("cb007100", 24, "documentation"),
            AddressRange.of("00000000000000000000000000000001", 128, "loopback"),
            AddressRange.of6("0064ff9b0001", 48, "local NAT64"),
            AddressRange.of6("0100", 64, "discard"),
            AddressRange.of6("20010db8", 32, "documentation"),
            AddressRange.of6("3fff", 20, "documentation"),
            AddressRange.of6("fc", 7, "private"),
            AddressRange.of6("fec0", 10, "site-local"));

    // RFC 4291 section 2.4: IANA gives global addresses out of this range only.
    private static final AddressRange GLOBAL_IPV6 = AddressRange.of6("20", 3, "global");
    private static final AddressRange IPV6_PROTOCOLS = AddressRange.of6("2001", 23, "protocol");

    /**
     * Why {@code address} is refused, or empty if it may be connected to.
     *
     * @param address 4 or 16 bytes
     */
    public Optional<String> refusal(byte[] address) {
        Optional<String> never = AddressRange.find(NEVER, address);
        if (never.isPresent()) {
            return never;
        }
        Optional<String> refused = publicOnly ? notPublic(address) : Optional.empty();
        for (byte[] inner : EmbeddedAddresses.of(address)) {
            refused = refused.or(() -> refusal(inner));
        }
        return refused;
    }

    private static Optional<String> notPublic(byte[] address) {
        Optional<String> special = AddressRange.find(NOT_PUBLIC, address);
        if (special.isPresent() || address.length == 4 || EmbeddedAddresses.isPassage(address)) {
            return special;
        }
        return GLOBAL_IPV6.contains(address) && !IPV6_PROTOCOLS.contains(address)
                ? Optional.empty()
                : Optional.of("reserved");
    }
}
