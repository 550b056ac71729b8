package dev.ephyra.server.cli.listen;

import dev.ephyra.notify.endpoint.BodyFormat;
import dev.ephyra.notify.signature.Signer;
import dev.ephyra.notify.signature.SigningKeys;
import dev.ephyra.notify.signature.WebhookSecret;
import dev.ephyra.server.cli.client.ClientFailure;
import dev.ephyra.server.cli.client.ReceivedEvent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Posts notifications to one receiver, one at a time, and tries again what is refused. For a developer's receiver, so it
 * gives up after seconds where a server would go on for days. Owned by the thread of the command.
 */
public final class Forwarder {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    /** What an endpoint has on a server. */
    private static final Duration TOTAL_TIMEOUT = Duration.ofSeconds(15);

    /** A receiver that is being restarted is back after some seconds. */
    public static final List<Duration> PAUSES =
            List.of(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2));

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final URI target;
    private final BodyFormat format;
    private final Signer signer;
    private final List<Duration> pauses;
    private final ForwardedRooms rooms = new ForwardedRooms();

    /**
     * One POST.
     *
     * @param status of the answer; 0 if there was none
     * @param failure empty if there was an answer
     */
    public record Attempt(int number, int status, String failure, long millis) {
        /** Only 2xx is; a redirect is none, as on a server. */
        public boolean isTaken() {
            return status / 100 == 2;
        }
    }

    /** Hears of every attempt as it ends. */
    @FunctionalInterface
    public interface Watcher {
        /** @param last whether there will be no further one for this notification */
        void attempted(ReceivedEvent event, Attempt attempt, boolean last);
    }

    /**
     * @param pauses before each further attempt
     * @throws ClientFailure if {@code url} is nothing that can be posted to
     */
    public Forwarder(String url, BodyFormat format, WebhookSecret secret, List<Duration> pauses) throws ClientFailure {
        try {
            this.target = HttpRequest.newBuilder(URI.create(url)).build().uri();
        } catch (IllegalArgumentException unusable) {
            throw new ClientFailure(
                    ClientFailure.Kind.USAGE,
                    "Cannot forward to " + url + ": give a URL like http://localhost:3000/hook");
        }
        this.format = format;
        this.signer = new Signer(SigningKeys.of(secret));
        this.pauses = List.copyOf(pauses);
    }

    /** Whether the receiver took it in the end. */
    public boolean forward(ReceivedEvent event, Watcher watcher) throws InterruptedException {
        WebhookRequest request = WebhookRequest.of(rooms.next(event), format, Instant.now());
        for (int number = 1; ; number++) {
            Attempt attempt = post(request, number);
            boolean last = attempt.isTaken() || number > pauses.size();
            watcher.attempted(event, attempt, last);
            if (last) {
                return attempt.isTaken();
            }
            TimeUnit.MILLISECONDS.sleep(pauses.get(number - 1).toMillis());
        }
    }

    /** Events between the last one and the next are lost: the receiver is told with the next of each room. */
    public void lost() {
        rooms.lost();
    }

    private Attempt post(WebhookRequest webhook, int number) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .timeout(TOTAL_TIMEOUT)
                .POST(HttpRequest.BodyPublishers.ofByteArray(webhook.body().bytes()));
        webhook.headers(number, signer, Instant.now()).forEach(request::header);
        long beganNanos = System.nanoTime();
        try {
            HttpResponse<Void> answer = http.send(request.build(), HttpResponse.BodyHandlers.discarding());
            return new Attempt(number, answer.statusCode(), "", millisSince(beganNanos));
        } catch (IOException broken) {
            String why = broken.getMessage() == null ? "cannot connect" : broken.getMessage();
            return new Attempt(number, 0, why, millisSince(beganNanos));
        }
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }
}
