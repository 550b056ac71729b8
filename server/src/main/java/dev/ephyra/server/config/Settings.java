package dev.ephyra.server.config;

import dev.ephyra.notify.signature.SigningKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Everything the server was told, checked and typed. Immutable; made by {@link SettingsReader} and owned by whoever wires
 * the server. Addresses are literal IP texts; ports lie in 1..65535.
 *
 * @param endpoints the webhook endpoints of the configuration file
 * @param exitWithStdin whether the end of the standard input ends the server
 * @param webhookKeys what POSTs to the {@code webhookUrl} of rooms are signed with; nothing signs them if empty
 */
public record Settings(
        Http http,
        Secret serverApiToken,
        Optional<Secret> secretKeyBase,
        Optional<EncryptionKey> encryptionKey,
        Data data,
        WebhookNetworks webhookNetworks,
        Optional<SigningKeys> webhookKeys,
        WebhookTls webhookTls,
        List<ConfiguredEndpoint> endpoints,
        List<Consumer> consumers,
        Webrtc webrtc,
        Metrics metrics,
        Components components,
        Logging logging,
        Cluster cluster,
        Duration drain,
        boolean exitWithStdin,
        Limits limits,
        String gitCommit) {

    /**
     * The REST and socket endpoint.
     *
     * @param publicAddress {@code host[:port][/path]} as clients reach it, without a scheme
     */
    public record Http(String ip, int port, String publicAddress, Optional<Tls> tls, OriginCheck originCheck) {}

    /** PEM files for TLS towards receivers of webhooks. */
    public record WebhookTls(Optional<Path> authorities, Optional<Tls> client) {}

    /** PEM files; both or none. */
    public record Tls(Path key, Path certificate) {}

    /** Where durable state lies and how long the journal keeps it. */
    public record Data(Path folder, Duration retentionAge, OptionalLong retentionBytes) {}

    /** A durable consumer of the server socket, known by its token. */
    public record Consumer(String name, Secret token) {}

    /** What is announced to WebRTC clients. */
    public record Webrtc(
            boolean used, String turnIp, String turnListenIp, PortRange turnPorts, OptionalInt turnTcpPort) {}

    /** Inclusive at both ends, each in 0..65535. */
    public record PortRange(int first, int last) {}

    /** The Prometheus endpoint. */
    public record Metrics(String ip, int port) {}

    /**
     * The component types that may be added to rooms, by their lower-case names, and what they need.
     *
     * @param sipIp given whenever {@code sip} is used
     */
    public record Components(List<String> used, Path resourcesBasePath, Optional<String> sipIp, Optional<S3> s3) {
        /** Of those that may be added, those that this server has. */
        public List<String> available() {
            return used.stream()
                    .filter(ComponentSettingsReader.AVAILABLE::contains)
                    .toList();
        }
    }

    /** Where recordings go. */
    public record S3(
            String bucket, String region, String accessKeyId, Secret secretAccessKey, Optional<String> pathPrefix) {}

    /** How log lines look. */
    public record Logging(LogLevel level, boolean structured) {}

    /** Clustering as Fishjam is told about it; checked, not yet acted upon. */
    public record Cluster(boolean enabled, boolean requestRouting) {}

    /** Caps of the whole server. */
    public record Limits(int maxRooms, int maxSockets, int roomThreads, int mediaThreads) {}
}
