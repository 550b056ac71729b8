package dev.ephyra.sdk;

import java.time.Duration;
import java.util.Optional;

/**
 * What a server says of itself.
 *
 * @param status whether it serves
 * @param uptime since its start, in whole seconds
 * @param version of the server, as in {@code 0.6.3}; empty before Jellyfish 0.5
 * @param gitCommit what it was built of; empty before Jellyfish 0.5
 * @param distribution its part of a cluster
 * @param detail one line for humans, of Ephyra only: what works or does not
 */
public record HealthReport(
        NodeStatus status,
        Duration uptime,
        Optional<String> version,
        Optional<String> gitCommit,
        Distribution distribution,
        Optional<String> detail) {

    /**
     * A server's part of a cluster.
     *
     * @param enabled whether it is part of one
     * @param nodeStatus whether its part works; {@link NodeStatus#DOWN} if it is part of none
     * @param nodesInCluster itself and those that it sees; 0 if it is part of none
     */
    public record Distribution(boolean enabled, NodeStatus nodeStatus, int nodesInCluster) {}
}
