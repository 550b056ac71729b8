package dev.ephyra.notify.endpoint;

import java.util.Map;

/**
 * Where webhooks go: one that an operator registered for the deployment, or the {@code webhookUrl} of rooms. Immutable; a
 * change makes a new one with the same id, and the next attempt uses it.
 *
 * @param id {@code ep_} and 16 characters; the URL itself where it is the {@code webhookUrl} of rooms, so that rooms with
 *     one URL share its connections, its breaker and its fair part
 * @param meta whether the bodies carry field 1000
 * @param headers sent with each POST beside ours; names in lower case, none of ours
 * @param deadLetters what becomes of an event that is refused again and again while others are taken
 * @param maxAgeMillis an event that could not be delivered for so long becomes a dead letter
 * @param totalTimeoutMillis from the start of a POST to the end of its answer, 1 s to 30 s
 */
public record Endpoint(
        String id,
        String url,
        EventFilter filter,
        BodyFormat format,
        boolean meta,
        Map<String, String> headers,
        Batching batching,
        PoisonPolicy deadLetters,
        long maxAgeMillis,
        int totalTimeoutMillis) {
    /** 72 hours. */
    public static final long DEFAULT_MAX_AGE_MILLIS = 259_200_000L;

    public static final int DEFAULT_TIMEOUT_MILLIS = 15_000;

    public Endpoint {
        headers = Map.copyOf(headers);
    }

    /** What becomes of the head of a lane that is refused again and again while other lanes deliver. */
    public enum PoisonPolicy {
        /** It becomes a dead letter, and the lane goes on. */
        DEAD_LETTER,
        /** Its lane stays where it is until an operator does something or the event is too old. */
        PARK
    }

    /** The {@code webhookUrl} of rooms. */
    public static Endpoint ofRooms(String url, boolean batches) {
        return new Endpoint(
                url,
                url,
                EventFilter.ALL,
                BodyFormat.PROTOBUF,
                false,
                Map.of(),
                batches ? Batching.DEFAULT : Batching.NONE,
                PoisonPolicy.DEAD_LETTER,
                DEFAULT_MAX_AGE_MILLIS,
                DEFAULT_TIMEOUT_MILLIS);
    }

    /** An id or a URL for people and programs that need not know all of it: the query of a URL may hold a secret. */
    public static String shown(String idOrUrl) {
        for (int i = 0; i < idOrUrl.length(); i++) {
            if (idOrUrl.charAt(i) == '?' || idOrUrl.charAt(i) == '#') {
                return idOrUrl.substring(0, i);
            }
        }
        return idOrUrl;
    }

    /** Whether it was registered, and not only named by rooms. */
    public boolean isRegistered() {
        return !id.equals(url);
    }
}
