package dev.ephyra.server.cli.doctor;

import dev.ephyra.server.config.Settings;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whether the server can have its ports and its certificate. Edge to the network of this machine; stateless. */
final class PortChecks {
    private PortChecks() {}

    /** @param running whether our server answers, which then has the ports itself */
    static List<Finding> ports(Settings settings, boolean running) {
        List<Finding> findings = new ArrayList<>();
        findings.add(port("port", settings.http().ip(), settings.http().port(), "FJ_PORT", running));
        findings.add(
                port("metrics port", settings.metrics().ip(), settings.metrics().port(), "FJ_METRICS_PORT", running));
        settings.http().tls().ifPresent(tls -> {
            findings.add(readable("TLS key", tls.key(), "FJ_SSL_KEY_PATH"));
            findings.add(readable("TLS certificate", tls.certificate(), "FJ_SSL_CERT_PATH"));
        });
        return findings;
    }

    static Finding port(String what, String ip, int port, String setting, boolean running) {
        String place = ip + ":" + port;
        try (ServerSocket socket = new ServerSocket()) {
            // As the server does: a port whose last connections are still ending is free.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(ip), port));
            return running
                    ? Finding.warn(
                            what,
                            place + " is free, yet a server answers elsewhere",
                            "run doctor with the settings of that server")
                    : Finding.ok(what, place + " is free");
        } catch (BindException refused) {
            return refused(what, place, setting, running, refused);
        } catch (IOException | IllegalArgumentException other) {
            return Finding.fail(what, place + " cannot be listened on: " + other.getMessage(), "set " + setting);
        }
    }

    /** Of a port that was not given to us. */
    static Finding refused(String what, String place, String setting, boolean running, BindException why) {
        if (isDenied(why)) {
            return denied(what, place, setting, running);
        }
        return running
                ? Finding.ok(what, place + " is held by the running server")
                : Finding.fail(
                        what,
                        place + " cannot be had: " + why.getMessage(),
                        "end the program that holds it, or set " + setting);
    }

    /** Whether the system refuses a port to this user, held by somebody or not. */
    static boolean isDenied(BindException refused) {
        return refused.getMessage() != null && refused.getMessage().contains("denied");
    }

    /** A server that answers may have it with the rights of another user, so that is no failure. */
    static Finding denied(String what, String place, String setting, boolean running) {
        String why = place + ": this user may not open it";
        return running ? Finding.warn(what, why, allow(setting)) : Finding.fail(what, why, allow(setting));
    }

    /** What makes that right. */
    static String allow(String setting) {
        return "set " + setting + " to 1024 or above, or give the server CAP_NET_BIND_SERVICE";
    }

    private static Finding readable(String what, Path file, String setting) {
        return Files.isReadable(file)
                ? Finding.ok(what, file.toString())
                : Finding.fail(what, file + " cannot be read", "correct " + setting + " or its permissions");
    }
}
