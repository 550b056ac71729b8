package dev.ephyra.webrtc.turn;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;

/**
 * What a {@link TurnServer} is set up with. Immutable.
 *
 * @param realm 1 to 64 characters
 * @param secret that passwords are made of; not empty
 * @param nonceKey 32 random bytes, the server's own
 * @param relayIp the IPv4 address of all relayed addresses; nothing listens there
 * @param ownAddresses our candidates, IPv4: the only peers that anything is relayed to
 * @param maxAllocations at once, 1 to {@link TurnServer#MAX_ALLOCATIONS}
 */
public record TurnConfig(
        String realm,
        byte[] secret,
        byte[] nonceKey,
        InetAddress relayIp,
        Set<InetSocketAddress> ownAddresses,
        int maxAllocations) {
    /** Part of each 401, which must stay short. */
    private static final int MAX_REALM_CHARS = 64;

    private static final int NONCE_KEY_BYTES = 32;

    /**
     * @throws IllegalArgumentException if something is out of its range
     */
    public TurnConfig {
        require(!realm.isEmpty() && realm.length() <= MAX_REALM_CHARS, "a realm of 1 to 64 characters");
        require(secret.length > 0, "a secret");
        require(nonceKey.length == NONCE_KEY_BYTES, "a nonce key of 32 bytes");
        require(relayIp instanceof Inet4Address, "an IPv4 address to relay from");
        require(ownAddresses.stream().allMatch(own -> own.getAddress() instanceof Inet4Address), "IPv4 candidates");
        require(maxAllocations > 0 && maxAllocations <= TurnServer.MAX_ALLOCATIONS, "room for an allocation");
        secret = secret.clone();
        nonceKey = nonceKey.clone();
        ownAddresses = Set.copyOf(ownAddresses);
    }

    private static void require(boolean condition, String wanted) {
        if (!condition) {
            throw new IllegalArgumentException("TURN needs " + wanted);
        }
    }

    /** Secrets are not for logs. */
    @Override
    public String toString() {
        return "TurnConfig[realm=" + realm + ", relayIp=" + relayIp + ", ownAddresses=" + ownAddresses + "]";
    }
}
