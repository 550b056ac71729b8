package dev.ephyra.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Every setting there is: the one source for the reader, {@code ephyra config}, the reference file and the documentation.
 * Constants are named as the variable without its prefix.
 */
public final class SettingTable {
    private static final List<Setting> ROWS = new ArrayList<>(64);

    static final Setting IP = add("FJ_IP", "http.ip", "127.0.0.1", "The address to listen on.");
    static final Setting PORT = add("FJ_PORT", "http.port", "5002", "The port of REST and sockets, 1 to 65535.");
    static final Setting HOST = add(
            "FJ_HOST", "http.host", "", "How clients reach the server, host[:port][/path]; unset means <ip>:<port>.");
    static final Setting SSL_KEY_PATH = add(
            "FJ_SSL_KEY_PATH",
            "http.ssl.key-path",
            "",
            "The private key as PEM; with the certificate it turns on HTTPS.");
    static final Setting SSL_CERT_PATH =
            add("FJ_SSL_CERT_PATH", "http.ssl.cert-path", "", "The certificate chain as PEM.");
    static final Setting CHECK_ORIGIN = add(
            "FJ_CHECK_ORIGIN",
            "http.check-origin",
            "false",
            "Origins that may open sockets: false for all, true for the public host, :conn for the requested host, or a list.");
    static final Setting SERVER_API_TOKEN = addSecret(
            "FJ_SERVER_API_TOKEN",
            "server-api-token",
            "development",
            "The token of the operator's programs; must be given to listen beyond loopback.");
    static final Setting SECRET_KEY_BASE = addSecret(
            "FJ_SECRET_KEY_BASE",
            "secret-key-base",
            "",
            "The key peer tokens are signed with; unset means one generated once and kept in the data folder.");
    static final Setting ENCRYPTION_KEY = addSecret(
            "EPHYRA_ENCRYPTION_KEY",
            "encryption-key",
            "",
            "What stored secrets are encrypted with, 32 bytes in base64; unset means one generated once and kept in the data folder.");
    static final Setting DATA_DIR = add(
            "EPHYRA_DATA_DIR",
            "data.dir",
            "ephyra_data",
            "The folder of the journal and of generated secrets, relative to the working directory.");
    static final Setting RETENTION_DAYS = add(
            "EPHYRA_RETENTION_DAYS",
            "journal.retention-days",
            "7",
            "The journal forgets what is older, in days; what is undelivered at twice the age, an hour after an alert.");
    static final Setting RETENTION_BYTES = add(
            "EPHYRA_RETENTION_BYTES",
            "journal.retention-bytes",
            "",
            "The journal forgets its oldest segments beyond this size, in bytes, and undelivered ones beyond twice the size; unset means 10 GiB.");
    static final Setting WEBHOOK_NETWORKS = add(
            "EPHYRA_WEBHOOK_NETWORKS",
            "webhook.networks",
            "all",
            "Where webhooks may go: all, or public to refuse loopback and private addresses.");
    static final Setting WEBHOOK_SECRET = addSecret(
            "EPHYRA_WEBHOOK_SECRET",
            "webhook.secret",
            "",
            "What webhooks to the webhookUrl of rooms are signed with; unset means that they are not signed.");
    static final Setting WEBHOOK_SECRET_PREVIOUS = addSecret(
            "EPHYRA_WEBHOOK_SECRET_PREVIOUS",
            "webhook.secret-previous",
            "",
            "While it is changed, the secret before; x-fishjam-signature-256 stays on it until it is taken away.");
    static final Setting WEBHOOK_CA_FILE = add(
            "EPHYRA_WEBHOOK_CA_FILE",
            "webhook.ca-file",
            "",
            "PEM certificates that receivers of webhooks may be issued by, beside the usual authorities.");
    static final Setting WEBHOOK_CLIENT_CERT = add(
            "EPHYRA_WEBHOOK_CLIENT_CERT",
            "webhook.client-cert",
            "",
            "The certificate chain as PEM that is shown to receivers who ask for one.");
    static final Setting WEBHOOK_CLIENT_KEY =
            add("EPHYRA_WEBHOOK_CLIENT_KEY", "webhook.client-key", "", "The private key of that certificate as PEM.");
    static final Setting CONSUMERS = addSecret(
            "EPHYRA_CONSUMERS",
            "server-socket.consumers",
            "",
            "Durable consumers of the server socket, name:token with commas between; each token opens its consumer's stream.");
    static final Setting METRICS_IP =
            add("FJ_METRICS_IP", "metrics.ip", "127.0.0.1", "The address of the Prometheus endpoint.");
    static final Setting METRICS_PORT =
            add("FJ_METRICS_PORT", "metrics.port", "9568", "The port of the Prometheus endpoint.");
    static final Setting LOG_LEVEL = add("FJ_LOG_LEVEL", "log.level", "info", "One of debug, info, warning, error.");
    static final Setting STRUCTURED_LOGGING =
            add("FJ_STRUCTURED_LOGGING", "log.structured", "false", "Whether log lines are JSON objects.");
    static final Setting DRAIN_SECONDS = add(
            "EPHYRA_DRAIN_SECONDS",
            "drain-seconds",
            "0",
            "After SIGTERM: how long rooms may go on before they are ended, in seconds.");
    static final Setting EXIT_WITH_STDIN = add(
            "EPHYRA_EXIT_WITH_STDIN",
            "exit-with-stdin",
            "false",
            "Whether the end of the standard input ends the server as SIGTERM does: for programs that start it and may be killed.");
    // 100,000 rooms of about 2 KB of state are 200 MB; 20,000 sockets of at most 20 KB are 400 MB.
    static final Setting MAX_ROOMS =
            add("EPHYRA_MAX_ROOMS", "limits.max-rooms", "100000", "Most rooms at once; more are refused.");
    static final Setting MAX_SOCKETS = add(
            "EPHYRA_MAX_SOCKETS",
            "limits.max-sockets",
            "20000",
            "Most WebSocket connections at once; more are refused.");
    // A room loop only decides and appends; two keep up with the journal, 64 is beyond any machine's use.
    static final Setting ROOM_THREADS =
            add("EPHYRA_ROOM_THREADS", "limits.room-threads", "2", "Threads that run the rooms, 1 to 64.");
    static final Setting MEDIA_THREADS = add(
            "EPHYRA_MEDIA_THREADS",
            "limits.media-threads",
            "",
            "Threads that carry media, 1 to 64, each room on one; unset means half of the processors, 1 to 8.");
    static final Setting COMPONENTS_USED = add(
            "FJ_COMPONENTS_USED",
            "components.used",
            "",
            "Component types that may be added to rooms, separated by spaces: file rtsp; hls sip recording are not there yet.");
    static final Setting RESOURCES_BASE_PATH = add(
            "FJ_RESOURCES_BASE_PATH",
            "components.resources-base-path",
            "fishjam_resources",
            "The root of media files.");
    static final Setting SIP_IP =
            add("FJ_SIP_IP", "components.sip.ip", "", "The address of SIP; needed when sip is used.");
    static final Setting S3_BUCKET = add("FJ_S3_BUCKET", "components.s3.bucket", "", "The bucket of recordings.");
    static final Setting S3_REGION = add("FJ_S3_REGION", "components.s3.region", "", "The region of the bucket.");
    static final Setting S3_ACCESS_KEY_ID =
            add("FJ_S3_ACCESS_KEY_ID", "components.s3.access-key-id", "", "Who writes to the bucket.");
    static final Setting S3_SECRET_ACCESS_KEY = addSecret(
            "FJ_S3_SECRET_ACCESS_KEY", "components.s3.secret-access-key", "", "The secret of the access key.");
    static final Setting S3_PATH_PREFIX =
            add("FJ_S3_PATH_PREFIX", "components.s3.path-prefix", "", "What the names of all objects start with.");
    static final Setting WEBRTC_USED = add("FJ_WEBRTC_USED", "webrtc.used", "true", "Whether peers may use WebRTC.");
    static final Setting WEBRTC_TURN_IP =
            add("FJ_WEBRTC_TURN_IP", "webrtc.turn.ip", "127.0.0.1", "The media address shown to clients.");
    static final Setting WEBRTC_TURN_LISTEN_IP = add(
            "FJ_WEBRTC_TURN_LISTEN_IP",
            "webrtc.turn.listen-ip",
            "127.0.0.1",
            "The address media is received on, or a host name that is resolved at the start.");
    static final Setting WEBRTC_TURN_PORT_RANGE = add(
            "FJ_WEBRTC_TURN_PORT_RANGE", "webrtc.turn.port-range", "50000-59999", "The UDP ports of media, from-to.");
    static final Setting WEBRTC_TURN_TCP_PORT =
            add("FJ_WEBRTC_TURN_TCP_PORT", "webrtc.turn.tcp-port", "", "The port of TURN over TCP; unset means none.");
    static final Setting DIST_ENABLED =
            add("FJ_DIST_ENABLED", "cluster.enabled", "false", "Whether to join a cluster.");
    static final Setting DIST_STRATEGY_NAME =
            add("FJ_DIST_STRATEGY_NAME", "cluster.strategy", "NODES_LIST", "How nodes are found: NODES_LIST or DNS.");
    static final Setting DIST_MODE =
            add("FJ_DIST_MODE", "cluster.mode", "sname", "How nodes are named: sname or name.");
    static final Setting DIST_NODE_NAME = add(
            "FJ_DIST_NODE_NAME", "cluster.node-name", "", "<nodename>@<hostname>; unset means fishjam at this host.");
    static final Setting DIST_COOKIE =
            addSecret("FJ_DIST_COOKIE", "cluster.cookie", "fishjam_cookie", "What nodes of one cluster share.");
    static final Setting DIST_NODES =
            add("FJ_DIST_NODES", "cluster.nodes", "", "The other nodes, separated by spaces.");
    static final Setting DIST_QUERY = add("FJ_DIST_QUERY", "cluster.query", "", "The DNS name to ask for nodes.");
    static final Setting DIST_POLLING_INTERVAL =
            add("FJ_DIST_POLLING_INTERVAL", "cluster.polling-interval", "5000", "Time between DNS queries, in ms.");
    static final Setting DIST_MIN_PORT =
            add("FJ_DIST_MIN_PORT", "cluster.min-port", "9000", "The first port between nodes.");
    static final Setting DIST_MAX_PORT =
            add("FJ_DIST_MAX_PORT", "cluster.max-port", "9000", "The last port between nodes.");
    static final Setting REQUEST_ROUTING = add(
            "FJ_FEATURE_FLAG_REQUEST_ROUTING_ENABLED",
            "cluster.request-routing",
            "false",
            "Whether a node passes requests to the node of the room.");
    static final Setting GIT_COMMIT = add("FJ_GIT_COMMIT", "git-commit", "dev", "The commit shown in /health.");

    private SettingTable() {}

    /** All settings, in the order they are shown. */
    public static List<Setting> rows() {
        return List.copyOf(ROWS);
    }

    static Optional<Setting> byKey(String key) {
        return ROWS.stream().filter(setting -> setting.key().equals(key)).findFirst();
    }

    private static Setting add(String variable, String key, String defaultValue, String doc) {
        return add(new Setting(variable, key, defaultValue, doc, false));
    }

    private static Setting addSecret(String variable, String key, String defaultValue, String doc) {
        return add(new Setting(variable, key, defaultValue, doc, true));
    }

    private static Setting add(Setting setting) {
        ROWS.add(setting);
        return setting;
    }
}
