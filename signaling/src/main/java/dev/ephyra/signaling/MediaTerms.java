package dev.ephyra.signaling;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.webrtc.dtls.Fingerprint;
import dev.ephyra.webrtc.ice.IceCredentials;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * What answers to offers say of this server's media. Immutable; the suppliers are asked on the loops of all rooms, so they
 * must be thread-safe, and they must not block.
 *
 * @param fingerprint of our certificate
 * @param candidates values of {@code a=candidate} attributes, at the time of an answer
 * @param credentials a fresh random pair at each call, its ufrag different from all in use
 * @param turnServers with fresh credentials for one connection, good until its connection is over; empty if there are
 *     none
 * @param random 32 random bits at each call
 */
public record MediaTerms(
        Supplier<Fingerprint> fingerprint,
        Supplier<List<String>> candidates,
        Supplier<IceCredentials> credentials,
        Function<ConnectionId, List<TurnServer>> turnServers,
        IntSupplier random) {}
