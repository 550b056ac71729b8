package dev.ephyra.notify.lane;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Addresses that begin with the same bits, and what they are for. Immutable.
 *
 * @param prefix 4 or 16 bytes; only the first {@code bits} count
 */
record AddressRange(byte[] prefix, int bits, String name) {
    /** From hexadecimal digits, as on the wire. */
    static AddressRange of(String hex, int bits, String name) {
        return new AddressRange(HexFormat.of().parseHex(hex), bits, name);
    }

    /** The same with the digits of an IPv6 prefix alone; zeros follow. */
    static AddressRange of6(String hex, int bits, String name) {
        return of(hex + "0".repeat(32 - hex.length()), bits, name);
    }

    boolean contains(byte[] address) {
        if (address.length != prefix.length) {
            return false;
        }
        int whole = bits / 8;
        int mask = 0xff00 >> (bits % 8) & 0xff;
        return Arrays.equals(address, 0, whole, prefix, 0, whole)
                && (mask == 0 || (address[whole] & mask) == (prefix[whole] & mask));
    }

    /** The name of the first range that contains {@code address}. */
    static Optional<String> find(List<AddressRange> ranges, byte[] address) {
        for (AddressRange range : ranges) {
            if (range.contains(address)) {
                return Optional.of(range.name());
            }
        }
        return Optional.empty();
    }
}
