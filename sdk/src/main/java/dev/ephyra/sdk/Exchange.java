package dev.ephyra.sdk;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way: attempts until one is final or the time is over. Started once; runs on threads of the HTTP
 * client and, after a pause, of the common pool.
 */
final class Exchange {
    private static final System.Logger LOG = System.getLogger("dev.ephyra.sdk");

    private final Exchanges settings;
    private final ApiCall<?> call;
    private final HttpRequest request;
    private final CompletableFuture<Answer> whole = new CompletableFuture<>();
    private final AtomicReference<@Nullable CompletableFuture<?>> underWay = new AtomicReference<>();
    private final long deadlineNanos;
    /** Whether an attempt before may have taken effect. The attempts follow each other. */
    private volatile boolean mayBeDone;

    Exchange(Exchanges settings, ApiCall<?> call) {
        this.settings = settings;
        this.call = call;
        request = request(settings, call);
        deadlineNanos = System.nanoTime() + settings.timeout().toNanos();
    }

    /**
     * The answer to come, whatever its status. Fails with an {@link IOException}, a {@code TimeoutException} or what the
     * HTTP client throws. Completing it otherwise, as by cancelling, gives the call up.
     */
    CompletableFuture<Answer> start() {
        whole.orTimeout(settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
        // Both stages only pass on what happens; nothing they do fails.
        CompletableFuture<?> unused = whole.whenComplete((answer, failure) -> giveUp());
        unused = attempt(1).whenComplete((answer, failure) -> {
            if (failure == null) {
                whole.complete(answer);
            } else {
                whole.completeExceptionally(failure);
            }
        });
        return whole;
    }

    /** What came of one attempt: an answer, or why there is none. */
    private record Outcome(
            @Nullable Answer answer, @Nullable Throwable failure) {}

    private CompletableFuture<Answer> attempt(int number) {
        if (whole.isDone()) {
            return CompletableFuture.failedFuture(new CancellationException());
        }
        CompletableFuture<HttpResponse<byte[]>> sent =
                settings.http().sendAsync(request, head -> new LimitedBody(LimitedBody.MAX_BYTES));
        underWay.set(sent);
        if (whole.isDone()) {
            giveUp();
        }
        return sent.handle((response, failure) ->
                        failure == null ? new Outcome(answer(response), null) : new Outcome(null, unwrapped(failure)))
                .thenCompose(outcome -> outcome.answer() == null
                        ? failed(number, Objects.requireNonNull(outcome.failure()))
                        : answered(number, outcome.answer()));
    }

    private CompletableFuture<Answer> answered(int number, Answer answer) {
        Optional<Duration> pause =
                RetryPolicy.isPassing(answer.status()) ? pauseAfter(number, answer.retryAfter()) : Optional.empty();
        if (pause.isPresent()) {
            // 502 to 504 may be a proxy's that lost the server's answer, or the server's that did not wait for the end.
            mayBeDone |= answer.status() != 429;
            return again(number, "answered " + answer.status(), pause.get());
        }
        boolean deletedBefore =
                mayBeDone && call.isDeletion() && answer.status() == 404 && ErrorText.isOfTheServer(answer.body());
        return CompletableFuture.completedFuture(deletedBefore ? Answer.noContent() : answer);
    }

    private CompletableFuture<Answer> failed(int number, Throwable failure) {
        boolean passing = failure instanceof IOException && !(failure instanceof LimitedBody.TooLong);
        Optional<Duration> pause = passing ? pauseAfter(number, null) : Optional.empty();
        mayBeDone |= !(failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException);
        return pause.isPresent()
                ? again(number, "no answer (" + failure.getClass().getSimpleName() + ")", pause.get())
                : CompletableFuture.failedFuture(failure);
    }

    /** Empty if this attempt was the last. A pause that would outlast the call is not begun: what is known is the answer. */
    private Optional<Duration> pauseAfter(int number, @Nullable Duration retryAfter) {
        if (!settings.retries().allows(call, number)) {
            return Optional.empty();
        }
        Duration left = Duration.ofNanos(deadlineNanos - System.nanoTime());
        return Optional.of(settings.retries().pause(number, retryAfter, ThreadLocalRandom.current()))
                .filter(pause -> pause.compareTo(left) < 0);
    }

    private CompletableFuture<Answer> again(int number, String why, Duration pause) {
        LOG.log(
                System.Logger.Level.DEBUG,
                () -> call.name() + ": " + why + "; attempt " + (number + 1) + " in " + pause.toMillis() + " ms");
        return CompletableFuture.runAsync(
                        () -> {}, CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS))
                .thenCompose(waited -> attempt(number + 1));
    }

    private static Answer answer(HttpResponse<byte[]> response) {
        Duration retryAfter = response.headers()
                .firstValue("retry-after")
                .flatMap(value -> RetryAfter.of(value, Instant.now()))
                .orElse(null);
        return new Answer(response.statusCode(), response.body(), retryAfter);
    }

    private void giveUp() {
        CompletableFuture<?> current = underWay.get();
        if (current != null) {
            current.cancel(true);
        }
    }

    private static HttpRequest request(Exchanges settings, ApiCall<?> call) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(
                        URI.create(settings.server().rest() + call.path()))
                .header("authorization", settings.authorization())
                .header("accept", "application/json")
                .header("user-agent", "ephyra-sdk-java");
        if (call.body() == null) {
            return builder.method(call.method(), BodyPublishers.noBody()).build();
        }
        return builder.header("content-type", "application/json")
                .method(call.method(), BodyPublishers.ofString(call.body()))
                .build();
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
