package dev.ephyra.webrtc.ice;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A host candidate over UDP, for component 1 as everything is multiplexed (RFC 8445 section 5.1, RFC 8839 section 5.1).
 * Immutable.
 *
 * @param foundation 1 to 32 characters of {@code ice-char}; another one for each address of ours
 * @param localPreference 0 to 65535; of several addresses the higher is preferred
 * @param address resolved
 */
public record IceCandidate(String foundation, int localPreference, InetSocketAddress address) {
    private static final int COMPONENT = 1;
    private static final int HOST_PREFERENCE = 126;
    private static final int MAX_LOCAL_PREFERENCE = 65_535;

    /**
     * @throws IllegalArgumentException if the preference is out of its range or the address is not resolved
     */
    public IceCandidate {
        if (localPreference < 0 || localPreference > MAX_LOCAL_PREFERENCE) {
            throw new IllegalArgumentException("local preference " + localPreference + ", wanted 0 to 65535");
        } else if (address.isUnresolved()) {
            throw new IllegalArgumentException("a candidate needs an address, not the name " + address);
        }
    }

    /** RFC 8445 section 5.1.2.1; unsigned, below 2^31. */
    public long priority() {
        return ((long) HOST_PREFERENCE << 24) + ((long) localPreference << 8) + (256 - COMPONENT);
    }

    /** {@code candidate:…}, as it is trickled; without the name, the value of {@code a=candidate}. */
    public String text() {
        return "candidate:" + value();
    }

    /** What follows {@code a=candidate:} in a description. */
    public String value() {
        return foundation + " " + COMPONENT + " udp " + priority() + " " + host(address.getAddress()) + " "
                + address.getPort() + " typ host";
    }

    /** The JDK adds the interface's name to a link-local address; nobody else knows it. */
    private static String host(InetAddress address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }
}
