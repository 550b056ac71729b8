package dev.ephyra.notify.body;

/** The names of the headers that say which event a webhook is; those of signatures are beside them in {@code notify.signature}. */
public final class EventHeaders {
    public static final String EVENT_ID = "x-fishjam-event-id";
    public static final String ROOM_SEQ = "x-fishjam-room-seq";
    public static final String ROOM_EPOCH = "x-fishjam-room-epoch";
    public static final String PREV_SEQ = "x-fishjam-prev-seq";
    public static final String ATTEMPT = "x-fishjam-attempt";
    public static final String FIRST_ATTEMPT_AT = "x-fishjam-first-attempt-at";
    public static final String CURSOR = "x-fishjam-cursor";
    public static final String OCCURRED_AT = "x-fishjam-occurred-at";
    public static final String REASON = "x-fishjam-reason";
    public static final String GAP = "x-fishjam-gap";
    public static final String REPLAY = "x-fishjam-replay";
    public static final String TEST = "x-fishjam-test";

    private EventHeaders() {}
}
