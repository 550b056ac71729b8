import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Receives webhooks: verifies, drops duplicates, notices holes. Only what the JDK brings.
 *
 * <pre>WEBHOOK_SECRET=whsec_... java Receiver.java 8090</pre>
 *
 * <p>A real receiver keeps {@code seen} and {@code last} in the database that it changes for the event, in the same
 * transaction.
 */
public class Receiver {
    private static final String SECRET = System.getenv("WEBHOOK_SECRET");
    private static final long TOLERANCE_SECONDS = 300;

    /** Event ids: the same event has the same id on every attempt. */
    private static final Set<String> seen = new HashSet<>();

    /** The room_seq of the last event of each room epoch. */
    private static final Map<String, Long> last = new HashMap<>();

    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.createContext("/", Receiver::answer);
        server.start();
        System.out.println("listening " + server.getAddress().getPort());
    }

    private static void answer(HttpExchange exchange) throws IOException {
        // The raw bytes are signed: read them before any framework parses them.
        byte[] body = exchange.getRequestBody().readAllBytes();
        int status = receive(exchange.getRequestHeaders(), body);
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private static int receive(Headers headers, byte[] body) {
        if (!isGenuine(headers, body)) {
            return 401;
        }
        String id = headers.getFirst("webhook-id");
        if (seen.contains(id)) {
            // Delivery is at least once. Answer 2xx, or it comes again.
            System.out.println("duplicate " + id);
            return 204;
        }
        String room = headers.getFirst("x-fishjam-room-epoch");
        String seqs = headers.getFirst("x-fishjam-room-seq");
        long before = Long.parseLong(headers.getFirst("x-fishjam-prev-seq"));
        if (last.containsKey(room) && last.get(room) != before) {
            System.out.println("gap " + last.get(room) + " " + before + " " + headers.getFirst("x-fishjam-gap"));
        }
        handle(body);
        seen.add(id);
        last.put(room, Long.parseLong(seqs.substring(seqs.indexOf('-') + 1)));
        System.out.println("handled " + room + " " + seqs);
        return 204;
    }

    /** Standard Webhooks: HMAC of id.timestamp.body; during a rotation there are two signatures, one of them ours. */
    private static boolean isGenuine(Headers headers, byte[] body) {
        String sentAt = String.valueOf(headers.getFirst("webhook-timestamp"));
        if (!sentAt.matches("[0-9]{1,12}")
                || Math.abs(Instant.now().getEpochSecond() - Long.parseLong(sentAt)) > TOLERANCE_SECONDS) {
            return false;
        }
        byte[] ours = hmac(headers.getFirst("webhook-id") + "." + sentAt + ".", body);
        for (String part : String.valueOf(headers.getFirst("webhook-signature")).split(" ")) {
            String given = part.startsWith("v1,") ? part.substring(3) : part;
            if (MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), Base64.getEncoder().encode(ours))) {
                return true;
            }
        }
        return false;
    }

    private static byte[] hmac(String head, byte[] body) {
        byte[] key = SECRET.startsWith("whsec_")
                ? Base64.getDecoder().decode(SECRET.substring(6))
                : SECRET.getBytes(StandardCharsets.UTF_8);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(head.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** Yours: parse the ServerMessage. */
    private static void handle(byte[] body) {}
}
