package dev.ephyra.server.cli.doctor;

import dev.ephyra.media.MediaSettings;
import dev.ephyra.server.config.Settings;
import dev.ephyra.webrtc.dtls.DtlsConfig;
import dev.ephyra.webrtc.dtls.DtlsCrypto;
import dev.ephyra.webrtc.dtls.DtlsIdentity;
import dev.ephyra.webrtc.dtls.DtlsWarmUp;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Whether media would have their ports, buffers, address and certificate. Edge to this machine; stateless. */
final class MediaChecks {
    private static final String RANGE = "FJ_WEBRTC_TURN_PORT_RANGE";

    /** Chromium asks no TURN server on another port below 1024. */
    private static final Set<Integer> LOW_PORTS_OF_TURN = Set.of(53, 80, 443);

    private static final int FIRST_UNPRIVILEGED_PORT = 1_024;

    /** As a server has it. */
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
        findings.add(udpPort(webrtc, listenOn, running));
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
        lowPort("media port", webrtc.turnPorts().first(), RANGE, findings);
        findings.add(certificate());
        return findings;
    }

    private static Finding udpPort(Settings.Webrtc webrtc, InetAddress listenOn, boolean running) {
        Settings.PortRange range = webrtc.turnPorts();
        String place = "UDP " + listenOn.getHostAddress() + ":";
        try {
            OptionalInt free = firstFree(listenOn, range);
            if (free.isEmpty()) {
                return running && range.first() == range.last()
                        ? Finding.ok("media port", place + range.first() + " is held by the running server")
                        : Finding.fail(
                                "media port",
                                place + range.first() + " to " + range.last() + " are all taken",
                                "end the program that holds one, or set " + RANGE);
            }
            int port = free.getAsInt();
            if (port == range.first()) {
                return running
                        ? Finding.warn(
                                "media port",
                                place + port + " is free, yet a server answers",
                                "run doctor with the settings of that server")
                        : Finding.ok("media port", place + port + " is free: all media go through it");
            }
            return running
                    ? Finding.ok("media port", place + range.first() + " is taken, as by the running server")
                    : Finding.warn(
                            "media port",
                            place + range.first() + " is taken, and a start would use " + port,
                            "let that one through the firewall too, or set " + RANGE + "=" + port + "-" + port);
        } catch (IOException other) {
            return Finding.fail(
                    "media port",
                    "UDP on " + listenOn.getHostAddress() + " cannot be had: " + other.getMessage(),
                    "set FJ_WEBRTC_TURN_LISTEN_IP to 0.0.0.0 or to an address of this machine");
        }
    }

    private static DatagramChannel channel(InetAddress listenOn) throws IOException {
        return DatagramChannel.open(
                listenOn instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
    }

    private static OptionalInt firstFree(InetAddress listenOn, Settings.PortRange range) throws IOException {
        for (int port = range.first(); port <= range.last(); port++) {
            try (DatagramChannel channel = channel(listenOn)) {
                channel.bind(new InetSocketAddress(listenOn, port));
                return OptionalInt.of(port);
            } catch (BindException taken) {
                if (!isTaken(taken)) {
                    throw taken;
                }
            }
        }
        return OptionalInt.empty();
    }

    /** As opposed to an address that is not ours, which no other port makes better. */
    private static boolean isTaken(BindException refused) {
        return refused.getMessage() == null || refused.getMessage().contains("in use");
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
        try (DatagramChannel channel = channel(listenOn)) {
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
            if (DtlsWarmUp.run(new DtlsConfig(identity, DtlsConfig.PREFERRED_PROFILES, HANDSHAKE_NANOS), executor)) {
                long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
                return Finding.ok(
                        "media certificate", "made, and a DTLS handshake with it succeeded, in " + millis + " ms");
            }
        } catch (IllegalStateException broken) {
            return noCertificate(String.valueOf(broken.getMessage()));
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
