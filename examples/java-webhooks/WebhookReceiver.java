import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.ephyra.sdk.notification.EventIdentity;
import dev.ephyra.sdk.notification.Notification;
import dev.ephyra.sdk.webhook.InvalidSignatureException;
import dev.ephyra.sdk.webhook.MalformedWebhookException;
import dev.ephyra.sdk.webhook.ReceivedWebhook;
import dev.ephyra.sdk.webhook.WebhookDeduplicator;
import dev.ephyra.sdk.webhook.WebhookHeaders;
import dev.ephyra.sdk.webhook.WebhookVerifier;
import dev.ephyra.sdk.webhook.Webhooks;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/**
 * Receives webhooks with the JDK's own HTTP server: verifies, handles each event once, tells of gaps.
 *
 * <pre>WEBHOOK_SECRET=whsec_... java -cp 'SDK:LIBRARIES' WebhookReceiver.java 8090</pre>
 *
 * <p>{@code WEBHOOK_SECRET_BEFORE} is the secret that is being replaced, while it is.
 */
public class WebhookReceiver {
    private static final int MOST_BODY_BYTES = 1 << 20;

    private final Webhooks webhooks;
    private final WebhookDeduplicator seen = WebhookDeduplicator.inMemory(100_000);

    WebhookReceiver(String... secrets) {
        webhooks = Webhooks.verifiedBy(WebhookVerifier.of(secrets).standardOnly());
    }

    public static void main(String[] arguments) throws IOException {
        String secret = System.getenv("WEBHOOK_SECRET");
        String before = System.getenv("WEBHOOK_SECRET_BEFORE");
        if (secret == null || arguments.length != 1) {
            System.err.println("WEBHOOK_SECRET=whsec_... java -cp ... WebhookReceiver.java PORT");
            System.exit(2);
        }
        WebhookReceiver receiver = before == null ? new WebhookReceiver(secret) : new WebhookReceiver(secret, before);
        HttpServer server = HttpServer.create(new InetSocketAddress(Integer.parseInt(arguments[0])), 0);
        server.createContext("/hook", receiver::answer);
        server.setExecutor(Executors.newFixedThreadPool(16));
        server.start();
        System.out.println("listening " + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            // The bytes as they came: a body that was parsed and written again has another signature.
            byte[] body = exchange.getRequestBody().readNBytes(MOST_BODY_BYTES + 1);
            int status = body.length > MOST_BODY_BYTES ? 413 : received(body, exchange);
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private int received(byte[] body, HttpExchange exchange) {
        try {
            ReceivedWebhook webhook = webhooks.receive(body, WebhookHeaders.of(exchange.getRequestHeaders()));
            webhook.gap().ifPresent(gap -> System.out.println("gap " + gap));
            if (webhook.attempt() > 1) {
                System.out.println("attempt " + webhook.attempt());
            }
            return seen.handle(webhook, this::handle).status();
        } catch (InvalidSignatureException forged) {
            System.out.println("refused " + forged.getMessage());
            return 401;
        } catch (MalformedWebhookException malformed) {
            return 400;
        } catch (Exception failed) {
            // It comes again, after a pause that grows.
            System.out.println("failed " + failed);
            return 500;
        }
    }

    /** Yours. Who must do nothing twice over a restart keeps {@code eventId} in the transaction with what it changes. */
    private void handle(Notification notification) {
        System.out.println("handled " + notification.event().map(EventIdentity::roomSeq).orElse(0L) + " "
                + notification.content());
    }
}
