package dev.ephyra.server.media;

import dev.ephyra.media.MediaEngine;
import dev.ephyra.media.MediaSettings;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.server.config.Settings;
import dev.ephyra.signaling.MediaTerms;
import dev.ephyra.signaling.TurnServer;
import dev.ephyra.webrtc.turn.TurnCredentials;
import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens media as the settings say. Stateless. */
public final class MediaOpening {
    private static final Logger LOG = LoggerFactory.getLogger(MediaOpening.class);

    private MediaOpening() {}

    /**
     * The engine, not started yet; empty where WebRTC is not used.
     *
     * @param threads how many share the rooms
     * @throws IOException if its port cannot be had; the message is for people
     */
    public static Optional<MediaEngine> open(Settings.Webrtc settings, int threads) throws IOException {
        if (!settings.used()) {
            return Optional.empty();
        }
        // Both are literal addresses: nothing is looked up.
        MediaEngine engine = MediaEngine.open(new MediaSettings(
                InetAddress.getByName(settings.turnListenIp()),
                settings.turnPorts().first(),
                settings.turnPorts().last(),
                InetAddress.getByName(settings.turnIp()),
                settings.turnTcpPort(),
                threads));
        InetAddress announced = InetAddress.getByName(settings.turnIp());
        if (announced.isLoopbackAddress() && !engine.isOnLoopback()) {
            LOG.warn("Media are announced as {}: browsers on other machines need FJ_WEBRTC_TURN_IP", settings.turnIp());
        }
        if (settings.turnTcpPort().isPresent() && engine.turnTcpPort().isEmpty()) {
            LOG.warn("FJ_WEBRTC_TURN_TCP_PORT is not used: TURN needs an IPv4 address in FJ_WEBRTC_TURN_IP");
        }
        LOG.info("Media on UDP port {}, announced as {}, by {} threads", engine.port(), settings.turnIp(), threads);
        engine.turnTcpPort().ifPresent(port -> LOG.info("TURN on TCP port {} too", port));
        return Optional.of(engine);
    }

    /** UDP first, as in Fishjam; one pair of credentials is good for both. */
    private static List<TurnServer> turnServers(MediaEngine engine, String announced, ConnectionId connection) {
        List<TurnServer> servers = new ArrayList<>();
        engine.turnCredentials(connection).ifPresent(credentials -> {
            servers.add(turnServer(announced, engine.port(), TurnServer.UDP, credentials));
            engine.turnTcpPort()
                    .ifPresent(port -> servers.add(turnServer(announced, port, TurnServer.TCP, credentials)));
        });
        return servers;
    }

    private static TurnServer turnServer(String announced, int port, String transport, TurnCredentials credentials) {
        return new TurnServer(announced, port, transport, credentials.username(), credentials.password());
    }

    /** What rooms tell their peers of the engine. */
    public static MediaTerms terms(MediaEngine engine, String announced) {
        SecureRandom random = new SecureRandom();
        List<String> candidates = engine.candidates();
        return new MediaTerms(
                engine::fingerprint,
                () -> candidates,
                new IceSecrets(),
                connection -> turnServers(engine, announced, connection),
                random::nextInt);
    }
}
