package dev.ephyra.bench.load;

import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.ServerUnderLoad;
import java.nio.charset.StandardCharsets;

/** The bytes of the REST requests that the load sends. */
public final class RestRequests {
    private static final String HEADERS =
            " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + ServerUnderLoad.TOKEN + "\r\n";
    private static final String ID = "\"id\":\"";
    private static final String TOKEN = "\"token\":\"";
    private static final int UUID_CHARS = 36;

    private RestRequests() {}

    /** Creates a room with an id of the server's choice. */
    public static byte[] createRoom() {
        return post("/room", "{}");
    }

    /** Creates a room with this id. */
    public static byte[] createRoom(String id) {
        return post("/room", "{\"roomId\":\"" + id + "\"}");
    }

    /** Creates a room whose notifications go to {@code webhookUrl}. */
    public static byte[] createRoom(String id, String webhookUrl) {
        return post("/room", "{\"roomId\":\"" + id + "\",\"webhookUrl\":\"" + webhookUrl + "\"}");
    }

    /** The same, and several notifications may go into one POST. */
    public static byte[] createBatchingRoom(String id, String webhookUrl) {
        return post(
                "/room",
                "{\"roomId\":\"" + id + "\",\"webhookUrl\":\"" + webhookUrl + "\",\"batchWebhookNotifications\":true}");
    }

    /** Registers an endpoint of the deployment that takes batches. */
    public static byte[] createEndpoint(String url, String secret) {
        return post(
                "/ephyra/v1/endpoints", "{\"url\":\"" + url + "\",\"secret\":\"" + secret + "\",\"batching\":true}");
    }

    public static byte[] deleteRoom(String id) {
        return delete("/room/" + id);
    }

    public static byte[] addPeer(String room) {
        return post("/room/" + room + "/peer", "{\"type\":\"webrtc\"}");
    }

    /** Adds a component that plays this file. */
    public static byte[] addFile(String room, String path) {
        return post("/room/" + room + "/component", "{\"type\":\"file\",\"options\":{\"filePath\":\"" + path + "\"}}");
    }

    public static byte[] deletePeer(String room, String peer) {
        return delete("/room/" + room + "/peer/" + peer);
    }

    /** The first id in the JSON of an answer, the peer's in that to {@link #addPeer}. */
    public static String firstId(HttpMessageReader answer) throws ScenarioFailure {
        String body = answer.bodyText();
        int at = body.indexOf(ID);
        ScenarioFailure.unless(at >= 0 && at + ID.length() + UUID_CHARS <= body.length(), "no id in " + body);
        return body.substring(at + ID.length(), at + ID.length() + UUID_CHARS);
    }

    /** The token of the peer in the answer to {@link #addPeer}. */
    public static String token(HttpMessageReader answer) throws ScenarioFailure {
        String body = answer.bodyText();
        int begin = body.indexOf(TOKEN) + TOKEN.length();
        int end = body.indexOf('"', begin);
        ScenarioFailure.unless(begin >= TOKEN.length() && end > begin, "no token in " + body);
        return body.substring(begin, end);
    }

    /** Fails unless the answer has this status. */
    public static void expect(int status, HttpMessageReader answer) throws ScenarioFailure {
        if (answer.status() != status) {
            throw new ScenarioFailure(
                    "answered " + answer.status() + " instead of " + status + ": " + answer.bodyText());
        }
    }

    private static byte[] post(String path, String json) {
        return ("POST " + path + HEADERS + "Content-Type: application/json\r\nContent-Length: " + json.length()
                        + "\r\n\r\n" + json)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] delete(String path) {
        return ("DELETE " + path + HEADERS + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
