package dev.ephyra.webrtc.stun;

import dev.ephyra.webrtc.bytes.NetworkOrder;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/** A transport address that is XORed with the message's own header (RFC 8489 section 14.2). Stateless. */
final class XorAddress {
    private static final int FAMILY_V4 = 1;
    private static final int FAMILY_V6 = 2;
    private static final int BYTES_V4 = 4;
    private static final int BYTES_V6 = 16;

    /** The family's two bytes and the port's. */
    private static final int PREFIX_BYTES = 4;

    /** The cookie and the transaction id: 16 bytes, of which IPv4 uses the first 4 and a port the first 2. */
    private static final int MASK_OFFSET = 4;

    private XorAddress() {}

    /** Reads one value; empty if family and length do not belong together, or for IPv4 in the clothes of IPv6. */
    static Optional<InetSocketAddress> read(byte[] buffer, int message, int at, int length) {
        int family = length > PREFIX_BYTES ? buffer[at + 1] : 0;
        boolean fits = (family == FAMILY_V4 && length == PREFIX_BYTES + BYTES_V4)
                || (family == FAMILY_V6 && length == PREFIX_BYTES + BYTES_V6);
        if (!fits) {
            return Optional.empty();
        }
        int port = NetworkOrder.uint16(buffer, at + 2) ^ NetworkOrder.uint16(buffer, message + MASK_OFFSET);
        byte[] address = Arrays.copyOfRange(buffer, at + PREFIX_BYTES, at + length);
        mask(address, buffer, message);
        InetAddress host = host(address);
        // The JDK turns ::ffff:a.b.c.d into IPv4; whoever compares addresses must not be reached that way.
        return family == FAMILY_V6 && !(host instanceof Inet6Address)
                ? Optional.empty()
                : Optional.of(new InetSocketAddress(host, port));
    }

    /** Bytes of the value for that address. */
    static int length(InetSocketAddress address) {
        return PREFIX_BYTES + address.getAddress().getAddress().length;
    }

    static void write(byte[] buffer, int message, int at, InetSocketAddress address) {
        byte[] host = address.getAddress().getAddress();
        mask(host, buffer, message);
        buffer[at] = 0;
        buffer[at + 1] = (byte) (host.length == BYTES_V4 ? FAMILY_V4 : FAMILY_V6);
        NetworkOrder.put16(buffer, at + 2, address.getPort() ^ NetworkOrder.uint16(buffer, message + MASK_OFFSET));
        System.arraycopy(host, 0, buffer, at + PREFIX_BYTES, host.length);
    }

    private static void mask(byte[] address, byte[] buffer, int message) {
        for (int i = 0; i < address.length; i++) {
            address[i] ^= buffer[message + MASK_OFFSET + i];
        }
    }

    private static InetAddress host(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes, not " + address.length, e);
        }
    }
}
