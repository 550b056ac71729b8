package dev.ephyra.api;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits wrong server tokens per client address, so that a weak one cannot be guessed at line speed: 100 at once, then
 * one each 0.6 s. While an address is over the limit its right tokens are refused as well, otherwise the answer would
 * still tell; 0.6 s after the guessing stops it is let in again. A missing token is no guess and not counted.
 *
 * <p>Shared by REST and the server socket. Thread-safe; time is an argument (monotonic nanoseconds).
 */
public final class AuthFailureLimit {
    static final int BURST = 100;
    /** 100 a minute: 144,000 guesses a day and address, 2^17; a token of 8 random letters holds for 4,000 years. */
    static final long NANOS_PER_FAILURE = 60_000_000_000L / 100;

    /** An entry is about 150 B, so 1.5 MB. Beyond it all further addresses share one entry. */
    static final int MAX_ADDRESSES = 10_000;

    private static final long SWEEP_NANOS = 1_000_000_000L;

    private static final String SHARED = "";

    /** For each address when it will have no failure left to its account: every failure adds its price. */
    private final ConcurrentHashMap<String, Long> paidOffNanos = new ConcurrentHashMap<>();
    /** {@code Long.MIN_VALUE / 2} is before any reading of the clock. */
    private final AtomicLong nextSweepNanos = new AtomicLong(Long.MIN_VALUE / 2);

    /** Seconds until this address may try again, at least 1; 0 if it may now. */
    public int retryAfterSeconds(String remoteAddress, long nowNanos) {
        if (paidOffNanos.isEmpty()) {
            return 0;
        }
        String key = key(remoteAddress);
        Long paidOff = paidOffNanos.get(paidOffNanos.containsKey(key) ? key : SHARED);
        if (paidOff == null) {
            return 0;
        }
        long waitNanos = paidOff - nowNanos - (BURST - 1) * NANOS_PER_FAILURE;
        return waitNanos <= 0 ? 0 : (int) (waitNanos / 1_000_000_000L) + 1;
    }

    /** Counts one wrong token. */
    public void failed(String remoteAddress, long nowNanos) {
        String key = key(remoteAddress);
        if (paidOffNanos.size() >= MAX_ADDRESSES && !paidOffNanos.containsKey(key)) {
            sweep(nowNanos);
            key = paidOffNanos.size() >= MAX_ADDRESSES ? SHARED : key;
        }
        paidOffNanos.compute(key, (address, paidOff) -> {
            long from = paidOff == null || paidOff - nowNanos < 0 ? nowNanos : paidOff;
            // Never further ahead than the burst: an address that goes on is not locked out for longer.
            return Math.min(from + NANOS_PER_FAILURE, nowNanos + BURST * NANOS_PER_FAILURE);
        });
    }

    /** Forgets addresses that have nothing to their account; at most once a second, as it looks at all of them. */
    private void sweep(long nowNanos) {
        long next = nextSweepNanos.get();
        if (nowNanos - next >= 0 && nextSweepNanos.compareAndSet(next, nowNanos + SWEEP_NANOS)) {
            paidOffNanos.values().removeIf(paidOff -> paidOff - nowNanos <= 0);
        }
    }

    int addresses() {
        return paidOffNanos.size();
    }

    /** An IPv6 client owns a /64 (RFC 6177), so that is what counts as one address. */
    private static String key(String remoteAddress) {
        if (remoteAddress.indexOf(':') < 0) {
            return remoteAddress;
        }
        try {
            InetAddress address = InetAddress.ofLiteral(remoteAddress);
            return address instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), 8))
                    : remoteAddress;
        } catch (IllegalArgumentException e) {
            return remoteAddress;
        }
    }
}
