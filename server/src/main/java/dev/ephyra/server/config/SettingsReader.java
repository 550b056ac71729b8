package dev.ephyra.server.config;

import dev.ephyra.media.MediaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads settings from the environment and an optional file: the first wins, defaults come last. A function of its arguments,
 * except that a host name as TURN listen address is resolved. Values that cannot be taken stop the start with Fishjam's words.
 */
public final class SettingsReader {
    /** Unless it is said: a machine with more processors has other work for them until somebody has measured. */
    private static final int MOST_MEDIA_THREADS_UNASKED = 8;

    private static final String DEVELOPMENT_TOKEN = SettingTable.SERVER_API_TOKEN.defaultValue();
    private static final long MAX_DRAIN_SECONDS = 86_400;
    private static final long MAX_RETENTION_DAYS = 3_650;

    private final GivenValues given;
    private final TypedValues typed;
    private final List<String> warnings = new ArrayList<>();

    private SettingsReader(GivenValues given) {
        this.given = given;
        this.typed = new TypedValues(given);
    }

    /** Reads from variables alone. */
    public static SettingsResult read(Map<String, String> environment) {
        return read(environment, ConfigFile.NONE);
    }

    /**
     * Reads from variables and a file.
     *
     * @param fileName how messages call the file
     * @param fileText its content
     */
    public static SettingsResult read(Map<String, String> environment, String fileName, String fileText) {
        return switch (ConfigFile.parse(fileName, fileText)) {
            case ConfigFile.Parsed.Malformed(String message) -> new SettingsResult.Rejected(message);
            case ConfigFile.Parsed.Read(ConfigFile file) -> read(environment, file);
        };
    }

    private static SettingsResult read(Map<String, String> environment, ConfigFile file) {
        Optional<String> unknownKey = UnknownNames.rejection(file);
        if (unknownKey.isPresent()) {
            return new SettingsResult.Rejected(unknownKey.get());
        }
        GivenValues given = new GivenValues(environment, file);
        SettingsReader reader = new SettingsReader(given);
        try {
            Settings settings = reader.settings();
            for (String name : given.oldNames()) {
                reader.warnings.add("Environment variable " + name + " is read as " + Setting.PREFIX
                        + name.substring(Setting.OLD_PREFIX.length())
                        + ". Support for variables prefixed with JF_ will be removed in version 0.8.0.");
            }
            reader.warnings.addAll(UnknownNames.warnings(environment));
            return new SettingsResult.Accepted(settings, List.copyOf(reader.warnings), given.effective());
        } catch (BadSetting bad) {
            return new SettingsResult.Rejected(bad.text());
        }
    }

    private Settings settings() throws BadSetting {
        ComponentSettingsReader components = new ComponentSettingsReader(given, typed, warnings);
        ClusterSettingsReader cluster = new ClusterSettingsReader(given, typed, warnings);
        Settings.Http http = http();
        return new Settings(
                http,
                token(http.ip()),
                given.optional(SettingTable.SECRET_KEY_BASE).map(Secret::new),
                encryptionKey(),
                data(),
                webhookNetworks(),
                WebhookSecrets.read(given, typed),
                webhookTls(),
                EndpointSettingsReader.read(given.file()),
                ConsumerSettingsReader.read(given, typed),
                webrtc(),
                metrics(http),
                components.read(),
                logging(),
                cluster.read(),
                Duration.ofSeconds(typed.number(SettingTable.DRAIN_SECONDS, 0, MAX_DRAIN_SECONDS)),
                typed.bool(SettingTable.EXIT_WITH_STDIN),
                limits(),
                given.text(SettingTable.GIT_COMMIT));
    }

    private Settings.Http http() throws BadSetting {
        String ip = typed.ip(SettingTable.IP);
        int port = typed.port(SettingTable.PORT);
        given.computeDefault(SettingTable.HOST, (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + port);
        return new Settings.Http(ip, port, given.text(SettingTable.HOST), tls(), originCheck());
    }

    private Optional<Settings.Tls> tls() throws BadSetting {
        Optional<String> key = given.optional(SettingTable.SSL_KEY_PATH);
        Optional<String> certificate = given.optional(SettingTable.SSL_CERT_PATH);
        if (key.isEmpty() && certificate.isEmpty()) {
            return Optional.empty();
        }
        if (key.isEmpty()) {
            throw new BadSetting("FJ_SSL_CERT_PATH has been set but FJ_SSL_KEY_PATH remains unset");
        }
        if (certificate.isEmpty()) {
            throw new BadSetting("FJ_SSL_KEY_PATH has been set but FJ_SSL_CERT_PATH remains unset");
        }
        return Optional.of(
                new Settings.Tls(typed.path(SettingTable.SSL_KEY_PATH), typed.path(SettingTable.SSL_CERT_PATH)));
    }

    private Settings.WebhookTls webhookTls() throws BadSetting {
        boolean hasCertificate = given.isGiven(SettingTable.WEBHOOK_CLIENT_CERT);
        if (hasCertificate != given.isGiven(SettingTable.WEBHOOK_CLIENT_KEY)) {
            throw new BadSetting("EPHYRA_WEBHOOK_CLIENT_CERT and EPHYRA_WEBHOOK_CLIENT_KEY are given both or neither");
        }
        return new Settings.WebhookTls(
                given.isGiven(SettingTable.WEBHOOK_CA_FILE)
                        ? Optional.of(typed.path(SettingTable.WEBHOOK_CA_FILE))
                        : Optional.empty(),
                hasCertificate
                        ? Optional.of(new Settings.Tls(
                                typed.path(SettingTable.WEBHOOK_CLIENT_KEY),
                                typed.path(SettingTable.WEBHOOK_CLIENT_CERT)))
                        : Optional.empty());
    }

    private OriginCheck originCheck() {
        String value = given.text(SettingTable.CHECK_ORIGIN);
        if (value.equals("false")) {
            return new OriginCheck.Any();
        }
        if (value.equals("true")) {
            return new OriginCheck.PublicHost();
        }
        return value.equals(":conn")
                ? new OriginCheck.RequestHost()
                : new OriginCheck.Listed(typed.words(SettingTable.CHECK_ORIGIN));
    }

    /** Beyond loopback the well-known default would be an open door, so it has to be asked for by name. */
    private Secret token(String ip) throws BadSetting {
        String token = given.text(SettingTable.SERVER_API_TOKEN);
        boolean loopback = TypedValues.literalAddress(ip).orElseThrow().isLoopbackAddress();
        if (!loopback && !given.isGiven(SettingTable.SERVER_API_TOKEN)) {
            throw new BadSetting("environment variable FJ_SERVER_API_TOKEN is missing. It must be given to listen on "
                    + ip + ", which others can reach; choose a long random text.");
        }
        if (!loopback && token.equals(DEVELOPMENT_TOKEN)) {
            warnings.add("Listening on " + ip + " with the token `" + DEVELOPMENT_TOKEN
                    + "`, which everyone knows: choose another FJ_SERVER_API_TOKEN outside of tests.");
        }
        return new Secret(token);
    }

    private Optional<EncryptionKey> encryptionKey() throws BadSetting {
        Optional<String> base64 = given.optional(SettingTable.ENCRYPTION_KEY);
        if (base64.isEmpty()) {
            return Optional.empty();
        }
        Optional<EncryptionKey> key = EncryptionKey.parse(base64.get(), given.label(SettingTable.ENCRYPTION_KEY));
        if (key.isEmpty()) {
            throw typed.bad(SettingTable.ENCRYPTION_KEY, "Expected " + EncryptionKey.BYTES + " bytes in base64.");
        }
        return key;
    }

    private Settings.Data data() throws BadSetting {
        long days = typed.number(SettingTable.RETENTION_DAYS, 1, MAX_RETENTION_DAYS);
        OptionalLong bytes = given.optional(SettingTable.RETENTION_BYTES).isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(typed.number(SettingTable.RETENTION_BYTES, 1, Long.MAX_VALUE));
        return new Settings.Data(typed.path(SettingTable.DATA_DIR), Duration.ofDays(days), bytes);
    }

    private WebhookNetworks webhookNetworks() throws BadSetting {
        String value = given.text(SettingTable.WEBHOOK_NETWORKS);
        for (WebhookNetworks networks : WebhookNetworks.values()) {
            if (Choice.text(networks).equals(value)) {
                return networks;
            }
        }
        throw typed.bad(SettingTable.WEBHOOK_NETWORKS, "Expected all or public, got: " + value);
    }

    private Settings.Webrtc webrtc() throws BadSetting {
        return new Settings.Webrtc(
                typed.bool(SettingTable.WEBRTC_USED),
                typed.ip(SettingTable.WEBRTC_TURN_IP),
                typed.resolvedIp(SettingTable.WEBRTC_TURN_LISTEN_IP),
                typed.portRange(SettingTable.WEBRTC_TURN_PORT_RANGE),
                typed.optionalPort(SettingTable.WEBRTC_TURN_TCP_PORT));
    }

    /** On one address the two would share the connections between them, each answering some of the other's. */
    private Settings.Metrics metrics(Settings.Http http) throws BadSetting {
        Settings.Metrics metrics =
                new Settings.Metrics(typed.ip(SettingTable.METRICS_IP), typed.port(SettingTable.METRICS_PORT));
        if (metrics.port() == http.port() && metrics.ip().equals(http.ip())) {
            throw new BadSetting("FJ_PORT and FJ_METRICS_PORT are both " + http.port() + " on " + http.ip()
                    + ": each needs a port of its own");
        }
        return metrics;
    }

    private Settings.Logging logging() throws BadSetting {
        boolean structured = typed.bool(SettingTable.STRUCTURED_LOGGING);
        String value = given.text(SettingTable.LOG_LEVEL);
        for (LogLevel level : LogLevel.values()) {
            if (Choice.text(level).equals(value)) {
                return new Settings.Logging(level, structured);
            }
        }
        warnings.add("Unknown log level in " + given.label(SettingTable.LOG_LEVEL) + ": " + value
                + ". Expected debug, info, warning or error; using info.");
        return new Settings.Logging(LogLevel.INFO, structured);
    }

    private Settings.Limits limits() throws BadSetting {
        return new Settings.Limits(
                (int) typed.number(SettingTable.MAX_ROOMS, 1, Integer.MAX_VALUE),
                (int) typed.number(SettingTable.MAX_SOCKETS, 1, Integer.MAX_VALUE),
                (int) typed.number(SettingTable.ROOM_THREADS, 1, 64),
                mediaThreads());
    }

    /** Half of the processors, as everything else and the system's share of the network need the others. */
    private int mediaThreads() throws BadSetting {
        return given.optional(SettingTable.MEDIA_THREADS).isPresent()
                ? (int) typed.number(SettingTable.MEDIA_THREADS, 1, MediaSettings.MAX_THREADS)
                : Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, MOST_MEDIA_THREADS_UNASKED);
    }
}
