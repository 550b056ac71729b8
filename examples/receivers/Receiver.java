import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Receives webhooks: verifies, drops duplicates, notices holes. Only what the JDK brings.
 *
 * <pre>WEBHOOK_SECRET=whsec_... java Receiver.java 8090</pre>
 *
 * <p>A real receiver keeps {@code seen} and {@code last} in the database that it changes for the event, in the same
 * transaction. An endpoint with batches must have {@code meta} here; each endpoint needs a receiver, or at least a
 * {@code last}, of its own.
 */
public class Receiver {
    private static final String SECRET = System.getenv("WEBHOOK_SECRET");
    private static final long TOLERANCE_SECONDS = 300;
    /** {@code ServerMessage.notification_batch}. */
    private static final int BATCH = 33;

    /** Event ids: the same event has the same id on every attempt. */
    private static final Set<String> seen = new HashSet<>();

    /** The room_seq of the last event of each room's epoch. */
    private static final Map<String, Long> last = new HashMap<>();

    private record Event(String id, long seq) {}

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
        String room = headers.getFirst("x-fishjam-room-epoch");
        List<Event> found = events(headers, body);
        List<Event> fresh = found.stream().filter(event -> !seen.contains(event.id())).toList();
        // What somebody had sent again comes out of turn: it says nothing about holes.
        boolean inTurn = !headers.containsKey("x-fishjam-replay");
        if (inTurn && fresh.contains(found.getFirst())) {
            long before = Long.parseLong(headers.getFirst("x-fishjam-prev-seq"));
            String announced = headers.getFirst("x-fishjam-gap");
            if (announced != null || last.getOrDefault(room, before) != before) {
                System.out.println("gap " + last.get(room) + " " + before + " " + announced);
            }
        }
        if (fresh.isEmpty()) {
            // Delivery is at least once. Answer 2xx, or it comes again.
            System.out.println("duplicate " + headers.getFirst("webhook-id"));
        } else {
            Set<String> ids = fresh.stream().map(Event::id).collect(Collectors.toSet());
            handle(body, ids);
            seen.addAll(ids);
            System.out.println("handled " + room + " "
                    + fresh.stream().map(event -> Long.toString(event.seq())).collect(Collectors.joining(",")));
        }
        if (inTurn) {
            last.merge(room, found.getLast().seq(), Math::max);
        }
        return 204;
    }

    /** The id and the room_seq of each event. Not of the batch: its members may come again in another one. */
    private static List<Event> events(Headers headers, byte[] body) {
        String id = headers.getFirst("x-fishjam-event-id");
        if (id != null) {
            return List.of(new Event(id, Long.parseLong(headers.getFirst("x-fishjam-room-seq"))));
        }
        // Its notifications are field 1, their meta 1000, and of that event_id 1 and room_seq 2.
        List<Event> events = new ArrayList<>();
        for (ByteBuffer notification : fields(fields(ByteBuffer.wrap(body), BATCH).getFirst(), 1)) {
            ByteBuffer meta = fields(notification, 1000).getFirst();
            ByteBuffer eventId = fields(meta, 1).getFirst();
            events.add(new Event(
                    StandardCharsets.UTF_8.decode(eventId).toString(), varint(fields(meta, 2).getFirst())));
        }
        return events;
    }

    /** The values of one field of a protobuf message; with protobuf-java there are getters for that. */
    private static List<ByteBuffer> fields(ByteBuffer message, int number) {
        List<ByteBuffer> values = new ArrayList<>();
        ByteBuffer in = message.duplicate();
        while (in.hasRemaining()) {
            long tag = varint(in);
            int wireType = (int) (tag & 7);
            int length = wireType == 2 ? (int) varint(in) : wireType == 1 ? 8 : wireType == 5 ? 4 : 0;
            int start = in.position();
            if (wireType == 0) {
                varint(in);
                length = in.position() - start;
            }
            if (tag >> 3 == number) {
                values.add(in.slice(start, length));
            }
            in.position(start + length);
        }
        return values;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                break;
            }
        }
        return value;
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

    /** Yours: the event of the ServerMessage, or those of its batch that have these ids. */
    private static void handle(byte[] body, Set<String> ids) {}
}
