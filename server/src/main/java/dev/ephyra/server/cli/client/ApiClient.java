package dev.ephyra.server.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Asks the REST interface of a running server. Every call ends within a deadline, with the answer's JSON or with a
 * {@link ClientFailure}. Owned by the thread of the command.
 */
public final class ApiClient {
    /** Under it are the resources that Ephyra adds to Fishjam's. */
    public static final String ROOT = "/ephyra/v1";

    /** The server itself waits for at most 40 s for what an operator asks of endpoints. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

    /** A backup: 5 min at most for the database, then the journal, which is 20 GiB at most where nothing can be shared. */
    private static final Duration BACKUP_TIMEOUT = Duration.ofMinutes(15);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** A page of 1,000 events with metadata of 1 KiB each is 2 MB. */
    private static final int MAX_ANSWER_BYTES = 16 << 20;

    private static final int MOST_SHOWN_CHARS = 500;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ServerLocation location;
    private final HttpClient http;

    public ApiClient(ServerLocation location) {
        this.location = location;
        // Never follows a redirect: the token is for one server.
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT);
        if (location.base().startsWith("http:")) {
            // Reading the certificates of the JDK takes a fifth of the time of a short command.
            builder.sslContext(trustingNobody());
        }
        this.http = builder.build();
    }

    private static SSLContext trustingNobody() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java has TLS", missing);
        }
    }

    /** The client itself, for the socket of the same server. */
    HttpClient http() {
        return http;
    }

    public ServerLocation location() {
        return location;
    }

    public JsonNode get(String path) throws ClientFailure, InterruptedException {
        return call("GET", path, null, ANSWER_TIMEOUT);
    }

    public JsonNode post(String path, @Nullable JsonNode body) throws ClientFailure, InterruptedException {
        return call("POST", path, body, ANSWER_TIMEOUT);
    }

    /** Has the server write a backup, and waits as long as that may take. */
    public JsonNode backup() throws ClientFailure, InterruptedException {
        return call("POST", ROOT + "/backup", null, BACKUP_TIMEOUT);
    }

    public JsonNode patch(String path, JsonNode body) throws ClientFailure, InterruptedException {
        return call("PATCH", path, body, ANSWER_TIMEOUT);
    }

    public JsonNode delete(String path) throws ClientFailure, InterruptedException {
        return call("DELETE", path, null, ANSWER_TIMEOUT);
    }

    private JsonNode call(String method, String path, @Nullable JsonNode body, Duration longest)
            throws ClientFailure, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(location.rest(path))
                .timeout(longest)
                .header("authorization", "Bearer " + location.token())
                .header("accept", "application/json");
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("content-type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body.toString()));
        }
        try {
            HttpResponse<InputStream> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            return read(answer);
        } catch (IOException broken) {
            throw unreachable(location, broken);
        }
    }

    private JsonNode read(HttpResponse<InputStream> answer) throws IOException, ClientFailure {
        byte[] bytes;
        try (InputStream body = answer.body()) {
            bytes = body.readNBytes(MAX_ANSWER_BYTES + 1);
        }
        if (bytes.length > MAX_ANSWER_BYTES) {
            throw new ClientFailure(ClientFailure.Kind.FAILED, "The answer is too large; ask for less with --limit");
        }
        JsonNode json = json(bytes);
        int status = answer.statusCode();
        if (status / 100 == 2) {
            return json;
        }
        throw new ClientFailure(
                status / 100 == 4 ? ClientFailure.Kind.REFUSED : ClientFailure.Kind.FAILED, refusal(status, json));
    }

    private static JsonNode json(byte[] bytes) throws IOException {
        try {
            return bytes.length == 0 ? MissingNode.getInstance() : JSON.readTree(bytes);
        } catch (JsonProcessingException notJson) {
            return MissingNode.getInstance();
        }
    }

    private String refusal(int status, JsonNode json) {
        if (status == 401) {
            return "The server at " + location
                    + " does not take this token; give its own with --token-file or FJ_SERVER_API_TOKEN";
        }
        JsonNode errors = json.path("errors");
        String why = errors.isTextual() ? errors.asText() : errors.toString();
        if (why.isEmpty()) {
            return "The server at " + location + " answered " + status + "; is it an Ephyra of this version?";
        }
        return why.length() <= MOST_SHOWN_CHARS ? why : why.substring(0, MOST_SHOWN_CHARS) + "…";
    }

    /** In words, what {@code broken} means for whoever wanted to reach {@code location}. */
    static ClientFailure unreachable(ServerLocation location, IOException broken) {
        String what = switch (broken) {
            case ConnectException _ ->
                "No server answers at " + location + "; start one, or say where it is with --url or EPHYRA_URL";
            case HttpTimeoutException _ -> "The server at " + location + " does not answer in time";
            case IOException other -> "The connection to " + location + " broke: " + other.getMessage();
        };
        return new ClientFailure(ClientFailure.Kind.UNREACHABLE, what);
    }
}
