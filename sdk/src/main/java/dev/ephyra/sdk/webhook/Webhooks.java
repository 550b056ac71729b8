package dev.ephyra.sdk.webhook;

import dev.ephyra.sdk.notification.Notification;
import java.util.List;
import java.util.Optional;

/**
 * Receives webhooks: bytes and headers in, notifications out.
 *
 * <pre>{@code
 * Webhooks webhooks = Webhooks.verifiedBy(WebhookVerifier.of(secret).standardOnly());
 * WebhookDeduplicator seen = WebhookDeduplicator.inMemory(100_000);
 *
 * http.createContext("/hook", exchange -> {
 *     int status;
 *     try {
 *         ReceivedWebhook webhook = webhooks.receive(
 *                 exchange.getRequestBody().readAllBytes(), WebhookHeaders.of(exchange.getRequestHeaders()));
 *         status = seen.handle(webhook, notification -> handle(notification.content())).status();
 *     } catch (InvalidSignatureException forged) {
 *         status = 401;
 *     } catch (MalformedWebhookException malformed) {
 *         status = 400;
 *     } catch (Exception failed) {
 *         status = 500; // it comes again
 *     }
 *     exchange.sendResponseHeaders(status, -1);
 *     exchange.close();
 * });
 * }</pre>
 *
 * <p>Bodies of Ephyra have at most 1 MiB: have your framework refuse more. Immutable, safe for many threads.
 */
public final class Webhooks {
    private final Optional<WebhookVerifier> verifier;

    private Webhooks(Optional<WebhookVerifier> verifier) {
        this.verifier = verifier;
    }

    /** Believes what {@code verifier} does. */
    public static Webhooks verifiedBy(WebhookVerifier verifier) {
        return new Webhooks(Optional.of(verifier));
    }

    /**
     * Believes everybody. For servers that do not sign, as Fishjam's own: let nobody else reach the address then.
     */
    public static Webhooks unverified() {
        return new Webhooks(Optional.empty());
    }

    /**
     * Verifies and decodes a request.
     *
     * @param body the bytes as they came, before anything parsed them
     * @throws InvalidSignatureException if it is not signed by who knows the secret: answer 401
     * @throws MalformedWebhookException if the body is none that a server sends: answer 400
     */
    public ReceivedWebhook receive(byte[] body, WebhookHeaders headers) {
        verifier.ifPresent(verifying -> verifying.verify(body, headers));
        List<Notification> notifications = WebhookDecoder.decode(body, headers.value(WebhookHeaders.CONTENT_TYPE));
        return new ReceivedWebhook(
                headers.value(WebhookHeaders.WEBHOOK_ID),
                HeaderIdentity.complete(notifications, headers),
                headers.value(WebhookHeaders.ATTEMPT).map(Webhooks::attempt).orElse(1),
                headers.value(WebhookHeaders.REPLAY).isPresent(),
                headers.value(WebhookHeaders.GAP).flatMap(WebhookGap::parse));
    }

    private static int attempt(String header) {
        return header.matches("[1-9]\\d{0,8}") ? Integer.parseInt(header) : 1;
    }
}
