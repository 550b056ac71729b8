package dev.ephyra.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.notify.signature.SigningKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
    @Test
    void startsOnLoopbackWithTheDevelopmentTokenWhenNothingIsGiven() {
        SettingsResult.Accepted accepted = accepted(Map.of());
        Settings settings = accepted.settings();

        assertThat(settings.http())
                .isEqualTo(new Settings.Http(
                        "127.0.0.1", 5002, "127.0.0.1:5002", Optional.empty(), new OriginCheck.Any()));
        assertThat(settings.serverApiToken().value()).isEqualTo("development");
        assertThat(settings.secretKeyBase()).isEmpty();
        assertThat(settings.data())
                .isEqualTo(new Settings.Data(Path.of("ephyra_data"), Duration.ofDays(7), OptionalLong.empty()));
        assertThat(settings.metrics()).isEqualTo(new Settings.Metrics("127.0.0.1", 9568));
        assertThat(settings.webrtc())
                .isEqualTo(new Settings.Webrtc(
                        true, "127.0.0.1", "127.0.0.1", new Settings.PortRange(50_000, 59_999), OptionalInt.empty()));
        assertThat(settings.components())
                .isEqualTo(new Settings.Components(
                        List.of(), Path.of("fishjam_resources"), Optional.empty(), Optional.empty()));
        assertThat(settings.logging()).isEqualTo(new Settings.Logging(LogLevel.INFO, false));
        assertThat(settings.drain()).isZero();
        assertThat(settings.webhookNetworks()).isEqualTo(WebhookNetworks.ALL);
        assertThat(settings.cluster()).isEqualTo(new Settings.Cluster(false, false));
        assertThat(settings.gitCommit()).isEqualTo("dev");
        assertThat(accepted.warnings()).isEmpty();
    }

    @Test
    void takesWhatIsGiven() {
        Settings settings = accepted(Map.ofEntries(
                        Map.entry("FJ_IP", "::1"),
                        Map.entry("FJ_PORT", "8080"),
                        Map.entry("FJ_SSL_KEY_PATH", "key.pem"),
                        Map.entry("FJ_SSL_CERT_PATH", "cert.pem"),
                        Map.entry("FJ_CHECK_ORIGIN", "https://a.example //b.example"),
                        Map.entry("FJ_SECRET_KEY_BASE", "s3cret"),
                        Map.entry("FJ_WEBRTC_TURN_LISTEN_IP", "::1"),
                        Map.entry("FJ_WEBRTC_TURN_PORT_RANGE", "0-65535"),
                        Map.entry("FJ_WEBRTC_TURN_TCP_PORT", "3478"),
                        Map.entry("FJ_LOG_LEVEL", "warning"),
                        Map.entry("FJ_STRUCTURED_LOGGING", "true"),
                        Map.entry("EPHYRA_DRAIN_SECONDS", "30"),
                        Map.entry("EPHYRA_RETENTION_BYTES", "1000"),
                        Map.entry("EPHYRA_WEBHOOK_NETWORKS", "public"),
                        Map.entry("EPHYRA_ROOM_THREADS", "4"),
                        Map.entry("EPHYRA_MEDIA_THREADS", "3")))
                .settings();

        assertThat(settings.http())
                .isEqualTo(new Settings.Http(
                        "::1",
                        8080,
                        "[::1]:8080",
                        Optional.of(new Settings.Tls(Path.of("key.pem"), Path.of("cert.pem"))),
                        new OriginCheck.Listed(List.of("https://a.example", "//b.example"))));
        assertThat(settings.secretKeyBase()).contains(new Secret("s3cret"));
        assertThat(settings.webrtc().turnPorts()).isEqualTo(new Settings.PortRange(0, 65_535));
        assertThat(settings.webrtc().turnTcpPort()).hasValue(3478);
        assertThat(settings.logging()).isEqualTo(new Settings.Logging(LogLevel.WARNING, true));
        assertThat(settings.drain()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.data().retentionBytes()).hasValue(1000);
        assertThat(settings.webhookNetworks()).isEqualTo(WebhookNetworks.PUBLIC);
        assertThat(settings.limits().roomThreads()).isEqualTo(4);
        assertThat(settings.limits().mediaThreads()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            FJ_IP | localhost | Bad FJ_IP environment variable value. Expected valid ip address, got: localhost
            FJ_IP | 127.0.0.256 | Bad FJ_IP environment variable value. Expected valid ip address, got: 127.0.0.256
            FJ_METRICS_IP | x | Bad FJ_METRICS_IP environment variable value. Expected valid ip address, got: x
            FJ_PORT | 0 | Bad FJ_PORT environment variable value. Expected valid port number, got: 0
            FJ_PORT | 65536 | Bad FJ_PORT environment variable value. Expected valid port number, got: 65536
            FJ_PORT | tcp://1 | Bad FJ_PORT environment variable value. Expected valid port number, got: tcp://1
            JF_PORT | x | Bad JF_PORT environment variable value. Expected valid port number, got: x
            FJ_METRICS_PORT | -1 | Bad FJ_METRICS_PORT environment variable value. Expected valid port number, got: -1
            FJ_METRICS_PORT | 5002 | FJ_PORT and FJ_METRICS_PORT are both 5002 on 127.0.0.1: each needs a port of its own
            FJ_WEBRTC_USED | yes | Bad FJ_WEBRTC_USED environment variable value. Expected true or false, got: yes
            FJ_STRUCTURED_LOGGING | 1 | Bad FJ_STRUCTURED_LOGGING environment variable value. Expected true or false, got: 1
            FJ_DIST_ENABLED | on | Bad FJ_DIST_ENABLED environment variable value. Expected true or false, got: on
            FJ_SSL_CERT_PATH | c | FJ_SSL_CERT_PATH has been set but FJ_SSL_KEY_PATH remains unset
            FJ_SSL_KEY_PATH | k | FJ_SSL_KEY_PATH has been set but FJ_SSL_CERT_PATH remains unset
            FJ_COMPONENTS_USED | file HLS | Invalid value in FJ_COMPONENTS_USED. Expected a lowercase component name, got: HLS
            FJ_COMPONENTS_USED | sip | SIP components are allowed, but incorrect IP address was provided as `FJ_SIP_IP`
            FJ_IP | 0.0.0.0 | environment variable FJ_SERVER_API_TOKEN is missing. It must be given to listen on 0.0.0.0, which others can reach; choose a long random text.
            EPHYRA_WEBHOOK_NETWORKS | some | Bad EPHYRA_WEBHOOK_NETWORKS environment variable value. Expected all or public, got: some
            EPHYRA_DRAIN_SECONDS | soon | Bad EPHYRA_DRAIN_SECONDS environment variable value. Expected a number between 0 and 86400, got: soon
            """)
    void saysWhatIsWrongInTheWordsOfFishjam(String variable, String value, String message) {
        assertThat(read(Map.of(variable, value))).isEqualTo(new SettingsResult.Rejected(message));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "5-", "-5", "9-8", "0-65536", "a-b", "1-2-3", "1 - 2"})
    void refusesRangesThatAreNone(String range) {
        assertThat(read(Map.of("FJ_WEBRTC_TURN_PORT_RANGE", range)))
                .isInstanceOfSatisfying(
                        SettingsResult.Rejected.class,
                        rejected -> assertThat(rejected.message())
                                .startsWith(
                                        "Bad FJ_WEBRTC_TURN_PORT_RANGE environment variable value. Expected \"from-to\"")
                                .endsWith("got: " + range));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            FJ_DIST_MODE | long | Invalid FJ_DIST_MODE. Expected sname or name, got: long
            FJ_DIST_NODE_NAME | node | FJ_DIST_NODE_NAME has to be in form of <nodename>@<hostname>. Got: node
            FJ_DIST_STRATEGY_NAME | DNS | DNS strategy requires `FJ_DIST_MODE` to be `name`
            FJ_DIST_STRATEGY_NAME | X | FJ_DIST_ENABLED has been set but unknown FJ_DIST_STRATEGY was provided. Expected NODES_LIST or DNS, got: X
            """)
    void checksClusterSettingsOnceAClusterIsAskedFor(String variable, String value, String message) {
        assertThat(read(Map.of("FJ_DIST_ENABLED", "true", variable, value)))
                .isEqualTo(new SettingsResult.Rejected(message));
        assertThat(read(Map.of(variable, value))).isInstanceOf(SettingsResult.Accepted.class);
    }

    @Test
    void checksTheDnsStrategy() {
        Map<String, String> dns = new HashMap<>(
                Map.of("FJ_DIST_ENABLED", "true", "FJ_DIST_STRATEGY_NAME", "DNS", "FJ_DIST_MODE", "name"));
        assertThat(read(dns)).isEqualTo(new SettingsResult.Rejected("FJ_DIST_QUERY is required by DNS strategy"));

        dns.put("FJ_DIST_QUERY", "nodes.example");
        dns.put("FJ_DIST_POLLING_INTERVAL", "0");
        assertThat(read(dns))
                .isEqualTo(
                        new SettingsResult.Rejected("`FJ_DIST_POLLING_INTERVAL` must be a positivie integer. Got: 0"));

        dns.put("FJ_DIST_POLLING_INTERVAL", "10");
        assertThat(accepted(dns).warnings()).singleElement().asString().contains("clusters are not available yet");
    }

    @Test
    void takesTheBucketWithAllItsCredentialsOrNotAtAll() {
        Map<String, String> s3 = new HashMap<>(Map.of("FJ_S3_BUCKET", "b", "FJ_S3_REGION", "r"));
        assertThat(read(s3))
                .isEqualTo(new SettingsResult.Rejected("S3 needs its bucket, region and credentials together."
                        + " Missing: FJ_S3_ACCESS_KEY_ID, FJ_S3_SECRET_ACCESS_KEY"));

        s3.putAll(Map.of("FJ_S3_ACCESS_KEY_ID", "id", "FJ_S3_SECRET_ACCESS_KEY", "key"));
        assertThat(accepted(s3).settings().components().s3())
                .contains(new Settings.S3("b", "r", "id", new Secret("key"), Optional.empty()));
    }

    @Test
    void warnsOfComponentsThatDoNotExistYet() {
        SettingsResult.Accepted accepted =
                accepted(Map.of("FJ_COMPONENTS_USED", " file  sip ", "FJ_SIP_IP", "10.0.0.1"));

        assertThat(accepted.settings().components().used()).containsExactly("file", "sip");
        assertThat(accepted.settings().components().sipIp()).contains("10.0.0.1");
        assertThat(accepted.warnings())
                .containsExactly("Components of type sip are named in FJ_COMPONENTS_USED but not available yet.");
    }

    @Test
    void listensBeyondLoopbackOnlyWithATokenThatWasGiven() {
        assertThat(accepted(Map.of("FJ_IP", "0.0.0.0", "FJ_SERVER_API_TOKEN", "long-random"))
                        .warnings())
                .isEmpty();
        assertThat(accepted(Map.of("FJ_IP", "0.0.0.0", "FJ_SERVER_API_TOKEN", "development"))
                        .warnings())
                .singleElement()
                .asString()
                .contains("which everyone knows");
        assertThat(read(Map.of("FJ_IP", "0.0.0.0", "FJ_SERVER_API_TOKEN", "")))
                .isInstanceOf(SettingsResult.Rejected.class);
        assertThat(read(Map.of("FJ_IP", "::"))).isInstanceOf(SettingsResult.Rejected.class);
        assertThat(accepted(Map.of("FJ_IP", "127.0.0.2")).warnings()).isEmpty();
    }

    @Test
    void readsOldNamesWithAWarningUnlessTheNewOneIsGiven() {
        SettingsResult.Accepted old = accepted(Map.of("JF_PORT", "6000", "JF_SERVER_API_TOKEN", "t"));
        assertThat(old.settings().http().port()).isEqualTo(6000);
        assertThat(old.settings().serverApiToken().value()).isEqualTo("t");
        assertThat(old.warnings())
                .hasSize(2)
                .allSatisfy(warning -> assertThat(warning).contains("JF_", "0.8.0"));

        SettingsResult.Accepted both = accepted(Map.of("JF_PORT", "6000", "FJ_PORT", "7000"));
        assertThat(both.settings().http().port()).isEqualTo(7000);
        assertThat(both.warnings()).isEmpty();
    }

    @Test
    void goesOnWithInfoWhenTheLevelIsUnknown() {
        SettingsResult.Accepted accepted = accepted(Map.of("FJ_LOG_LEVEL", "loud"));

        assertThat(accepted.settings().logging().level()).isEqualTo(LogLevel.INFO);
        assertThat(accepted.warnings()).singleElement().asString().contains("loud", "info");
    }

    @Test
    void onlyWarnsOfUnknownVariablesAndNamesTheNearest() {
        assertThat(accepted(Map.of("FJ_PROT", "1", "PATH", "/bin")).warnings())
                .containsExactly("Environment variable FJ_PROT is unknown and ignored; did you mean FJ_PORT?");
        assertThat(accepted(Map.of("EPHYRA_SERVICE_PORT_5002_TCP_ADDR", "x")).warnings())
                .containsExactly("Environment variable EPHYRA_SERVICE_PORT_5002_TCP_ADDR is unknown and ignored.");
        assertThat(accepted(Map.of("FJ_INTEGRATED_TURN_IP", "x", "EPHYRA_CONFIG", "", "EPHYRA_JAVA_OPTS", ""))
                        .warnings())
                .isEmpty();
        assertThat(accepted(Map.of("JF_SIP_USED", "true")).warnings())
                .containsExactly("Environment variable JF_SIP_USED is ignored: FJ_COMPONENTS_USED has replaced it.");
    }

    @Test
    void countsUnknownVariablesBeyondAFew() {
        Map<String, String> many = new HashMap<>();
        for (int number = 100; number < 200; number++) {
            many.put("EPHYRA_SERVICE_HOST_NUMBER_" + number, "x");
        }

        assertThat(accepted(many).warnings())
                .hasSize(UnknownNames.MAX_WARNINGS + 1)
                .last()
                .isEqualTo("84 more environment variables are unknown and ignored.");
    }

    @Test
    void neverShowsSecretsInTheTextOfSettings() {
        Settings settings = accepted(Map.of("FJ_SERVER_API_TOKEN", "hush-1", "FJ_SECRET_KEY_BASE", "hush-2"))
                .settings();

        assertThat(settings.toString()).doesNotContain("hush");
    }

    @Test
    void readsTheSecretsOfWebhooksWithoutShowingThem() {
        SigningKeys alone = accepted(Map.of("EPHYRA_WEBHOOK_SECRET", "hush"))
                .settings()
                .webhookKeys()
                .orElseThrow();
        SigningKeys changing = accepted(
                        Map.of("EPHYRA_WEBHOOK_SECRET", "hush", "EPHYRA_WEBHOOK_SECRET_PREVIOUS", "hush-before"))
                .settings()
                .webhookKeys()
                .orElseThrow();

        assertThat(accepted(Map.of()).settings().webhookKeys()).isEmpty();
        assertThat(alone.legacy(0).text()).isEqualTo("hush");
        assertThat(alone.previous()).isEmpty();
        assertThat(changing.legacy(0).text()).isEqualTo("hush-before");
        assertThat(changing.current().text()).isEqualTo("hush");
    }

    @Test
    void refusesSecretsThatCannotSignWithoutShowingThem() {
        assertThat(rejected(Map.of("EPHYRA_WEBHOOK_SECRET", "whsec_hush")))
                .contains("EPHYRA_WEBHOOK_SECRET", "base64 of 24 to 64 bytes")
                .doesNotContain("hush");
        assertThat(rejected(Map.of("EPHYRA_WEBHOOK_SECRET_PREVIOUS", "hush"))).contains("remains unset");
        assertThat(rejected(Map.of("EPHYRA_ENCRYPTION_KEY", "hush")))
                .contains("EPHYRA_ENCRYPTION_KEY", "32 bytes in base64")
                .doesNotContain("hush");
    }

    @Test
    void readsDurableConsumersAndShowsNoToken() {
        SettingsResult.Accepted accepted = accepted(Map.of("EPHYRA_CONSUMERS", "billing:hush-1, audit-2:hush:2"));

        assertThat(accepted.settings().consumers())
                .containsExactly(
                        new Settings.Consumer("billing", new Secret("hush-1")),
                        new Settings.Consumer("audit-2", new Secret("hush:2")));
        assertThat(accepted.settings().toString()).doesNotContain("hush");
        assertThat(accepted.effective()).noneMatch(setting -> setting.shown().contains("hush"));
    }

    @Test
    void refusesConsumersThatCannotBeToldApartAndShowsNoToken() {
        for (String bad :
                List.of("hush", "a b:hush", "a:", ":hush", "a:hush,a:hush2", "a:hush,b:hush", "a:development")) {
            assertThat(read(Map.of("EPHYRA_CONSUMERS", bad)))
                    .isInstanceOfSatisfying(
                            SettingsResult.Rejected.class,
                            rejected -> assertThat(rejected.message())
                                    .startsWith("Bad EPHYRA_CONSUMERS environment variable value. Expected ")
                                    .doesNotContain("hush"));
        }
    }

    private static SettingsResult read(Map<String, String> environment) {
        return SettingsReader.read(environment);
    }

    private static String rejected(Map<String, String> environment) {
        return ((SettingsResult.Rejected) read(environment)).message();
    }

    private static SettingsResult.Accepted accepted(Map<String, String> environment) {
        SettingsResult result = read(environment);
        assertThat(result).isInstanceOf(SettingsResult.Accepted.class);
        return (SettingsResult.Accepted) result;
    }
}
