package dev.ephyra.webrtc.turn;

import dev.ephyra.webrtc.stun.StunAttribute;
import dev.ephyra.webrtc.stun.StunError;
import dev.ephyra.webrtc.stun.StunMessage;
import dev.ephyra.webrtc.stun.StunWriter;
import dev.ephyra.webrtc.turn.TurnAuthenticator.Verdict;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests (RFC 8656 sections 7 to 12). Owned by its server.
 *
 * <p>Whoever has not shown a password gets at most a 401: 76 bytes and the realm, 96 with one of 20 characters. To the
 * shortest request, 20 bytes, that is 4.8 times as much, 2.6 times with the headers of IP and UDP: no better than what
 * reflectors find elsewhere, and it needs no state here.
 */
final class TurnRequests {
    /** RFC 8656 section 3.2. */
    static final long DEFAULT_LIFETIME_SECONDS = 600;

    /** RFC 8656 section 7.2 recommends no more than an hour. */
    static final long MAX_LIFETIME_SECONDS = 3600;

    private static final int UDP = 17;
    private static final int IPV4 = 1;

    /** Not DONT-FRAGMENT, EVEN-PORT and RESERVATION-TOKEN: they mean sockets, and there are none. */
    private static final Set<StunAttribute> UNDERSTOOD = EnumSet.of(
            StunAttribute.USERNAME,
            StunAttribute.REALM,
            StunAttribute.NONCE,
            StunAttribute.LIFETIME,
            StunAttribute.REQUESTED_TRANSPORT,
            StunAttribute.REQUESTED_ADDRESS_FAMILY,
            StunAttribute.XOR_PEER_ADDRESS,
            StunAttribute.CHANNEL_NUMBER);

    private final TurnConfig config;
    private final NonceMint nonces;
    private final TurnAuthenticator authenticator;
    private final Allocations allocations;
    private final Predicate<String> admits;
    private final Set<InetAddress> ownHosts;

    TurnRequests(TurnConfig config, NonceMint nonces, Allocations allocations, Predicate<String> admits) {
        this.config = config;
        this.nonces = nonces;
        this.authenticator = new TurnAuthenticator(config, nonces);
        this.allocations = allocations;
        this.admits = admits;
        this.ownHosts = config.ownAddresses().stream()
                .map(InetSocketAddress::getAddress)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The response, or null for what is no request. */
    byte @Nullable [] answer(StunMessage request, FiveTuple client, long nowNanos) {
        return switch (request.method()) {
            case BINDING ->
                StunWriter.success(request)
                        .address(StunAttribute.XOR_MAPPED_ADDRESS, client.client())
                        .toBytes();
            case ALLOCATE, REFRESH, CREATE_PERMISSION, CHANNEL_BIND -> authenticate(request, client, nowNanos);
            case SEND, DATA -> null;
        };
    }

    private byte[] authenticate(StunMessage request, FiveTuple client, long nowNanos) {
        return switch (authenticator.authenticate(request, client, nowNanos)) {
            case Verdict.Refused refused -> refuse(request, refused.error(), client, nowNanos);
            case Verdict.Granted user -> serve(request, user, client, nowNanos);
        };
    }

    private byte[] refuse(StunMessage request, StunError error, FiveTuple client, long nowNanos) {
        StunWriter response = StunWriter.error(request, error);
        if (error != StunError.BAD_REQUEST) {
            response.text(StunAttribute.REALM, config.realm()).text(StunAttribute.NONCE, nonces.mint(client, nowNanos));
        }
        return response.toBytes();
    }

    private byte[] serve(StunMessage request, Verdict.Granted user, FiveTuple client, long nowNanos) {
        int[] notUnderstood = request.notUnderstood(UNDERSTOOD);
        StunWriter response;
        if (notUnderstood.length > 0) {
            response = StunWriter.error(request, StunError.UNKNOWN_ATTRIBUTE).unknownAttributes(notUnderstood);
        } else {
            response = serve(request, user, client, allocations.of(client), nowNanos);
        }
        return response.integrity(user.key()).toBytes();
    }

    private StunWriter serve(
            StunMessage request,
            Verdict.Granted user,
            FiveTuple client,
            @Nullable Allocation allocation,
            long nowNanos) {
        return switch (request.method()) {
            case ALLOCATE -> {
                if (allocation == null) {
                    yield allocate(request, user, client, nowNanos);
                }
                yield allocation.isMadeBy(request.transactionId())
                        ? allocated(request, allocation)
                        : StunWriter.error(request, StunError.ALLOCATION_MISMATCH);
            }
            case REFRESH, CREATE_PERMISSION, CHANNEL_BIND -> {
                if (allocation == null) {
                    yield StunWriter.error(request, StunError.ALLOCATION_MISMATCH);
                } else if (!allocation.username().equals(user.username())) {
                    yield StunWriter.error(request, StunError.WRONG_CREDENTIALS);
                }
                yield change(request, allocation, nowNanos);
            }
            case BINDING, SEND, DATA -> throw new IllegalStateException(request.method() + " is not authenticated");
        };
    }

    private StunWriter change(StunMessage request, Allocation allocation, long nowNanos) {
        return switch (request.method()) {
            case REFRESH -> refresh(request, allocation, nowNanos);
            case CREATE_PERMISSION -> createPermission(request, allocation, nowNanos);
            case CHANNEL_BIND -> bindChannel(request, allocation, nowNanos);
            case ALLOCATE, BINDING, SEND, DATA ->
                throw new IllegalStateException(request.method() + " changes no allocation");
        };
    }

    private StunWriter allocate(StunMessage request, Verdict.Granted user, FiveTuple client, long nowNanos) {
        StunError refusal = refusal(request, user);
        OptionalInt port = refusal == null ? allocations.freePort() : OptionalInt.empty();
        if (port.isEmpty()) {
            return StunWriter.error(request, refusal == null ? StunError.INSUFFICIENT_CAPACITY : refusal);
        }
        long seconds = grantedSeconds(request);
        InetSocketAddress relayed = new InetSocketAddress(config.relayIp(), port.getAsInt());
        Allocation allocation = new Allocation(client, user, relayed, request.transactionId(), seconds);
        allocation.lastUntil(nowNanos + TimeUnit.SECONDS.toNanos(seconds));
        allocations.add(allocation);
        return allocated(request, allocation);
    }

    /** The same again for a request that came again (RFC 8656 section 7.2). */
    private static StunWriter allocated(StunMessage request, Allocation allocation) {
        return StunWriter.success(request)
                .address(StunAttribute.XOR_RELAYED_ADDRESS, allocation.relayed())
                .number(StunAttribute.LIFETIME, (int) allocation.lifetimeSeconds())
                .address(StunAttribute.XOR_MAPPED_ADDRESS, allocation.client().client());
    }

    private @Nullable StunError refusal(StunMessage request, Verdict.Granted user) {
        OptionalLong transport = request.number(StunAttribute.REQUESTED_TRANSPORT);
        if (transport.isEmpty()) {
            return StunError.BAD_REQUEST;
        } else if (transport.getAsLong() >>> 24 != UDP) {
            return StunError.UNSUPPORTED_TRANSPORT;
        } else if (!isIpv4Wanted(request)) {
            return StunError.ADDRESS_FAMILY_NOT_SUPPORTED;
        } else if (!admits.test(user.peerId())) {
            return StunError.FORBIDDEN;
        } else if (allocations.hasReachedQuota(user.peerId())) {
            return StunError.ALLOCATION_QUOTA_REACHED;
        }
        return allocations.isFull() ? StunError.INSUFFICIENT_CAPACITY : null;
    }

    private static boolean isIpv4Wanted(StunMessage request) {
        return !request.has(StunAttribute.REQUESTED_ADDRESS_FAMILY)
                || request.number(StunAttribute.REQUESTED_ADDRESS_FAMILY).orElse(0) >>> 24 == IPV4;
    }

    private static long grantedSeconds(StunMessage request) {
        long asked = request.number(StunAttribute.LIFETIME).orElse(DEFAULT_LIFETIME_SECONDS);
        return Math.clamp(asked, DEFAULT_LIFETIME_SECONDS, MAX_LIFETIME_SECONDS);
    }

    private StunWriter refresh(StunMessage request, Allocation allocation, long nowNanos) {
        if (!isIpv4Wanted(request)) {
            return StunWriter.error(request, StunError.PEER_ADDRESS_FAMILY_MISMATCH);
        }
        boolean isRelease = request.number(StunAttribute.LIFETIME).orElse(DEFAULT_LIFETIME_SECONDS) == 0;
        long seconds = isRelease ? 0 : grantedSeconds(request);
        if (isRelease) {
            allocations.end(allocation, TurnOutput.Ended.Reason.RELEASED);
        } else {
            allocation.lastUntil(nowNanos + TimeUnit.SECONDS.toNanos(seconds));
        }
        return StunWriter.success(request).number(StunAttribute.LIFETIME, (int) seconds);
    }

    /** All of the addresses or none (RFC 8656 section 10.2). */
    private StunWriter createPermission(StunMessage request, Allocation allocation, long nowNanos) {
        List<InetSocketAddress> peers =
                request.addresses(StunAttribute.XOR_PEER_ADDRESS).orElse(List.of());
        if (peers.isEmpty()) {
            return StunWriter.error(request, StunError.BAD_REQUEST);
        }
        for (InetSocketAddress peer : peers) {
            if (!(peer.getAddress() instanceof Inet4Address)) {
                return StunWriter.error(request, StunError.PEER_ADDRESS_FAMILY_MISMATCH);
            } else if (!ownHosts.contains(peer.getAddress())) {
                return StunWriter.error(request, StunError.FORBIDDEN);
            }
        }
        Set<InetAddress> hosts =
                peers.stream().map(InetSocketAddress::getAddress).collect(Collectors.toSet());
        return allocation.permit(hosts, nowNanos)
                ? StunWriter.success(request)
                : StunWriter.error(request, StunError.INSUFFICIENT_CAPACITY);
    }

    private StunWriter bindChannel(StunMessage request, Allocation allocation, long nowNanos) {
        OptionalLong number = request.number(StunAttribute.CHANNEL_NUMBER);
        Optional<InetSocketAddress> peer = request.address(StunAttribute.XOR_PEER_ADDRESS);
        int channel = (int) (number.orElse(0) >>> 16);
        if (peer.isEmpty() || !ChannelData.isChannel(channel)) {
            return StunWriter.error(request, StunError.BAD_REQUEST);
        } else if (!(peer.get().getAddress() instanceof Inet4Address)) {
            return StunWriter.error(request, StunError.PEER_ADDRESS_FAMILY_MISMATCH);
        } else if (!config.ownAddresses().contains(peer.get())) {
            return StunWriter.error(request, StunError.FORBIDDEN);
        }
        return switch (allocation.bind(channel, peer.get(), nowNanos)) {
            case GRANTED -> StunWriter.success(request);
            case CONFLICT -> StunWriter.error(request, StunError.BAD_REQUEST);
            case FULL -> StunWriter.error(request, StunError.INSUFFICIENT_CAPACITY);
        };
    }
}
