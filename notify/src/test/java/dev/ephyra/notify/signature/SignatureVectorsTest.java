package dev.ephyra.notify.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The vectors for those who write a receiver, {@code docs/notifications/vectors/signatures.json}, against the code. After a
 * change that is meant, {@code -Dvectors.write=true} writes the file again.
 */
class SignatureVectorsTest {
    private static final Path FILE = Path.of("..", "docs", "notifications", "vectors", "signatures.json");
    private static final String HEAD = """
            {
              "about": "Signed webhooks. `body` is in hexadecimal digits; `timestamp` is when it was sent; `accept` says for each secret a receiver may have which of the two headers it must accept.",
              "vectors": [
            """;
    private static final long SENT = 1_800_000_000;
    private static final long HOUR = 3_600_000_000L;
    private static final long ROTATED = SENT * 1_000_000;
    private static final String JSON = """
            {"roomCreated":{"roomId":"blue"},"meta":{"eventId":"0199-evt.1","webhook-id":"x","note":"a.b\\nž"}}""";

    private final List<WebhookSecret> secrets = List.of(Secrets.OLD, Secrets.NEW);

    @Test
    void areCurrent() throws IOException {
        String text = HEAD + String.join(",\n", vectors()) + "\n  ]\n}\n";
        if (Boolean.getBoolean("vectors.write")) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, text);
        }

        assertThat(Files.readString(FILE)).isEqualTo(text);
    }

    private List<String> vectors() {
        WebhookSecret longest = WebhookSecret.generate(HexFormat.of().parseHex("5a".repeat(64)));
        SigningKeys plain = SigningKeys.of(Secrets.OLD);
        SigningKeys changing =
                ((SigningKeys.Rotation.Begun) plain.rotate(Secrets.NEW, ROTATED, 24 * HOUR, 12 * HOUR)).keys();
        byte[] json = JSON.getBytes(StandardCharsets.UTF_8);
        byte[] room = HexFormat.of().parseHex("0a060a04626c7565");
        byte[] allBytes = new byte[256];
        for (int at = 0; at < allBytes.length; at++) {
            allBytes[at] = (byte) at;
        }
        List<String> vectors = new ArrayList<>();
        vectors.add(vector("protobuf", plain, 0, room, secrets));
        vectors.add(vector("JSON with dots, a line break and names of headers in it", plain, 0, json, secrets));
        vectors.add(vector("every byte there is, so no UTF-8", plain, 0, allBytes, secrets));
        vectors.add(vector("no body", plain, 0, new byte[0], secrets));
        vectors.add(vector(
                "a secret as Fishjam's dashboard gives it",
                SigningKeys.of(Secrets.FISHJAM),
                0,
                json,
                List.of(Secrets.FISHJAM)));
        vectors.add(vector("the longest secret", SigningKeys.of(longest), 0, room, List.of(longest)));
        vectors.add(vector("rotation, Fishjam's header on the old secret", changing, 12 * HOUR - 1, json, secrets));
        vectors.add(vector("rotation, Fishjam's header on the new secret", changing, 12 * HOUR, json, secrets));
        vectors.add(vector("rotation, a binary body", changing, 12 * HOUR, allBytes, secrets));
        vectors.add(vector("after the rotation", changing, 24 * HOUR, json, secrets));
        return vectors;
    }

    private static String vector(
            String name, SigningKeys keys, long afterMicros, byte[] body, List<WebhookSecret> receivers) {
        long timestamp = SENT + afterMicros / 1_000_000;
        String id = "0199c1f0-7a10-7cc3-98c5-1d2f3a4b5c6d";
        SignatureHeaders headers = Signer.sign(keys, id, timestamp, body, ROTATED + afterMicros);
        String accept = receivers.stream()
                .map(secret -> """
                              {"secret": "%s", "legacy": %s, "standard": %s}""".formatted(
                                secret.text(),
                                SignatureCheck.legacy(secret, headers.legacy(), body),
                                SignatureCheck.standard(secret, id, "" + timestamp, headers.standard(), body)))
                .collect(Collectors.joining(",\n    "));
        return """
                    {
                      "name": "%s",
                      "timestamp": %d,
                      "body": "%s",
                      "headers": {
                        "x-fishjam-signature-256": "%s",
                        "webhook-id": "%s",
                        "webhook-timestamp": "%d",
                        "webhook-signature": "%s"
                      },
                      "accept": [
                        %s
                      ]
                    }""".formatted(
                        name,
                        timestamp,
                        HexFormat.of().formatHex(body),
                        headers.legacy(),
                        id,
                        timestamp,
                        headers.standard(),
                        accept)
                .indent(4)
                .stripTrailing();
    }
}
