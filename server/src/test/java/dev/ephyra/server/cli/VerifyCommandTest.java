package dev.ephyra.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.notify.signature.SignatureHeaders;
import dev.ephyra.notify.signature.Signer;
import dev.ephyra.notify.signature.SigningKeys;
import dev.ephyra.notify.signature.WebhookSecret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class VerifyCommandTest {
    private static final WebhookSecret SECRET = WebhookSecret.generate(new byte[24]);
    private static final long NOW = 1_800_000_000;

    private final byte[] body = "{\"roomCreated\":{\"roomId\":\"a\"}}".getBytes(StandardCharsets.UTF_8);
    private final SignatureHeaders signed = Signer.sign(SigningKeys.of(SECRET), "evt_1", NOW, body, 0);
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    @Test
    void saysThatBothMatch() {
        assertThat(verify(body, headers("--received-at", "" + NOW))).isZero();
        assertThat(out.toString().lines())
                .containsExactly("x-fishjam-signature-256: matches", "webhook-signature: matches");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void checksTheOneThatIsGiven() {
        assertThat(verify(body, "--header", "X-Fishjam-Signature-256: " + signed.legacy()))
                .isZero();
        assertThat(out.toString()).contains("webhook-signature: not given, not checked");
    }

    @Test
    void explainsABodyThatWasWrittenAgain() {
        byte[] again = "{\"roomCreated\": {\"roomId\": \"a\"}}\n".getBytes(StandardCharsets.UTF_8);

        assertThat(verify(again, headers("--received-at", "" + NOW))).isEqualTo(1);
        assertThat(out.toString()).contains("does not match: the JSON of the body was parsed and written again");
    }

    @Test
    void readsAFileOfHeadersAndAFileOfTheBody() throws IOException {
        Path head = folder.resolve("head");
        Path bytes = folder.resolve("body");
        Files.writeString(
                head,
                "POST /webhook HTTP/1.1\r\n> Host: a\r\n  \"X-Fishjam-Signature-256\": \"" + signed.legacy()
                        + "\",\r\nwebhook-id: evt_1\r\nwebhook-timestamp: " + NOW + "\r\nWebhook-Signature: "
                        + signed.standard() + "\r\n\r\nwebhook-id: not a header any more");
        Files.write(bytes, body);

        int code = verify(new byte[0], "--headers", "" + head, "--body", "" + bytes, "--received-at", "" + (NOW + 10));

        assertThat(code).as(out.toString() + err).isZero();
    }

    @Test
    void saysThatASavedRequestIsTooOld() {
        assertThat(verify(body, headers())).isEqualTo(1);
        assertThat(out.toString()).contains("the signature is right, but its timestamp is", "--received-at");
    }

    @Test
    void searchesTheLargestBodyInSeconds() {
        byte[] largest = new byte[4 * 1024 * 1024];
        Arrays.fill(largest, (byte) '\n');

        assertThat(verify(largest, headers())).isEqualTo(1);
        assertThat(out.toString()).contains("none of the known mistakes explains it");
    }

    @Property
    void anyTextIsAFileOfHeaders(@ForAll String text) {
        SavedHeaders saved = new SavedHeaders();
        saved.addAll("webhook-id: a\n" + text);

        assertThat(saved.values()).containsKey("webhook-id");
        assertThat(saved.values().keySet())
                .allSatisfy(name -> assertThat(name)
                        .isNotEmpty()
                        .doesNotContainAnyWhitespaces()
                        .isEqualTo(name.toLowerCase(Locale.ROOT)));
    }

    @Test
    void takesAHeaderThatCameTwiceAsTwo() {
        assertThat(verify(body, headers("--header", "x-fishjam-signature-256: " + signed.legacy())))
                .isEqualTo(1);
        assertThat(out.toString()).contains("several values");
    }

    @Test
    void saysWhatIsMissingWithExitCodeTwo() {
        assertThat(run(Map.of(), body, headers())).isEqualTo(2);
        assertThat(err.toString()).contains("The secret is missing");
        assertThat(verify(body)).isEqualTo(2);
        assertThat(err.toString()).contains("The headers are missing");
        assertThat(verify(body, "--header", "nonsense")).isEqualTo(2);
        assertThat(verify(body, headers("--body", "" + folder.resolve("absent"))))
                .isEqualTo(2);
        assertThat(err.toString()).contains("NoSuchFile");
        assertThat(verify(new byte[4 * 1024 * 1024 + 1], headers())).isEqualTo(2);
        assertThat(verify(body, "--header", "host: a")).isEqualTo(1);
        assertThat(out.toString()).contains("no signature among the headers");
    }

    @Test
    void neverShowsASecret() {
        Map<String, String> environment =
                Map.of("EPHYRA_WEBHOOK_SECRET", "hush-1", "EPHYRA_WEBHOOK_SECRET_PREVIOUS", "hush-2");
        run(environment, body, headers());
        run(environment, body);
        run(Map.of("EPHYRA_WEBHOOK_SECRET", "whsec_hush"), body, headers());
        run(Map.of(), body, headers("--secret", "hush-3", "--previous-secret", "hush\n4"));
        run(Map.of(), body, headers("--secret", SECRET.text(), "--previous-secret", "hush-5"));

        assertThat(out.toString() + err).doesNotContain("hush", SECRET.text());
        assertThat(out.toString()).contains("does not match");
    }

    private String[] headers(String... more) {
        List<String> all = new ArrayList<>(List.of(
                "--header", "x-fishjam-signature-256:" + signed.legacy(),
                "--header", "webhook-id: evt_1",
                "--header", "webhook-timestamp: " + NOW,
                "--header", "webhook-signature: " + signed.standard()));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private int verify(byte[] input, String... arguments) {
        return run(Map.of("EPHYRA_WEBHOOK_SECRET", SECRET.text()), input, arguments);
    }

    private int run(Map<String, String> environment, byte[] input, String... arguments) {
        return new CommandLine(
                        new VerifyCommand(environment, new ByteArrayInputStream(input), new PrintWriter(out, true)))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
