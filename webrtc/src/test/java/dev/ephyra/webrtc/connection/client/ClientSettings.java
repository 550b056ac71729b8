package dev.ephyra.webrtc.connection.client;

import dev.ephyra.webrtc.dtls.DtlsConfig;
import dev.ephyra.webrtc.dtls.DtlsIdentity;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * What the clients of a process have in common. Immutable.
 *
 * @param handshakes runs DTLS handshakes, which block their thread
 * @param random 32 bits each time; seeded in simulations
 * @param checkNanos between two checks of a path that works
 * @param video of each encoding of a camera, the lowest first; without simulcast the last one is sent
 */
public record ClientSettings(
        DtlsConfig dtls, Executor handshakes, IntSupplier random, long checkNanos, VideoShapes video) {
    private static final long HANDSHAKE_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** RFC 7675 section 5.1 wants a check every 4 to 6 s; Chrome makes more. */
    private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(2_500);

    /** As browsers have it: all profiles, half a minute for a handshake, and their checks of a path. */
    public static ClientSettings asBrowsers(
            DtlsIdentity identity, Executor handshakes, IntSupplier random, VideoShapes video) {
        return new ClientSettings(
                new DtlsConfig(identity, DtlsConfig.PREFERRED_PROFILES, HANDSHAKE_NANOS),
                handshakes,
                random,
                CHECK_NANOS,
                video);
    }
}
