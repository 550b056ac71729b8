package dev.ephyra.bench.media;

import dev.ephyra.webrtc.connection.client.AnsweringSide;
import dev.ephyra.webrtc.connection.client.ClientSettings;
import dev.ephyra.webrtc.connection.client.VideoShapes;
import dev.ephyra.webrtc.dtls.DtlsCrypto;
import dev.ephyra.webrtc.dtls.DtlsIdentity;
import dev.ephyra.webrtc.dtls.Fingerprint;
import dev.ephyra.webrtc.ice.IceCredentials;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Executors;

/** What all clients of a load have in common, above all their certificate. Immutable. */
final class ClientIdentity {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final DtlsIdentity dtls;
    private final ClientSettings settings;

    /** With a new certificate. */
    ClientIdentity() {
        Instant now = Instant.now();
        dtls = DtlsIdentity.selfSigned(
                new DtlsCrypto(RANDOM), now.minus(1, ChronoUnit.DAYS), now.plus(30, ChronoUnit.DAYS));
        settings = ClientSettings.asBrowsers(
                dtls, Executors.newVirtualThreadPerTaskExecutor(), RANDOM::nextInt, VideoShapes.CAMERA);
    }

    Fingerprint fingerprint() {
        return dtls.fingerprint();
    }

    ClientSettings settings() {
        return settings;
    }

    /** New ones for one connection. */
    static IceCredentials credentials() {
        return AnsweringSide.credentials(RANDOM::nextInt);
    }

    static int random() {
        return RANDOM.nextInt();
    }
}
