package dev.ephyra.webrtc.connection;

import dev.ephyra.webrtc.dtls.DtlsConfig;
import java.util.concurrent.Executor;
import java.util.function.IntSupplier;

/**
 * What the connections of a process have in common. Immutable.
 *
 * @param handshakes runs DTLS handshakes, which block their thread
 * @param consentNanos after which a silent peer is given up; see {@link dev.ephyra.webrtc.ice.IceLiteAgent}
 * @param random 32 bits that nobody can guess, each time
 */
public record ConnectionSettings(DtlsConfig dtls, Executor handshakes, long consentNanos, IntSupplier random) {}
