package dev.ephyra.bench.media;

import dev.ephyra.webrtc.connection.client.ClientSettings;
import dev.ephyra.webrtc.connection.client.VideoShapes;
import dev.ephyra.webrtc.dtls.DtlsConfig;
import dev.ephyra.webrtc.dtls.DtlsCrypto;
import dev.ephyra.webrtc.dtls.DtlsIdentity;
import dev.ephyra.webrtc.dtls.Fingerprint;
import dev.ephyra.webrtc.ice.IceCredentials;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** What all clients of a load have in common, above all their certificate. Immutable. */
final class ClientIdentity {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long HANDSHAKE_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** As browsers check a path that works (RFC 7675 wants it every 4 to 6 s, Chrome does it more often). */
    private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(2_500);

    private final DtlsIdentity dtls;
    private final ClientSettings settings;

    /** With a new certificate. */
    ClientIdentity() {
        Instant now = Instant.now();
        dtls = DtlsIdentity.selfSigned(
                new DtlsCrypto(RANDOM), now.minus(1, ChronoUnit.DAYS), now.plus(30, ChronoUnit.DAYS));
        settings = new ClientSettings(
                new DtlsConfig(dtls, DtlsConfig.PREFERRED_PROFILES, HANDSHAKE_NANOS),
                Executors.newVirtualThreadPerTaskExecutor(),
                RANDOM::nextInt,
                CHECK_NANOS,
                VideoShapes.CAMERA);
    }

    Fingerprint fingerprint() {
        return dtls.fingerprint();
    }

    ClientSettings settings() {
        return settings;
    }

    /** New ones for one connection. */
    static IceCredentials credentials() {
        return new IceCredentials(hex(2), hex(4));
    }

    private static String hex(int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(String.format("%08x", RANDOM.nextInt()));
        }
        return text.toString();
    }

    static int random() {
        return RANDOM.nextInt();
    }
}
