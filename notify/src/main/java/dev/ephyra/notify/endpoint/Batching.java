package dev.ephyra.notify.endpoint;

/**
 * How many notifications may go into one POST. An idle lane sends at once whatever this says: a batch is what came in while
 * a request was out.
 *
 * @param maxEvents 1 to 100; 1 means no batches at all
 * @param maxBytes of the notifications together, 1 KiB to 256 KiB; one that is larger goes alone
 * @param lingerMillis how long an idle lane waits for more, 0 to 250
 */
public record Batching(int maxEvents, int maxBytes, int lingerMillis) {
    public static final int MAX_EVENTS = 100;
    public static final int MAX_BYTES = 256 << 10;
    public static final int MAX_LINGER_MILLIS = 250;

    /** One notification in each POST. */
    public static final Batching NONE = new Batching(1, MAX_BYTES, 0);

    /** As many as may be, without waiting for them. */
    public static final Batching DEFAULT = new Batching(MAX_EVENTS, MAX_BYTES, 0);

    public Batching {
        if (maxEvents < 1 || maxEvents > MAX_EVENTS || maxBytes < 1024 || maxBytes > MAX_BYTES) {
            throw new IllegalArgumentException("a batch has 1 to 100 events in 1 to 256 KiB");
        }
        if (lingerMillis < 0 || lingerMillis > MAX_LINGER_MILLIS) {
            throw new IllegalArgumentException("a batch waits 0 to 250 ms");
        }
    }
}
