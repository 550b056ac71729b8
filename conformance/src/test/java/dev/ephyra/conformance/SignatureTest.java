package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.notify.signature.SignatureHeaders;
import dev.ephyra.notify.signature.Signer;
import dev.ephyra.notify.signature.SigningKeys;
import dev.ephyra.notify.signature.WebhookSecret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The verifiers that receivers use, unmodified, against the published vectors and against 3,000 POSTs signed while secrets
 * change: Fishjam's SDK for Python and the libraries of Standard Webhooks for Python and Node. The SDK for Node has no
 * verifier in the release on its registry, so its rule stands in.
 */
class SignatureTest {
    private static final long HOUR_MICROS = 3_600_000_000L;
    private static final int POSTS = 3_000;
    // Each POST is checked with both secrets, and the published vectors come on top.
    private static final int CHECKS = 2 * POSTS;

    private static final Path VECTORS =
            Path.of("..", "docs", "notifications", "vectors", "signatures.json").toAbsolutePath();

    @TempDir
    static Path folder;

    private static Path rotation;

    @BeforeAll
    static void signDuringARotation() throws IOException {
        rotation = folder.resolve("rotation.json");
        Files.writeString(rotation, posts(new Random(8)));
    }

    @Test
    void receiversInPythonAcceptEveryPostOfARotation() throws IOException, InterruptedException {
        Program run = Program.python(
                "cloud",
                Map.of(),
                Duration.ofMinutes(1),
                "src/test/python/signatures.py",
                VECTORS.toString(),
                rotation.toString());

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(asked(run, "fishjam SDK")).isGreaterThan(CHECKS);
        assertThat(asked(run, "standardwebhooks")).isGreaterThan(CHECKS / 3);
    }

    @Test
    void receiversInNodeAcceptEveryPostOfARotation() throws IOException, InterruptedException {
        Program prepared = Program.run(List.of("./prepare"), Map.of(), Duration.ofMinutes(5));
        assertThat(prepared.exitCode()).as(prepared.output()).isZero();

        Program run = Program.run(
                List.of("node", "src/test/js/signatures.mjs", VECTORS.toString(), rotation.toString()),
                Map.of("PACKAGES", Path.of("target", "node").toAbsolutePath().toString()),
                Duration.ofMinutes(1));

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(asked(run, "fishjam SDK('s rule)?")).isGreaterThan(CHECKS);
        assertThat(asked(run, "standardwebhooks")).isGreaterThan(CHECKS / 3);
    }

    private static int asked(Program run, String who) {
        return run.output()
                .lines()
                .filter(line -> line.matches(who + ": [0-9]+"))
                .mapToInt(line -> Integer.parseInt(line.replaceAll(".*: ", "")))
                .sum();
    }

    /** POSTs from an hour before a rotation of 24 hours to an hour after it, in the form of the published vectors. */
    private static String posts(Random random) {
        WebhookSecret before = secret(random);
        WebhookSecret next = secret(random);
        long startMicros = 1_800_000_000_000_000L;
        SigningKeys old = SigningKeys.of(before);
        SigningKeys changing = ((SigningKeys.Rotation.Begun) old.rotate(next, startMicros, 24 * HOUR_MICROS)).keys();
        Signer early = new Signer(old);
        Signer late = new Signer(changing);
        StringJoiner vectors = new StringJoiner(",\n", "{\"vectors\": [\n", "\n]}\n");
        for (int post = 0; post < POSTS; post++) {
            long sinceMicros = random.nextLong(-HOUR_MICROS, 25 * HOUR_MICROS);
            boolean begun = sinceMicros >= 0;
            boolean flipped = sinceMicros >= 12 * HOUR_MICROS;
            byte[] body = body(random);
            long seconds = Math.floorDiv(startMicros + sinceMicros, 1_000_000);
            String id = new UUID(random.nextLong(), random.nextLong()).toString();
            SignatureHeaders headers = (begun ? late : early).sign(id, seconds, body, startMicros + sinceMicros);
            vectors.add("""
                    {"name": "post %d", "timestamp": %d, "body": "%s", "headers": {"x-fishjam-signature-256": "%s",
                     "webhook-id": "%s", "webhook-timestamp": "%d", "webhook-signature": "%s"}, "accept": [
                     {"secret": "%s", "legacy": %b, "standard": %b}, {"secret": "%s", "legacy": %b, "standard": %b}]}
                    """.formatted(
                            post,
                            seconds,
                            HexFormat.of().formatHex(body),
                            headers.legacy(),
                            id,
                            seconds,
                            headers.standard(),
                            before.text(),
                            !flipped,
                            sinceMicros < 24 * HOUR_MICROS,
                            next.text(),
                            flipped,
                            begun));
        }
        return vectors.toString();
    }

    private static WebhookSecret secret(Random random) {
        byte[] bytes = new byte[24 + random.nextInt(41)];
        random.nextBytes(bytes);
        return WebhookSecret.generate(bytes);
    }

    /** Half of them bytes as in protobuf, half of them text as in JSON. */
    private static byte[] body(Random random) {
        byte[] body = new byte[random.nextInt(1_000)];
        random.nextBytes(body);
        return random.nextBoolean()
                ? body
                : ("{\"text\": \"" + new String(body, StandardCharsets.UTF_8) + "\"}").getBytes(StandardCharsets.UTF_8);
    }
}
