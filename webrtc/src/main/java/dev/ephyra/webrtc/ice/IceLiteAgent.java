package dev.ephyra.webrtc.ice;

import dev.ephyra.webrtc.stun.StunAttribute;
import dev.ephyra.webrtc.stun.StunClass;
import dev.ephyra.webrtc.stun.StunError;
import dev.ephyra.webrtc.stun.StunFlaw;
import dev.ephyra.webrtc.stun.StunKey;
import dev.ephyra.webrtc.stun.StunMessage;
import dev.ephyra.webrtc.stun.StunMethod;
import dev.ephyra.webrtc.stun.StunWriter;
import dev.ephyra.webrtc.tally.Tally;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The ICE-lite side of one connection (RFC 8445 sections 2.5 and 7.3): answers checks, never sends any, is always
 * controlled, and takes the peer's checks for its consent (RFC 7675).
 *
 * <p>Owned by one thread. Times are monotonic nanoseconds. Every input is followed by {@link #drain}. Nothing is sent to
 * anybody who has not shown our password, so nobody can be flooded through us.
 */
public final class IceLiteAgent {
    /** RFC 7675 section 5.1. */
    public static final long CONSENT_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** Verified at once. A browser with two networks, IPv4 and IPv6, and a relay each, has 8; a change of network doubles it. */
    public static final int MAX_PATHS = 16;

    private static final Set<StunAttribute> UNDERSTOOD = EnumSet.of(
            StunAttribute.USERNAME,
            StunAttribute.MESSAGE_INTEGRITY,
            StunAttribute.PRIORITY,
            StunAttribute.USE_CANDIDATE);

    private final long consentNanos;
    private final VerifiedPaths paths = new VerifiedPaths();
    private final List<IceOutput> outputs = new ArrayList<>();
    private final Tally<IceDrop> drops = new Tally<>(IceDrop.class);
    private IceGeneration current;
    private @Nullable IceGeneration previous;
    private long awaitedSinceNanos;
    private boolean lost;

    public IceLiteAgent(IceCredentials local, long nowNanos) {
        this(local, CONSENT_NANOS, nowNanos);
    }

    /**
     * @param consentNanos after which silence is a loss of consent, above 0 and at most {@link #CONSENT_NANOS}
     * @throws IllegalArgumentException if it is not
     */
    public IceLiteAgent(IceCredentials local, long consentNanos, long nowNanos) {
        if (consentNanos <= 0 || consentNanos > CONSENT_NANOS) {
            throw new IllegalArgumentException("consent lasts " + consentNanos + " ns, wanted up to " + CONSENT_NANOS);
        }
        this.consentNanos = consentNanos;
        this.current = new IceGeneration(local);
        this.awaitedSinceNanos = nowNanos;
    }

    /**
     * Credentials of a new offer and answer (RFC 8445 section 9). The old ones are good until the peer nominates a path
     * with the new ones, so that media go on meanwhile.
     */
    public void restart(IceCredentials local, long nowNanos) {
        // After restarts in a row the oldest ones carry the media: those between were never nominated with.
        previous = previous == null ? current : previous;
        current = new IceGeneration(local);
        awaitedSinceNanos = nowNanos;
        lost = false;
    }

    /** Theirs in the offer that the newest credentials of ours answer; until it is known any is taken. */
    public void setRemoteUfrag(String ufrag) {
        current.setRemoteUfrag(ufrag);
    }

    /** A datagram that looks like STUN; reads it only during the call. */
    public void receive(byte[] buffer, int offset, int length, Path from, long nowNanos) {
        onTime(nowNanos);
        switch (StunMessage.parse(buffer, offset, length)) {
            case StunFlaw flaw -> drop(IceDrop.MALFORMED);
            case StunMessage message -> receive(message, from, nowNanos);
        }
    }

    private void receive(StunMessage message, Path from, long nowNanos) {
        if (message.method() != StunMethod.BINDING || message.messageClass() != StunClass.REQUEST) {
            drop(IceDrop.NOT_A_CHECK);
            return;
        }
        IceGeneration generation = generationOf(message);
        if (generation == null) {
            drop(IceDrop.UNKNOWN_USERNAME);
        } else if (!message.hasFingerprint()) {
            drop(IceDrop.MISSING_FINGERPRINT);
        } else if (!message.hasIntegrity()) {
            drop(IceDrop.MISSING_INTEGRITY);
        } else if (!message.isAuthentic(generation.key())) {
            drop(IceDrop.WRONG_INTEGRITY);
        } else {
            check(message, generation, from, nowNanos);
        }
    }

    private @Nullable IceGeneration generationOf(StunMessage message) {
        String username = message.text(StunAttribute.USERNAME).orElse("");
        if (current.isNamed(username)) {
            return current;
        }
        return previous != null && previous.isNamed(username) ? previous : null;
    }

    /** The request is authentic: it gets an answer whatever is in it. */
    private void check(StunMessage request, IceGeneration generation, Path from, long nowNanos) {
        int[] notUnderstood = request.notUnderstood(UNDERSTOOD);
        if (notUnderstood.length > 0) {
            answer(
                    StunWriter.error(request, StunError.UNKNOWN_ATTRIBUTE).unknownAttributes(notUnderstood),
                    generation.key(),
                    from);
        } else if (request.has(StunAttribute.ICE_CONTROLLED)) {
            // RFC 8445 section 7.3.1.1: a full agent must give way, as a lite one cannot control.
            answer(StunWriter.error(request, StunError.ROLE_CONFLICT), generation.key(), from);
        } else {
            answer(
                    StunWriter.success(request).address(StunAttribute.XOR_MAPPED_ADDRESS, from.remote()),
                    generation.key(),
                    from);
            verified(from, nowNanos);
            if (request.has(StunAttribute.USE_CANDIDATE)) {
                nominated(from, generation);
            }
        }
    }

    private void answer(StunWriter response, StunKey key, Path to) {
        outputs.add(new IceOutput.Send(response.integrity(key).fingerprint().toBytes(), to));
    }

    private void verified(Path path, long nowNanos) {
        lost = false;
        awaitedSinceNanos = nowNanos;
        if (paths.checked(path, nowNanos)) {
            outputs.add(new IceOutput.PathVerified(path));
        }
    }

    private void nominated(Path path, IceGeneration generation) {
        if (generation == current) {
            previous = null;
        }
        select(path);
    }

    private void select(Path path) {
        if (paths.select(path)) {
            outputs.add(new IceOutput.PathSelected(path));
        }
    }

    private void drop(IceDrop reason) {
        drops.count(reason);
    }

    /** To be called when {@link #nextDeadlineNanos} has come; does nothing before. */
    public void onTime(long nowNanos) {
        if (paths.expire(consentNanos, nowNanos)) {
            // RFC 8445 section 12.1: data may go over any valid pair while none is selected.
            paths.lastChecked().ifPresent(this::select);
        }
        if (!lost && paths.isEmpty() && nowNanos - awaitedSinceNanos >= consentNanos) {
            lost = true;
            outputs.add(new IceOutput.ConsentLost());
        }
    }

    /** When {@link #onTime} has something to do; empty once consent is lost. */
    public OptionalLong nextDeadlineNanos() {
        if (lost) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(paths.longestSilentSinceNanos().orElse(awaitedSinceNanos) + consentNanos);
    }

    /** What is to be done, in order; the list is the caller's. */
    public List<IceOutput> drain() {
        List<IceOutput> drained = List.copyOf(outputs);
        outputs.clear();
        return drained;
    }

    /** Whether the peer has authenticated itself on this path and still consents: only then may anything be sent to it. */
    public boolean isVerified(Path path) {
        return paths.contains(path);
    }

    /** The path for everything that is not an answer. */
    public Optional<Path> selected() {
        return paths.selected();
    }

    /** How many datagrams were dropped for that reason. */
    public long dropped(IceDrop reason) {
        return drops.of(reason);
    }
}
