package dev.ephyra.webrtc.dtls;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Two certificates for all tests, and what is configured around them. */
final class Identities {
    static final DtlsCrypto CRYPTO = new DtlsCrypto(new SecureRandom());
    static final DtlsIdentity SERVER = identity();
    static final DtlsIdentity CLIENT = identity();
    static final long HANDSHAKE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private Identities() {}

    static DtlsIdentity identity() {
        return DtlsIdentity.selfSigned(
                CRYPTO, Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2027-01-01T00:00:00Z"));
    }

    static DtlsConfig config(DtlsIdentity identity) {
        return new DtlsConfig(identity, DtlsConfig.PREFERRED_PROFILES, HANDSHAKE_NANOS);
    }
}
