package dev.ephyra.webrtc.turn;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The allocations of a server and what they use up. Owned by it. */
final class Allocations {
    /** A browser asks once for each network, server and session: 4 or 8, and as many again around an ICE restart. */
    static final int MAX_PER_PEER = 10;

    /** With four of five ports taken all of these miss once in 1.6 million. */
    private static final int PORT_TRIES = 64;

    private final int maxAllocations;
    private final IntSupplier ports;
    private final Map<FiveTuple, Allocation> byClient = new HashMap<>();
    private final Map<String, Integer> countByPeer = new HashMap<>();
    private final Set<Integer> usedPorts = new HashSet<>();
    private final List<TurnOutput> outputs;

    /** Says in {@code outputs} what ended. */
    Allocations(int maxAllocations, IntSupplier ports, List<TurnOutput> outputs) {
        this.maxAllocations = maxAllocations;
        this.ports = ports;
        this.outputs = outputs;
    }

    @Nullable
    Allocation of(FiveTuple client) {
        return byClient.get(client);
    }

    boolean isEmpty() {
        return byClient.isEmpty();
    }

    boolean isFull() {
        return byClient.size() >= maxAllocations;
    }

    boolean hasReachedQuota(String peerId) {
        return countByPeer.getOrDefault(peerId, 0) >= MAX_PER_PEER;
    }

    /** A port that no allocation has; empty if the supplier yields none. */
    OptionalInt freePort() {
        for (int i = 0; i < PORT_TRIES; i++) {
            int port = ports.getAsInt();
            if (!usedPorts.contains(port)) {
                return OptionalInt.of(port);
            }
        }
        return OptionalInt.empty();
    }

    void add(Allocation allocation) {
        byClient.put(allocation.client(), allocation);
        usedPorts.add(allocation.relayed().getPort());
        countByPeer.merge(allocation.peerId(), 1, Integer::sum);
    }

    void end(Allocation allocation, TurnOutput.Ended.Reason reason) {
        byClient.remove(allocation.client());
        usedPorts.remove(allocation.relayed().getPort());
        countByPeer.computeIfPresent(allocation.peerId(), (peer, count) -> count == 1 ? null : count - 1);
        outputs.add(new TurnOutput.Ended(allocation, reason));
    }

    /** Ends those that are wanted ended. */
    void endAll(Predicate<Allocation> wanted, TurnOutput.Ended.Reason reason) {
        byClient.values().stream().filter(wanted).toList().forEach(allocation -> end(allocation, reason));
    }
}
