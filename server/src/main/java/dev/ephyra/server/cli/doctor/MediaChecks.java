package dev.ephyra.server.cli.doctor;

import dev.ephyra.media.MediaSettings;
import dev.ephyra.server.config.Settings;
import dev.ephyra.webrtc.dtls.DtlsConfig;
import dev.ephyra.webrtc.dtls.DtlsCrypto;
import dev.ephyra.webrtc.dtls.DtlsIdentity;
import dev.ephyra.webrtc.dtls.DtlsWarmUp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Whether media would have their ports, buffers, address and certificate. Edge to this machine; stateless. */
final class MediaChecks {
    /** Chromium asks no TURN server on another port below 1024. */
    private static final Set<Integer> LOW_PORTS_OF_TURN = Set.of(53, 80, 443);

    private static final int FIRST_UNPRIVILEGED_PORT = 1_024;

    /** As long as a peer has. */
    private static final long HANDSHAKE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private MediaChecks() {}

    /** @param running whether our server answers, which then has the ports itself */
    static List<Finding> all(Settings settings, boolean running) throws InterruptedException {
        Settings.Webrtc webrtc = settings.webrtc();
        if (!webrtc.used()) {
            return List.of(Finding.ok("media", "not used: FJ_WEBRTC_USED is false"));
        }
        InetAddress listenOn = InetAddress.ofLiteral(webrtc.turnListenIp());
        InetAddress announced = InetAddress.ofLiteral(webrtc.turnIp());
        List<Finding> findings = new ArrayList<>();
        findings.add(new MediaPortCheck(listenOn, webrtc.turnPorts(), running).finding());
        webrtc.turnTcpPort().ifPresent(port -> {
            findings.add(
                    PortChecks.port("TURN TCP port", webrtc.turnListenIp(), port, "FJ_WEBRTC_TURN_TCP_PORT", running));
            lowPort("TURN TCP port", port, "FJ_WEBRTC_TURN_TCP_PORT", findings);
        });
        findings.add(buffers(listenOn));
        findings.addAll(new MediaAddressCheck(
                        announced,
                        listenOn,
                        InetAddress.ofLiteral(settings.http().ip()),
                        ownAddresses())
                .findings());
        lowPort("media port", webrtc.turnPorts().first(), MediaPortCheck.RANGE, findings);
        findings.add(certificate());
        return findings;
    }

    private static void lowPort(String what, int port, String setting, List<Finding> findings) {
        if (port > 0 && port < FIRST_UNPRIVILEGED_PORT && !LOW_PORTS_OF_TURN.contains(port)) {
            findings.add(Finding.warn(
                    what,
                    "Chromium asks no TURN server on port " + port,
                    "set " + setting + " to 443, 80, 53 or to one from 1024 on"));
        }
    }

    private static Finding buffers(InetAddress listenOn) {
        int wanted = MediaSettings.SOCKET_BUFFER_BYTES;
        try (DatagramChannel channel = MediaPortCheck.channel(listenOn)) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, wanted);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, wanted);
            int received = channel.getOption(StandardSocketOptions.SO_RCVBUF);
            int sent = channel.getOption(StandardSocketOptions.SO_SNDBUF);
            String got = "of " + wanted + " B the system gives " + received + " to receive and " + sent + " to send";
            return Math.min(received, sent) >= wanted
                    ? Finding.ok("media buffers", got)
                    : Finding.warn(
                            "media buffers",
                            got + ": bursts of many peers are lost",
                            "sysctl -w net.core.rmem_max=" + wanted + " net.core.wmem_max=" + wanted);
        } catch (IOException other) {
            return Finding.fail("media buffers", "no UDP socket: " + other.getMessage(), "allow UDP");
        }
    }

    private static Set<InetAddress> ownAddresses() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .collect(Collectors.toSet());
        } catch (SocketException unknown) {
            return Set.of();
        }
    }

    /** Makes one and shakes hands with itself, as a server does after its start. */
    private static Finding certificate() throws InterruptedException {
        long startNanos = System.nanoTime();
        Instant now = Instant.now();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            DtlsIdentity identity = DtlsIdentity.selfSigned(
                    new DtlsCrypto(new SecureRandom()), now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1)));
            DtlsConfig config = new DtlsConfig(identity, DtlsConfig.PREFERRED_PROFILES, HANDSHAKE_NANOS);
            if (DtlsWarmUp.run(config, executor)) {
                long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
                return Finding.ok(
                        "media certificate", "made, and a DTLS handshake with it succeeded, in " + millis + " ms");
            }
        } catch (IllegalStateException broken) {
            return noCertificate(broken.toString());
        }
        return noCertificate("the handshake did not succeed");
    }

    private static Finding noCertificate(String why) {
        return Finding.fail(
                "media certificate",
                "DTLS does not work on this Java: " + why,
                "run it with an unrestricted JDK 25, which it is tested on");
    }
}
