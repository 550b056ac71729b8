package dev.ephyra.sdk.webhook;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.sdk.json.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WebhookVerifierTest {
    private static final String SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private static final String OTHER = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    record Vector(String name, long timestamp, byte[] body, Map<String, List<String>> headers, JsonReader accept) {
        WebhookVerifier verifier(String... secrets) {
            return WebhookVerifier.of(secrets).withClock(Clock.fixed(Instant.ofEpochSecond(timestamp), ZoneOffset.UTC));
        }

        Map<String, List<String>> headersWithout(String name) {
            Map<String, List<String>> rest = new TreeMap<>(headers);
            rest.remove(name);
            return rest;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Vector> vectors() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (root != null && !Files.exists(root.resolve("mvnw"))) {
            root = root.getParent();
        }
        requireNonNull(root, "the tests run inside a checkout");
        byte[] json = Files.readAllBytes(root.resolve("docs/notifications/vectors/signatures.json"));
        return JsonReader.of(json).objects("vectors").stream()
                .flatMap(vector -> vector.objects("accept").stream().map(accept -> vector(vector, accept)));
    }

    private static Vector vector(JsonReader vector, JsonReader accept) {
        Map<String, List<String>> headers = new TreeMap<>();
        JsonReader all = vector.requiredObject("headers");
        all.names().forEach(name -> headers.put(name, List.of(all.requiredText(name))));
        return new Vector(
                vector.requiredText("name"),
                vector.integer("timestamp").orElseThrow(),
                HexFormat.of().parseHex(vector.requiredText("body")),
                headers,
                accept);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void acceptsWhatTheVectorsSay(Vector vector) {
        WebhookVerifier verifier = vector.verifier(vector.accept().requiredText("secret"));

        assertThat(verifies(verifier, vector.body(), vector.headers()))
                .isEqualTo(vector.accept().flag("standard").orElseThrow());
        assertThat(verifies(verifier, vector.body(), vector.headersWithout("webhook-signature")))
                .isEqualTo(vector.accept().flag("legacy").orElseThrow());
        assertThat(verifies(verifier.standardOnly(), vector.body(), vector.headersWithout("webhook-signature")))
                .isFalse();
        assertThat(verifies(
                        vector.verifier(OTHER, SECRET, vector.accept().requiredText("secret")),
                        vector.body(),
                        vector.headers()))
                .isTrue();
    }

    @Test
    void refusesEveryChangeOfBodyAndOfWhatIsSigned() throws IOException {
        Vector vector = vectors().findFirst().orElseThrow();
        WebhookVerifier verifier = vector.verifier(SECRET);
        for (int at = 0; at < vector.body().length; at++) {
            byte[] changed = vector.body().clone();
            changed[at] ^= 1;
            assertThat(verifies(verifier, changed, vector.headers())).isFalse();
            assertThat(verifies(verifier, changed, vector.headersWithout("webhook-signature")))
                    .isFalse();
        }
        for (String header : List.of("webhook-id", "webhook-timestamp")) {
            Map<String, List<String>> changed = new TreeMap<>(vector.headers());
            changed.put(header, List.of(requireNonNull(changed.get(header)).get(0) + "0"));
            assertThat(verifies(verifier, vector.body(), changed)).isFalse();
            assertThat(verifies(verifier, vector.body(), vector.headersWithout(header)))
                    .isFalse();
        }
    }

    @Test
    void refusesWhatIsTooOldOrOfTheFuture() throws IOException {
        Vector vector = vectors().findFirst().orElseThrow();
        for (long seconds : new long[] {-301, 301, 1_000_000_000}) {
            WebhookVerifier later = WebhookVerifier.of(SECRET)
                    .withClock(Clock.fixed(Instant.ofEpochSecond(vector.timestamp() + seconds), ZoneOffset.UTC));
            assertThatThrownBy(() -> later.verify(vector.body(), WebhookHeaders.of(vector.headers())))
                    .hasMessageContaining("another time");
            assertThatCode(() -> later.withTolerance(Duration.ofDays(20_000))
                            .verify(vector.body(), WebhookHeaders.of(vector.headers())))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void takesWhatIsJustYoungEnough() throws IOException {
        Vector vector = vectors().findFirst().orElseThrow();
        for (long seconds : new long[] {-300, -299, 0, 299, 300}) {
            assertThat(verifies(at(vector.timestamp() + seconds), vector.body(), vector.headers()))
                    .isTrue();
        }
        WebhookVerifier now = at(vector.timestamp()).withTolerance(Duration.ZERO);
        assertThat(verifies(now, vector.body(), vector.headers())).isTrue();
        assertThat(verifies(
                        at(vector.timestamp() + 1).withTolerance(Duration.ofMillis(999)),
                        vector.body(),
                        vector.headers()))
                .isFalse();
    }

    @Test
    void aToleranceMakesSense() {
        WebhookVerifier verifier = WebhookVerifier.of(SECRET);
        for (Duration wrong : List.of(
                Duration.ofSeconds(Long.MAX_VALUE),
                Duration.ofDays(36_501),
                Duration.ofNanos(-1),
                Duration.ofDays(-1))) {
            assertThatThrownBy(() -> verifier.withTolerance(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static WebhookVerifier at(long seconds) {
        return WebhookVerifier.of(SECRET).withClock(Clock.fixed(Instant.ofEpochSecond(seconds), ZoneOffset.UTC));
    }

    @Test
    void refusesWhatIsNotSignedAndNonsense() {
        WebhookVerifier verifier = WebhookVerifier.of(SECRET);
        byte[] body = "body".getBytes(StandardCharsets.UTF_8);
        for (String value :
                List.of("", " ", "v1,", "v1,!", "v2,AAAA", "sha256=", "sha256=zz", "v1,AAAA ".repeat(1_000))) {
            for (String name : List.of("webhook-signature", "x-fishjam-signature-256", "other")) {
                assertThat(verifies(verifier, body, Map.of(name, List.of(value))))
                        .isFalse();
            }
        }
    }

    @Test
    void looksUpHeadersInWhateverCase() throws IOException {
        Vector vector = vectors().findFirst().orElseThrow();
        Map<String, List<String>> shouted = new TreeMap<>();
        vector.headers().forEach((name, values) -> shouted.put(name.toUpperCase(java.util.Locale.ROOT), values));

        assertThat(verifies(vector.verifier(SECRET), vector.body(), shouted)).isTrue();
    }

    @Test
    void neverShowsASecretThatIsMalformed() {
        assertThatThrownBy(() -> WebhookVerifier.of("whsec_not base64!"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("not base64!");
        assertThatThrownBy(WebhookVerifier::of).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WebhookVerifier.of("")).isInstanceOf(IllegalArgumentException.class);
    }

    private static boolean verifies(WebhookVerifier verifier, byte[] body, Map<String, List<String>> headers) {
        try {
            verifier.verify(body, WebhookHeaders.of(headers));
            return true;
        } catch (InvalidSignatureException refused) {
            return false;
        }
    }
}
