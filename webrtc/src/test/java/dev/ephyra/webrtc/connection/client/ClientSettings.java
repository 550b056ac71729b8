package dev.ephyra.webrtc.connection.client;

import dev.ephyra.webrtc.dtls.DtlsConfig;
import java.util.concurrent.Executor;
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
        DtlsConfig dtls, Executor handshakes, IntSupplier random, long checkNanos, VideoShapes video) {}
