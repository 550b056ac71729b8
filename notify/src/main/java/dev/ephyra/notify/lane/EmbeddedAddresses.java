package dev.ephyra.notify.lane;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The IPv4 addresses that an IPv6 address leads to, by the ways in which one is written into the other. Whatever translates or
 * unwraps on the path would connect there. Stateless.
 */
final class EmbeddedAddresses {
    /** An IPv4 address in the last four bytes. */
    private static final List<AddressRange> AT_THE_END = List.of(
            AddressRange.of6("00000000000000000000ffff", 96, "mapped, RFC 4291"),
            AddressRange.of6("000000000000000000000000", 96, "compatible, RFC 4291"),
            AddressRange.of6("0000000000000000ffff0000", 96, "translated, RFC 2765"),
            AddressRange.of6("0064ff9b0000000000000000", 96, "NAT64, RFC 6052"));

    private static final AddressRange LOCAL_NAT64 = AddressRange.of6("0064ff9b0001", 48, "NAT64, RFC 8215");
    private static final AddressRange SIX_TO_FOUR = AddressRange.of6("2002", 16, "6to4, RFC 3056");
    private static final AddressRange TEREDO = AddressRange.of6("20010000", 32, "Teredo, RFC 4380");

    /**
     * RFC 6052 section 2.2: where the four bytes lie behind a prefix of 48, 56, 64 and 96 bits. The operator of that range
     * chooses one of them, and we cannot know which.
     */
    private static final int[][] LOCAL_NAT64_PLACES = {{6, 7, 9, 10}, {7, 9, 10, 11}, {9, 10, 11, 12}, {12, 13, 14, 15}
    };

    private EmbeddedAddresses() {}

    /** Whether the range of {@code address} has no other use than to lead to an IPv4 address. */
    static boolean isPassage(byte[] address) {
        return AddressRange.find(AT_THE_END, address).isPresent() || TEREDO.contains(address);
    }

    /** All of them; none for IPv4 and for most of IPv6. */
    static List<byte[]> of(byte[] address) {
        List<byte[]> found = new ArrayList<>(4);
        if (AddressRange.find(AT_THE_END, address).isPresent() || isIsatap(address)) {
            found.add(Arrays.copyOfRange(address, 12, 16));
        } else if (LOCAL_NAT64.contains(address)) {
            addLocalNat64(found, address);
        } else if (SIX_TO_FOUR.contains(address)) {
            found.add(Arrays.copyOfRange(address, 2, 6));
        } else if (TEREDO.contains(address)) {
            found.add(Arrays.copyOfRange(address, 4, 8));
            byte[] client = Arrays.copyOfRange(address, 12, 16);
            for (int at = 0; at < client.length; at++) {
                client[at] ^= (byte) 0xff;
            }
            found.add(client);
        }
        return found;
    }

    private static void addLocalNat64(List<byte[]> found, byte[] address) {
        for (int[] places : LOCAL_NAT64_PLACES) {
            byte[] embedded = new byte[4];
            for (int at = 0; at < embedded.length; at++) {
                embedded[at] = address[places[at]];
            }
            // The zeros of a longer prefix, read as an address.
            boolean zeros = Arrays.equals(embedded, new byte[4]);
            if (!zeros || places[0] == 12) {
                found.add(embedded);
            }
        }
    }

    /** RFC 5214 section 6.1: the second half is 0000:5efe or 0200:5efe and an IPv4 address, behind any prefix. */
    private static boolean isIsatap(byte[] address) {
        return address.length == 16
                && (address[8] & 0xfd) == 0
                && address[9] == 0
                && address[10] == 0x5e
                && address[11] == (byte) 0xfe;
    }
}
