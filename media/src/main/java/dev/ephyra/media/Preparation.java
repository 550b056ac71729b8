package dev.ephyra.media;

import dev.ephyra.webrtc.connection.ConnectionSettings;
import dev.ephyra.webrtc.dtls.DtlsConfig;
import dev.ephyra.webrtc.dtls.DtlsCrypto;
import dev.ephyra.webrtc.dtls.DtlsIdentity;
import dev.ephyra.webrtc.dtls.DtlsWarmUp;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our certificate, and a first handshake with it. Together they take more than a second of a processor in a process that
 * has just started, so they are made when the first peer comes, or a while after the start, whichever is first, and the
 * start waits for neither. Thread-safe.
 */
final class Preparation {
    private static final long HANDSHAKE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final Duration CERTIFICATE_LIFE = Duration.ofDays(365);

    /** By then a server has started, and whoever only tries a command with it has gone. */
    private static final Duration QUIET = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);

    private final Executor executor;
    private final FutureTask<ConnectionSettings> settings;
    private final AtomicBoolean isBegun = new AtomicBoolean();

    /** @param executor for work that blocks */
    Preparation(SecureRandom random, Executor executor) {
        this.executor = executor;
        this.settings = new FutureTask<>(() -> {
            Instant now = Instant.now();
            DtlsIdentity identity = DtlsIdentity.selfSigned(
                    new DtlsCrypto(random), now.minus(Duration.ofDays(1)), now.plus(CERTIFICATE_LIFE));
            DtlsConfig dtls = new DtlsConfig(identity, DtlsConfig.PREFERRED_PROFILES, HANDSHAKE_NANOS);
            return new ConnectionSettings(dtls, executor, MediaEngine.CONSENT_NANOS, random::nextInt);
        });
    }

    /** Begins unless it has; a peer may come soon. Does not wait. */
    void begin() {
        if (isBegun.compareAndSet(false, true)) {
            executor.execute(() -> {
                settings.run();
                warmUp();
            });
        }
    }

    /** Begins after a while by itself. */
    void beginLater() {
        executor.execute(() -> {
            try {
                Thread.sleep(QUIET);
                begin();
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void warmUp() {
        try {
            if (!DtlsWarmUp.run(get().dtls(), executor)) {
                LOG.warn("The first handshake of media, with ourselves, did not succeed");
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** With the certificate; waits for it, or makes it, if it is not there yet. */
    ConnectionSettings get() {
        settings.run();
        boolean wasInterrupted = false;
        while (true) {
            try {
                ConnectionSettings made = settings.get();
                if (wasInterrupted) {
                    Thread.currentThread().interrupt();
                }
                return made;
            } catch (InterruptedException stopping) {
                wasInterrupted = true;
            } catch (ExecutionException broken) {
                throw new IllegalStateException("no certificate can be made", broken.getCause());
            }
        }
    }
}
