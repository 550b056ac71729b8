package dev.ephyra.testkit;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * REST calls with the server's token, one answer per call, never longer than 20 s: the server itself answers 503
 * long before. Safe for many threads.
 */
public final class RestClient implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final String base;
    private final String token;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();

    /** Base is an origin such as {@code http://127.0.0.1:5002}. */
    public RestClient(String base, String token) {
        this.base = base;
        this.token = token;
    }

    public RestAnswer get(String path) {
        return send(request(path).GET().build());
    }

    /** The status of a GET, 0 when nothing answers. */
    public int tryGet(String path) {
        return get(path).status();
    }

    public RestAnswer post(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build());
    }

    public RestAnswer delete(String path) {
        return send(request(path).DELETE().build());
    }

    public RestAnswer createRoom(String json) {
        return post("/room", json);
    }

    public RestAnswer addPeer(String roomId) {
        return post("/room/" + roomId + "/peer", "{\"type\":\"webrtc\",\"options\":{}}");
    }

    /** A request to a path with nothing but the deadline set: for headers of the test's own. */
    public HttpRequest.Builder bare(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(DEADLINE);
    }

    /** Sends what a test built itself; the deadline holds for the whole answer, not only for its head. */
    public RestAnswer send(HttpRequest request) {
        var answering = client.sendAsync(request, BodyHandlers.ofString());
        try {
            var response = answering.get(request.timeout().orElse(DEADLINE).toMillis(), TimeUnit.MILLISECONDS);
            return new RestAnswer(response.statusCode(), response.headers().map(), response.body());
        } catch (ExecutionException | TimeoutException unanswered) {
            answering.cancel(true);
            return RestAnswer.NONE;
        } catch (InterruptedException interrupted) {
            answering.cancel(true);
            Thread.currentThread().interrupt();
            return RestAnswer.NONE;
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private HttpRequest.Builder request(String path) {
        return bare(path).header("Authorization", "Bearer " + token);
    }
}
