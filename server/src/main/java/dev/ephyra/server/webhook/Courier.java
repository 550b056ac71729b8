package dev.ephyra.server.webhook;

import dev.ephyra.notify.body.Body;
import dev.ephyra.notify.body.BodyWriter;
import dev.ephyra.notify.endpoint.Deliveries.Attempt;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.lane.Item;
import dev.ephyra.notify.lane.WebhookUrl;
import dev.ephyra.notify.signature.Signer;
import dev.ephyra.server.store.StoreChange;
import dev.ephyra.server.webhook.PostHeaders.Letter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes a POST of notifications, whoever wants it made, and remembers what came of it. Owned by the dispatcher's context.
 */
final class Courier {
    // Rather more than URLs that are posted to at a time; one that falls out is only parsed and looked up again.
    private static final int MAX_TARGETS = 10_000;

    private static final String NOT_SHOWN = "not shown: a private address answered a test";

    private final Poster poster;
    private final BodyWriter bodies;
    private final UUID logEpoch;
    private final EndpointKeys keys;
    private final AttemptLog attempts;
    private final WebhookOptions options;
    private final Consumer<StoreChange> changes;
    private final FailureLog failures = new FailureLog();
    private final Map<String, Target> targets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Target> eldest) {
            return size() > MAX_TARGETS;
        }
    };
    private long delivered;
    private long refused;
    private long failed;

    /**
     * What came of a POST.
     *
     * @param attempt as it is shown; its snippet and failure are without secrets
     */
    record Sent(PostResult result, Attempt attempt) {}

    Courier(
            Poster poster,
            UUID logEpoch,
            EndpointKeys keys,
            AttemptLog attempts,
            WebhookOptions options,
            Consumer<StoreChange> changes) {
        this.poster = poster;
        this.bodies = new BodyWriter(logEpoch);
        this.logEpoch = logEpoch;
        this.keys = keys;
        this.attempts = attempts;
        this.options = options;
        this.changes = changes;
    }

    /** Posts; {@code done} hears of it once, on the context, unless everything is stopped before. */
    void send(Letter letter, long nowMicros, Consumer<Sent> done) {
        long startNanos = System.nanoTime();
        Endpoint endpoint = letter.endpoint();
        Target target = target(endpoint.url());
        if (target == null) {
            // Such an endpoint is never taken in; a row may say otherwise.
            ended(letter, nowMicros, startNanos, new PostResult.Failed("not a usable URL", false), done);
            return;
        }
        Optional<Signer> signer = keys.signer(endpoint.id(), endpoint.isRegistered());
        if (endpoint.isRegistered() && signer.isEmpty()) {
            // Nobody should ask for it: without its secret an endpoint is paused and refused.
            ended(letter, nowMicros, startNanos, new PostResult.Failed("its secret cannot be opened", false), done);
            return;
        }
        Body body;
        try {
            body = bodies.write(endpoint.format(), endpoint.meta(), letter.members(), letter.replay());
        } catch (IllegalArgumentException unreadable) {
            ended(
                    letter,
                    nowMicros,
                    startNanos,
                    new PostResult.Failed(String.valueOf(unreadable.getMessage()), false),
                    done);
            return;
        }
        OutgoingPost post = new OutgoingPost(
                endpoint.id(),
                target,
                PostHeaders.of(letter, body, signer, logEpoch, nowMicros),
                body.bytes(),
                Math.min(endpoint.totalTimeoutMillis(), options.longestTimeoutMillis()));
        poster.post(post, startNanos, result -> ended(letter, nowMicros, startNanos, result, done));
    }

    private void ended(Letter letter, long startMicros, long startNanos, PostResult result, Consumer<Sent> done) {
        long nowNanos = System.nanoTime();
        count(letter.endpoint().url(), result, nowNanos);
        Item first = letter.members().getFirst();
        Item last = letter.members().getLast();
        Attempt attempt = new Attempt(
                letter.endpoint().id(),
                first.record().eventId(),
                letter.attempt(),
                startMicros,
                TimeUnit.NANOSECONDS.toMillis(nowNanos - startNanos),
                result instanceof PostResult.Answered answer ? answer.status() : 0,
                failure(result),
                answer(letter, result),
                letter.replay());
        attempts.add(
                        new AttemptLog.Entry(
                                first.record().roomEpoch(),
                                first.record().roomSeq(),
                                last.record().roomSeq(),
                                attempt),
                        nowNanos)
                .ifPresent(changes);
        done.accept(new Sent(result, attempt));
    }

    private void count(String url, PostResult result, long nowNanos) {
        switch (result) {
            case PostResult.Answered answer when answer.isAccepted() -> delivered++;
            case PostResult.Answered answer -> {
                refused++;
                failures.refused(url, answer, nowNanos);
            }
            case PostResult.Failed failure -> {
                failed++;
                failures.failed(url, failure, nowNanos);
            }
        }
    }

    private static String failure(PostResult result) {
        return switch (result) {
            case PostResult.Answered answer when answer.isAccepted() -> "";
            case PostResult.Answered answer -> ("HTTP " + answer.status() + " " + answer.phrase()).strip();
            case PostResult.Failed failed -> failed.reason();
        };
    }

    private String answer(Letter letter, PostResult result) {
        if (!(result instanceof PostResult.Answered answer) || answer.body().length == 0) {
            return "";
        }
        if (!answer.isPublic() && letter.members().getFirst().facts().context().test()) {
            // A test goes wherever somebody likes, and must not be a way to read what only this machine can.
            return NOT_SHOWN;
        }
        Endpoint endpoint = letter.endpoint();
        List<String> secrets = new ArrayList<>(keys.secrets(endpoint.id(), endpoint.isRegistered()));
        secrets.addAll(endpoint.headers().values());
        return Snippet.of(answer.body(), secrets);
    }

    private @Nullable Target target(String url) {
        Target known = targets.get(url);
        if (known == null && WebhookUrl.parse(url) instanceof WebhookUrl.Parsed.Accepted(WebhookUrl parsed)) {
            known = new Target(parsed);
            targets.put(url, known);
        }
        return known;
    }

    AttemptLog attempts() {
        return attempts;
    }

    /** Requests answered with 2xx, since the start. */
    long delivered() {
        return delivered;
    }

    /** Requests answered with anything else. */
    long refused() {
        return refused;
    }

    /** Requests without a whole answer. */
    long failed() {
        return failed;
    }

    /** Sends nothing that is not out yet to an endpoint. */
    void withdraw(String endpointId, String why) {
        poster.withdraw(endpointId, why);
    }

    void expire(long nowNanos) {
        poster.expire(nowNanos);
    }

    void close() {
        poster.close();
    }
}
