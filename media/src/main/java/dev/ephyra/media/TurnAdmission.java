package dev.ephyra.media;

import dev.ephyra.webrtc.turn.FiveTuple;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Who may hold a TCP connection to our TURN server: so many in all and of one address, and without a password not for
 * long. Where all places are taken a newcomer gets that of the stranger who came first: clients show their password within
 * two round trips. Owned by the TURN thread.
 */
final class TurnAdmission {
    /** Two of each of 2,048 peers; 6 KB each: 24 MB, and a quarter of 16,384 open files. */
    static final int MAX_CONNECTIONS = 4_096;

    /** An office of 128 peers behind one address, with two connections each. */
    static final int MAX_CONNECTIONS_OF_ADDRESS = 256;

    /** To show a password, and again after an allocation was given back: round trips of a bad mobile network. */
    static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Map<InetAddress, Integer> byAddress = new HashMap<>();
    private final Map<FiveTuple, Long> strangers = new LinkedHashMap<>();
    private int connections;

    /** Whether one of that address may come in, perhaps in the place of {@link #outstayed}. */
    boolean hasRoomFor(InetAddress address) {
        return byAddress.getOrDefault(address, 0) < MAX_CONNECTIONS_OF_ADDRESS
                && (connections < MAX_CONNECTIONS || !strangers.isEmpty());
    }

    /** Who must go before another comes in; empty while there are places. */
    Optional<FiveTuple> outstayed() {
        return connections < MAX_CONNECTIONS
                ? Optional.empty()
                : strangers.keySet().stream().findFirst();
    }

    /** Somebody new, and a stranger. */
    void entered(FiveTuple client, long nowNanos) {
        connections++;
        byAddress.merge(client.client().getAddress(), 1, Integer::sum);
        strangers.put(client, nowNanos + DEADLINE_NANOS);
    }

    boolean isStranger(FiveTuple client) {
        return strangers.containsKey(client);
    }

    /** It has shown a password. */
    void authenticated(FiveTuple client) {
        strangers.remove(client);
    }

    /** It has no allocation any more. */
    void estranged(FiveTuple client, long nowNanos) {
        // Behind those who came before: they are in the order of their deadlines.
        strangers.remove(client);
        strangers.put(client, nowNanos + DEADLINE_NANOS);
    }

    /** It is gone; must have entered. */
    void left(FiveTuple client) {
        connections--;
        strangers.remove(client);
        byAddress.computeIfPresent(client.client().getAddress(), (address, count) -> count == 1 ? null : count - 1);
    }

    /** Strangers whose time is over. */
    List<FiveTuple> overdue(long nowNanos) {
        List<FiveTuple> overdue = new ArrayList<>();
        for (Map.Entry<FiveTuple, Long> stranger : strangers.entrySet()) {
            if (nowNanos - stranger.getValue() < 0) {
                break;
            }
            overdue.add(stranger.getKey());
        }
        return overdue;
    }

    int connections() {
        return connections;
    }
}
