package dev.ephyra.sdk.webhook;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Any bytes as body, headers and signature: read, or refused by the documented exceptions. */
class WebhookDecoderFuzzTest {
    private static final Webhooks VERIFIED = Webhooks.verifiedBy(WebhookVerifier.of("secret"));

    @FuzzTest(maxDuration = "30s")
    void refusesOrReadsWhatever(byte[] bytes) {
        decode(bytes, Optional.empty());
        decode(bytes, Optional.of("application/json"));
        decode(bytes, Optional.of("application/x-protobuf"));
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        try {
            VERIFIED.receive(
                    bytes,
                    WebhookHeaders.of(Map.of(
                            "webhook-signature", List.of(text),
                            "webhook-timestamp", List.of(text),
                            "x-fishjam-gap", List.of(text))));
            throw new AssertionError("a signature was guessed");
        } catch (InvalidSignatureException refused) {
            WebhookGap.parse(text);
        }
    }

    private static void decode(byte[] bytes, Optional<String> contentType) {
        try {
            WebhookDecoder.decode(bytes, contentType);
        } catch (MalformedWebhookException refused) {
            return;
        }
    }
}
